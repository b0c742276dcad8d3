"""Who may vouch for other members, and who may suspend them."""

from django.db.models import Q, QuerySet

from people.accounts.permissions import is_newcomer
from people.models import MemberQuerySet, RoleGrant, User
from people.roles.permissions import coordinated_by, is_admin
from people.roles.table import TRUSTED, Role


def can_vouch(user: User) -> bool:
    """Whether they may vouch for someone else; newcomers may not."""
    return user.is_active and not is_newcomer(user)


def members_vouchable_by(user: User) -> MemberQuerySet:
    """Members they may vouch for: of their own organisation and of those they coordinate."""
    return User.objects.active().filter(_near(user)).exclude(pk=user.pk)


def members_recoverable_by(user: User) -> MemberQuerySet:
    """The same for a way back into an account, which may be hidden."""
    return User.objects.able_to_return().filter(_near(user)).exclude(pk=user.pk)


def _near(user: User) -> Q:
    near = coordinated_by(user, "organisation__")
    if user.organisation_id is not None:
        near |= Q(organisation=user.organisation_id)
    return near


def newcomers_vouchable_by(user: User) -> QuerySet[User]:
    """Newcomers without a vouch whom they may let in, also invited by others; administrators: all.

    `people.vouching.vouchers` counts by the same rule.
    """
    if is_admin(user):
        return User.objects.active().filter(vouched_on=None).exclude(pk=user.pk)
    return members_vouchable_by(user).filter(vouched_on=None)


def trusted() -> Q:
    """Members with a role of trust; suspending a branch skips them."""
    holders = RoleGrant.objects.in_force().filter(role__in=TRUSTED).values("user")
    return Q(pk__in=holders) | Q(is_superuser=True)


def members_suspendable_by(user: User) -> QuerySet[User]:
    """Members they may suspend and take back, never themselves.

    A coordinator: members of their organisations without a role of trust, such as their own. An
    administrator: all except administrators.
    """
    others = User.objects.exclude(is_superuser=True)
    if is_admin(user):
        admins = RoleGrant.objects.in_force().filter(role=Role.ADMIN).values("user")
        return others.exclude(pk__in=admins)
    return others.filter(coordinated_by(user, "organisation__")).exclude(trusted())
