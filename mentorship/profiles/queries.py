"""The profiles that a programme reaches."""

from django.db.models import Q, QuerySet

from mentorship.models import Profile, Programme
from people.accounts.permissions import settled
from people.models import EVERYWHERE, RoleGrant
from people.roles.table import Role


def people_of(programme: Programme) -> QuerySet[Profile]:
    """Profiles of active members whom `programme` reaches, without newcomers: the members of its
    region, and mentors from elsewhere whose role holds in it or everywhere."""
    profiles = Profile.objects.select_related("user__organisation__region").filter(
        settled("user__"), user__is_active=True, user__organisation__isnull=False
    )
    if programme.region_id is None:
        return profiles
    wide = EVERYWHERE | Q(region=programme.region_id)
    mentors = RoleGrant.objects.in_force().filter(wide, role=Role.MENTOR).values("user")
    return profiles.filter(_is_at_home(programme) | Q(is_mentor=True, user__in=mentors))


def at_home_in(programme: Programme) -> QuerySet[Profile]:
    """Those of them who can ask for a mentor there: the members of the region."""
    return people_of(programme).filter(_is_at_home(programme))


def _is_at_home(programme: Programme) -> Q:
    region = programme.region_id
    return Q() if region is None else Q(user__organisation__region=region)
