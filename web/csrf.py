"""Protection against forged forms, for browsers that send no referrer."""

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware


class QuietCsrf(CsrfViewMiddleware):
    """Django's protection, under `Referrer-Policy: no-referrer`.

    That policy makes a browser send `Origin: null` and no Referer with our own forms (Fetch
    standard, “append a request Origin header”), and Django refuses both. `Sec-Fetch-Site`, which no
    page can forge, says which site the form came from. A browser too old for it still needs the
    token. Its cookie has the `__Host-` prefix, so that no other host can set one.
    """

    def _origin_verified(self, request: HttpRequest) -> bool:
        if request.META["HTTP_ORIGIN"] == "null":
            return _comes_from_here(request)
        return super()._origin_verified(request)  # type: ignore[misc]

    def _check_referer(self, request: HttpRequest) -> None:
        if "HTTP_REFERER" in request.META or not _comes_from_here(request):
            super()._check_referer(request)  # type: ignore[misc]


def _comes_from_here(request: HttpRequest) -> bool:
    return request.META.get("HTTP_SEC_FETCH_SITE", "same-origin") == "same-origin"
