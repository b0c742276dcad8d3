"""The profiles that a programme reaches."""

from django.db.models import QuerySet

from mentorship.models import Profile, Programme
from people.accounts.permissions import settled


def people_of(programme: Programme) -> QuerySet[Profile]:
    """Profiles of active members in the scope of `programme`, without newcomers."""
    profiles = Profile.objects.select_related("user__organisation__region").filter(
        settled("user__"), user__is_active=True, user__organisation__isnull=False
    )
    if programme.region_id is None:
        return profiles
    return profiles.filter(user__organisation__region=programme.region_id)
