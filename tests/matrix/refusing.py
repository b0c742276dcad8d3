"""A refusal is the same as for what never existed, byte for byte."""

import re
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse

from web.codes import decode, encode

NEVER = UUID("6f1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b")
# Different on each page: tokens, and the marks of who was given a form.
TOKEN = re.compile(r'(name="(?:csrfmiddlewaretoken|written_by)" value=")[^"]+')
# The studio's editor gives each paragraph a key, and a refusal shows the sender what they sent.
KEY = re.compile(r"(&quot;key&quot;: &quot;)\w+")
# A page links to its own address in the other language.
LANGUAGE = re.compile(r"^/[a-z]{2}(?=/.)")
# The length depends on the address, too, and `Expires` is the hour.
UNEQUAL = {"Content-Length", "Expires"}


@dataclass(frozen=True)
class Answer:
    """An answer, its path, and the values in it."""

    response: HttpResponse
    path: str
    values: dict[str, str]


def like(value: str) -> str:
    """Return what could be in an address instead of `value`, and never existed."""
    if value.isdigit():
        return "987654321"
    try:
        decode(value)
    except ValueError:
        return str(NEVER) if len(value) == 36 else "nothing-of-this-kind"
    return encode(NEVER)


def are_the_same(one: Answer, other: Answer) -> bool:
    """Whether status, headers and body are equal, but for what was asked and for tokens.

    A page links to itself in the other language, a sign-in leads back, and a notice of the
    member may lead to the very thing.
    """
    paths = [answer.path for answer in (one, other)]
    paths += [LANGUAGE.sub("", path) for path in paths]
    asked = [text for path in paths for text in (path, quote(path))]
    # Words and small numbers are everywhere on a page.
    named = {value for answer in (one, other) for value in answer.values.values()}
    asked += [value for value in named if len(value) > 8]

    def plain(text: str) -> str:
        for each in asked:
            text = text.replace(each, "…")
        return KEY.sub(r"\1…", TOKEN.sub(r"\1…", text))

    def said(response: HttpResponse) -> tuple[int, dict[str, str], str]:
        kept = {name: plain(value) for name, value in response.items() if name not in UNEQUAL}
        return response.status_code, kept, plain(response.content.decode())

    return said(one.response) == said(other.response)
