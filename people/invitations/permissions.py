"""Who invites into which organisation.

The person who invites does not vouch (docs/threat-model.md), so a lead lets no one in alone.
"""

from django.db.models import Q, QuerySet

from people.models import Invitation, Organisation, User
from people.roles.permissions import can_coordinate, coordinated_by, organisation_ids_led_by


def organisations_invitable_by(user: User) -> QuerySet[Organisation]:
    """Organisations into which they invite: those that they coordinate or lead."""
    return Organisation.objects.filter(_near(user))


def can_invite(user: User, organisation: Organisation, role: str = "") -> bool:
    """The same as `organisations_invitable_by`, for one; `role` is the role that the newcomer gets,
    which only coordinators give. An invitation closes when its maker's role ends."""
    if not user.is_active:
        return False
    leads = not role and organisation.pk in organisation_ids_led_by(user)
    return leads or can_coordinate(user, organisation)


def invitations_visible_to(user: User) -> QuerySet[Invitation]:
    """Invitations into the organisations that they coordinate or lead."""
    return Invitation.objects.filter(_near(user, "organisation__"))


def _near(user: User, prefix: str = "") -> Q:
    """`prefix` leads to the organisation, such as “organisation__”."""
    led = Q(**{f"{prefix}pk__in": organisation_ids_led_by(user)})
    return led | coordinated_by(user, prefix)
