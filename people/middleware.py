"""What every signed-in request brings along."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from cms.studio import FOR_SUPERUSERS, WITHOUT_HER
from people import erasing, rules, sessions, stepup
from people.zones import zone

GetResponse = Callable[[HttpRequest], HttpResponse]


class ErasureGuard:
    """Serve nobody while the database holds members who were erased: a copy was restored.

    Looked at on the first request of a process, and from then on only while the answer is yes:
    `manage.py replay_erasures` opens the house again without a restart.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.is_clear = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.is_clear:
            self.is_clear = erasing.nobody_came_back()
        if not self.is_clear:
            page = render_to_string("503.html")
            return HttpResponse(page, status=503, headers={"Retry-After": "600"})
        return self.get_response(request)


class OwnTimeZone:
    """Show every hour in the member's own time zone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(zone(getattr(request.user, "time_zone", "UTC"))):
            return self.get_response(request)


class ShortSessions:
    """Let the session of whoever sees other people end sooner: from the page on which she does.

    A page left open in the studio keeps no session alive.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sees_others = rules.sees_others(request.user)
        studio = reverse("wagtailadmin_home")
        if request.path_info.startswith(tuple(studio + place for place in WITHOUT_HER)):
            sessions.leave_end(request)
        sessions.heed_tasks(request, sees_others=sees_others)
        return self.get_response(request)


class StudioDoor:
    """Let editors into Wagtail's admin; for every other member it does not exist."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not request.path_info.startswith(reverse("wagtailadmin_home")):
            return None
        user = request.user
        if isinstance(user, AnonymousUser):
            # Some of Wagtail's addresses answer anybody, and would say what runs here.
            is_sign_in = request.path_info == reverse("wagtailadmin_login")
            return None if is_sign_in else redirect_to_login(request.get_full_path())
        if not rules.may_enter_studio(user):
            raise Http404
        where = request.path_info.removeprefix(reverse("wagtailadmin_home"))
        if user.is_superuser and where.startswith(FOR_SUPERUSERS) and not stepup.is_fresh(request):
            return stepup.ask(request)
        return None
