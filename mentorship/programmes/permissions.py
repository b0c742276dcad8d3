"""Which programmes a coordinator manages."""

from django.db.models import QuerySet

from mentorship.models import Programme
from people.models import User
from people.roles.permissions import can_coordinate_everywhere, region_ids_coordinated_by


def programmes_managed_by(user: User) -> QuerySet[Programme]:
    """Programmes of the regions that `user` coordinates."""
    programmes = Programme.objects.select_related("region")
    if can_coordinate_everywhere(user):
        return programmes
    return programmes.filter(region__in=region_ids_coordinated_by(user))
