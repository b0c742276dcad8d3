"""Who invites into which organisation."""

from django.db.models import QuerySet

from people.models import Invitation, Organisation, User
from people.roles.permissions import coordinated_by, coordinates


def can_invite(user: User, organisation: Organisation) -> bool:
    """Whether `user` may invite there; without this, the invitations they made close."""
    return user.is_active and coordinates(user, organisation)


def invitations_visible_to(user: User) -> QuerySet[Invitation]:
    """Invitations into the organisations that a coordinator works with."""
    return Invitation.objects.filter(coordinated_by(user, "organisation__"))
