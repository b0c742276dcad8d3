"""Shorter sessions for members whose roles show them other people."""

from django.http import HttpRequest, HttpResponse

from cms.studio import ASKED_BY_ITSELF, screen_at
from people.privacy.middleware import GetResponse
from people.roles.permissions import can_see_others
from people.sessions import actions


class ShortSessions:
    """End the sessions of members who see other people sooner, from their first page on.

    A page left open in the studio keeps no session alive.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        shown = can_see_others(request.user)
        if (screen_at(request.path_info) or "").startswith(ASKED_BY_ITSELF):
            actions.keep_end(request)
        actions.remember_sees_others(request, sees_others=shown)
        return self.get_response(request)
