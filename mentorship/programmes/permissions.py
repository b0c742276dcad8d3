"""Which programmes a coordinator manages."""

from django.db.models import QuerySet

from mentorship.models import Programme
from people.models import User
from people.roles.permissions import Role, coordinated_region_ids, roles_of


def coordinates_everywhere(user: User) -> bool:
    """Whether she coordinates without limit to a region: then also programmes for all regions."""
    return None in roles_of(user).get(Role.COORDINATOR, set())


def programmes_managed_by(user: User) -> QuerySet[Programme]:
    """Programmes of the regions that `user` coordinates."""
    programmes = Programme.objects.select_related("region")
    if coordinates_everywhere(user):
        return programmes
    return programmes.filter(region__in=coordinated_region_ids(user))
