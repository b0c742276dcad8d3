"""What stands around an answer, whoever asked and whatever it says."""

from collections.abc import Iterator

from django.http import HttpResponse

from cms.headers import FILE_POLICY, PERMISSIONS_POLICY, member_policy, studio_policy
from tests.matrix.reading import STUDIO
from tests.outing import around, gives_away

FILES = "/files/"
# What the things and the people of the matrix are called.
NAMES = ("ZQA", "ZQB", "Another course", "For everybody", "A concern", "What I wrote")


def faults(path: str, response: HttpResponse) -> Iterator[str]:
    """Yield what a shoulder, a shared phone's cache or another site would learn from it."""
    for name, right in _headers(path, response).items():
        if (sent := response.get(name)) != right:
            yield f"{name}: {sent}"
    # An editor's pages are called after what she writes.
    known = () if path.startswith(STUDIO) else NAMES
    for text in around(path, response):
        yield from (f"«{word}» in «{text}»" for word in gives_away(text, known))


def _headers(path: str, response: HttpResponse) -> dict[str, str]:
    policy, frames = member_policy(), "DENY"
    if path.startswith(STUDIO):
        framed = "/preview/" in path
        policy, frames = studio_policy(framed=framed), "SAMEORIGIN" if framed else "DENY"
    elif path.startswith(FILES) and response.status_code == 200:
        policy = FILE_POLICY
    return {
        "Cache-Control": "no-store",
        "Content-Security-Policy": policy,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS_POLICY,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": frames,
        "X-Robots-Tag": "noindex, nofollow, noarchive",
    }
