"""Who may vouch for whom, and who may suspend whom."""

from django.db.models import Q, QuerySet

from people.accounts.permissions import is_newcomer
from people.models import RoleGrant, User
from people.roles.permissions import Role, coordinated_by, is_admin


def can_vouch(user: User) -> bool:
    """Whether she may answer for somebody else: not as long as she is new herself."""
    return user.is_active and not is_newcomer(user)


def members_vouchable_by(user: User) -> QuerySet[User]:
    """Members for whom she may answer: of her own organisation and of those she coordinates."""
    near = coordinated_by(user, "organisation__")
    if user.organisation_id is not None:
        near |= Q(organisation=user.organisation_id)
    return User.objects.active().filter(near).exclude(pk=user.pk)


def trusted() -> Q:
    """Members who were trusted with others: no branch takes them along without a word."""
    tasks = [Role.COORDINATOR, Role.SAFETY, Role.ADMIN]
    holders = RoleGrant.objects.in_force().filter(role__in=tasks).values("user")
    return Q(pk__in=holders) | Q(is_superuser=True)


def members_suspendable_by(user: User) -> QuerySet[User]:
    """Members whom she may suspend and take back, never herself.

    A coordinator: those of her organisations without a task of trust. An administrator: whoever is
    not an administrator.
    """
    others = User.objects.exclude(pk=user.pk).exclude(is_superuser=True)
    if is_admin(user):
        admins = RoleGrant.objects.in_force().filter(role=Role.ADMIN).values("user")
        return others.exclude(pk__in=admins)
    return others.filter(coordinated_by(user, "organisation__")).exclude(trusted())
