"""What a member typed comes back on its page: after signing in, and in another language."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from cms.studio import screen_at
from people.privacy.middleware import GetResponse
from people.unsent import actions, writers
from people.unsent.fields import FORGET, Typed
from web.methods import LANGUAGE


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
            return self._answer(request)
        if request.path_info == reverse("leave"):
            actions.drop(request)
            return actions.without(request, self._answer(request), None)
        if not request.user.is_authenticated:
            return self._answer(request)
        kept = actions.take(request)
        if kept is None:
            return actions.without(request, self._answer(request), None)
        if request.method == "GET" and actions.is_same_page(kept.page, request.get_full_path()):
            if screen_at(request.path_info) is not None:
                request.kept_for_studio = kept.data  # type: ignore[attr-defined]
            else:
                request.typed = Typed(kept.data, is_news=True)  # type: ignore[attr-defined]
        response = self._answer(request)
        # What was kept once more, because the answer asks for something else first, did nothing.
        is_done = response.status_code < 400 and actions.cookie_name() not in response.cookies
        if request.method != "POST" or not is_done or not _is_there(request, kept.page):
            return response
        is_all = actions.is_all_sent(request, kept)
        return actions.without(request, response, kept) if is_all else response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        """Answer; a page that is asked for in another language may lead elsewhere first."""
        response = self.get_response(request)
        sent = getattr(request, "sent_along", None)
        if sent is not None and response.status_code in (301, 302, 303):
            request.method, request.POST = "POST", sent
            return actions.keep_on_the_way(request, response)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Show the page in another language with what is typed: a form that does nothing.

        The token was checked before.
        """
        if request.method != "POST":
            return None
        if FORGET in request.POST:
            return actions.forget(request)
        if LANGUAGE in request.POST:
            sent: Any = request.POST
            request.typed = Typed(sent, is_news=False, steps=sent)  # type: ignore[attr-defined]
            request.sent_along = sent  # type: ignore[attr-defined]
            request.method = "GET"
            request.POST = QueryDict()
        return None


def _is_there(request: HttpRequest, page: str) -> bool:
    """Whether `request` sends a form of the page for which something is kept."""
    writer = writers.writer_of(request)
    return writer is not None and actions.is_same_page(writer.page, page)
