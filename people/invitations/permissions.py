"""Who invites into which organisation."""

from django.db.models import QuerySet

from people.models import Invitation, Organisation, User
from people.roles.permissions import can_coordinate, coordinated_by


def can_invite(user: User, organisation: Organisation) -> bool:
    """The same as `organisations_coordinated_by`, for one. An invitation closes when its maker's
    role ends."""
    return user.is_active and can_coordinate(user, organisation)


def invitations_visible_to(user: User) -> QuerySet[Invitation]:
    """Invitations into the organisations that a coordinator works with."""
    return Invitation.objects.filter(coordinated_by(user, "organisation__"))
