"""What a member typed comes back on its page: after signing in, and in another language."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from people.privacy.middleware import GetResponse
from people.unsent import actions, writers
from people.unsent.fields import Typed, typed_in

# The name of the language buttons of a page with a form.
LANGUAGE = "in_language"


class TypedComesBack:
    """Put what was typed into `request.typed`, from where its form shows it (`people.unsent.tags`).

    It is kept until the same fields are sent again, because an answer may be lost on the way. The
    way out drops it, and so does any other member who signs in on this phone.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = actions.cookie_name()
        if name not in request.COOKIES:
            return self.get_response(request)
        if request.path_info == reverse("leave"):
            actions.drop(request)
            return _without_key(self.get_response(request))
        if not request.user.is_authenticated:
            return self.get_response(request)
        found = actions.take(request)
        if found is None:
            return _without_key(self.get_response(request))
        row, page, data = found
        if request.method == "GET" and actions.is_same_page(page, request.get_full_path()):
            request.typed = Typed(data, is_news=True)  # type: ignore[attr-defined]
        response = self.get_response(request)
        is_done = request.method == "POST" and response.status_code < 400
        if is_done and _is_again(request, page, data):
            row.delete()
            return _without_key(response)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Show the page in another language with what is typed: a form that does nothing.

        The token was checked before. Without a session the guards keep the text instead.
        """
        if request.method == "POST" and LANGUAGE in request.POST and request.user.is_authenticated:
            request.typed = Typed(typed_in(request), is_news=False)  # type: ignore[attr-defined]
            request.method = "GET"
            request.POST = QueryDict()


def _is_again(request: HttpRequest, page: str, data: QueryDict) -> bool:
    """Whether `request` sends the form that was kept, rather than another one of the page."""
    writer = writers.writer_of(request)
    is_there = writer is not None and actions.is_same_page(writer.page, page)
    return is_there and bool(set(data) & set(typed_in(request)))


def _without_key(response: HttpResponse) -> HttpResponse:
    # A new key, set by this very response, stays.
    if actions.cookie_name() not in response.cookies:
        response.delete_cookie(actions.cookie_name(), samesite="Lax")
    return response
