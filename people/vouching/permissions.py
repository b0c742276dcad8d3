"""Who may vouch for whom, and who may suspend whom."""

from django.db.models import Q, QuerySet

from people.accounts.permissions import is_newcomer
from people.models import RoleGrant, User
from people.roles.permissions import coordinated_by, is_admin
from people.roles.table import TRUSTED, Role


def can_vouch(user: User) -> bool:
    """Whether they may answer for someone else: not as long as they are new themselves."""
    return user.is_active and not is_newcomer(user)


def members_vouchable_by(user: User) -> QuerySet[User]:
    """Members for whom they may answer: of their organisation and of those they coordinate."""
    near = coordinated_by(user, "organisation__")
    if user.organisation_id is not None:
        near |= Q(organisation=user.organisation_id)
    return User.objects.active().filter(near).exclude(pk=user.pk)


def trusted() -> Q:
    """Members with a role of trust: suspending a branch leaves them out."""
    holders = RoleGrant.objects.in_force().filter(role__in=TRUSTED).values("user")
    return Q(pk__in=holders) | Q(is_superuser=True)


def members_suspendable_by(user: User) -> QuerySet[User]:
    """Members whom they may suspend and take back, never themselves.

    A coordinator: those of their organisations without a role of trust. An administrator: all who
    are no administrators.
    """
    others = User.objects.exclude(pk=user.pk).exclude(is_superuser=True)
    if is_admin(user):
        admins = RoleGrant.objects.in_force().filter(role=Role.ADMIN).values("user")
        return others.exclude(pk__in=admins)
    return others.filter(coordinated_by(user, "organisation__")).exclude(trusted())
