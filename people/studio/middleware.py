"""Access to Wagtail's admin: for editors only; everyone else gets a 404."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from wagtail.users.models import UserProfile

from cms.studio import FOR_SUPERUSERS, screen_at
from people.models import User
from people.sessions import stepup
from people.studio.permissions import can_enter_studio
from people.time_zones import zone
from people.unsent import studio as unsent


class StudioAccess(MiddlewareMixin):
    """Let editors into Wagtail's admin; every other member gets a 404.

    What they sent when they were signed out is offered to them first.
    """

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        screen = screen_at(request.path_info)
        if screen is None:
            return None
        user = request.user
        if isinstance(user, AnonymousUser):
            # Some of Wagtail's addresses answer anyone, and would reveal what runs here.
            is_sign_in = request.path_info == reverse("wagtailadmin_login")
            return None if is_sign_in else unsent.ask_to_sign_in(request)
        if not can_enter_studio(user):
            raise Http404
        if user.is_superuser and screen.startswith(FOR_SUPERUSERS) and not stepup.is_fresh(request):
            return stepup.ask(request)
        _keep_time_zone(user)
        return unsent.offer(request)


def _keep_time_zone(user: User) -> None:
    """Let Wagtail show hours in the member's own time zone, as every other page does. It asks its
    own profile, which is read for each of its screens anyway."""
    profile = getattr(user, "wagtail_userprofile", None) or UserProfile(user=user)
    profile.current_time_zone = zone(user.time_zone).key
