"""Find the webinar for the code in an address, if the member may see it."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from people.accounts.permissions import MemberRequest
from webinars.models import Webinar
from webinars.planning.permissions import webinars_visible_to


def visible_webinar(request: MemberRequest, code: UUID) -> Webinar:
    """Return the webinar with that code if the member may see it; raises `Http404`."""
    return get_object_or_404(webinars_visible_to(request.user), code=code)
