"""Who invites into which organisation."""

from django.db.models import QuerySet

from people.models import Invitation, Organisation, User
from people.roles.permissions import coordinated_by, coordinates


def can_invite(user: User, organisation: Organisation) -> bool:
    """The same as `visible_organisations`, for one: an invitation closes with its maker's task."""
    return user.is_active and coordinates(user, organisation)


def invitations_visible_to(user: User) -> QuerySet[Invitation]:
    """Invitations into the organisations that a coordinator works with."""
    return Invitation.objects.filter(coordinated_by(user, "organisation__"))
