"""A refusal says the same as where nothing ever was, byte for byte."""

import re
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse

from cms.codes import decode, encode

NEVER = UUID("6f1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b")
# Drawn anew for each page.
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")\w+')
# The length is that of the address, too, and `Expires` is the hour.
UNEQUAL = {"Content-Length", "Expires"}


@dataclass(frozen=True)
class Answer:
    """What came back, from which path, and what stood in it."""

    response: HttpResponse
    path: str
    values: dict[str, str]


def like(value: str) -> str:
    """Return what could stand for `value` in an address, and never did for anything."""
    if value.isdigit():
        return "987654321"
    try:
        decode(value)
    except ValueError:
        return str(NEVER) if len(value) == 36 else "nothing-of-this-kind"
    return encode(NEVER)


def said(answer: Answer) -> tuple[int, dict[str, str], str]:
    """Return status, headers and body, without what was asked and without tokens.

    A page leads to itself in the other language, and a sign-in leads back.
    """
    # Words and small numbers stand everywhere on a page.
    asked = [value for value in answer.values.values() if len(value) > 8]

    def plain(text: str) -> str:
        for one in (answer.path, quote(answer.path), *asked):
            text = text.replace(one, "…")
        return TOKEN.sub(r"\1…", text)

    headers = {name: plain(value) for name, value in answer.response.items() if name not in UNEQUAL}
    body = plain(answer.response.content.decode())
    return answer.response.status_code, headers, body
