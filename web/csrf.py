"""Protection against forged forms, for browsers that send no referrer."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware


class QuietCsrf(CsrfViewMiddleware):
    """Django's protection, under `Referrer-Policy: no-referrer`.

    That policy makes a browser send `Origin: null` and no Referer with our own forms (Fetch
    standard, “append a request Origin header”), and Django refuses both. `Sec-Fetch-Site`, which no
    page can forge, says which site the form came from. A browser too old for it still needs the
    token. Its cookie has the `__Host-` prefix, so that no other host can set one. It ends with the
    browser, so a page has no reason to send it again to a browser that has it.
    """

    def _set_csrf_cookie(self, request: HttpRequest, response: HttpResponseBase) -> None:
        held = request.COOKIES.get(settings.CSRF_COOKIE_NAME)
        if held != request.META["CSRF_COOKIE"]:
            super()._set_csrf_cookie(request, response)  # type: ignore[misc]

    def _origin_verified(self, request: HttpRequest) -> bool:
        if request.META["HTTP_ORIGIN"] == "null":
            return _comes_from_here(request)
        return super()._origin_verified(request)  # type: ignore[misc]

    def _check_referer(self, request: HttpRequest) -> None:
        if "HTTP_REFERER" in request.META or not _comes_from_here(request):
            super()._check_referer(request)  # type: ignore[misc]


def _comes_from_here(request: HttpRequest) -> bool:
    return request.META.get("HTTP_SEC_FETCH_SITE", "same-origin") == "same-origin"
