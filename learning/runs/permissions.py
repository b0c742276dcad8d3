"""Who sees a course run, who may join it, who plans and leads it."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from learning.models import CourseRun, RunPlace
from learning.runs.models import CourseRunQuerySet
from people.models import (
    EVERYWHERE,
    Network,
    Organisation,
    Region,
    RoleGrant,
    User,
    networks_above,
)
from people.organisations.permissions import organisations_readable_by
from people.roles.permissions import (
    coordinated_by,
    facilitated_by,
    has_role,
    permissions_of,
)
from people.roles.table import Role


def reaching(user: User) -> Q:
    """Runs that are for the place of `user`: their region, a network above their organisation, or
    their organisation itself. Drafts and runs that are over count too."""
    home = user.organisation
    if home is None:
        return Q(pk__in=[])
    above = networks_above(home.pk)
    in_regions = CourseRun.regions.through.objects.filter(region=home.region_id)
    in_networks = CourseRun.networks.through.objects.filter(network__in=above)
    there = Q(region=home.region_id) | Q(network__in=above)
    there |= Q(pk__in=in_regions.values("courserun")) | Q(pk__in=in_networks.values("courserun"))
    one = Q(entry=CourseRun.Entry.ORGANISATION)
    return (one & Q(organisation=home)) | (~one & there)


def runs_open_to(user: User) -> CourseRunQuerySet:
    """Open runs that `user` may join today, as far as there are places."""
    return CourseRun.objects.open().filter(reaching(user), join_until__gte=user.today)


def runs_visible_to(user: User) -> CourseRunQuerySet:
    """Runs whose page `user` may open: those for their place, except drafts; those in which they
    have a place or wait for one; those that they manage."""
    mine = RunPlace.objects.filter(user=user)
    known = (reaching(user) & ~Q(state=CourseRun.State.DRAFT)) | Q(pk__in=mine.values("run"))
    return CourseRun.objects.filter(known | _managed_by(user))


def runs_managed_by(user: User) -> CourseRunQuerySet:
    """Runs that `user` may change: those where they coordinate, and those that they lead."""
    return CourseRun.objects.filter(_managed_by(user))


def _managed_by(user: User) -> Q:
    found = Q(pk__in=[])
    if has_role(user, Role.COORDINATOR):
        found |= _at(user, Role.COORDINATOR)
    if has_role(user, Role.FACILITATOR):
        found |= Q(facilitator=user) | Q(second_facilitator=user)
    return found


def can_plan(user: User | AnonymousUser) -> bool:
    """Whether they plan runs where they have one of these roles; asks nothing of the database."""
    return has_role(user, Role.COORDINATOR, Role.FACILITATOR)


def coordinates(user: User, run: CourseRun) -> bool:
    """Whether they coordinate the place of the run, and so choose who leads it; one query."""
    there = _at(user, Role.COORDINATOR)
    return has_role(user, Role.COORDINATOR) and CourseRun.objects.filter(there, pk=run.pk).exists()


def regions_plannable_by(user: User) -> QuerySet[Region]:
    """Regions for which `user` may plan a run."""
    return Region.objects.filter(
        _regions(user, Role.COORDINATOR) | _regions(user, Role.FACILITATOR)
    )


def networks_plannable_by(user: User) -> QuerySet[Network]:
    """Networks for which `user` may plan a run: those where they have the role, those below, and
    those of their regions."""
    return Network.objects.filter(
        _networks(user, Role.COORDINATOR) | _networks(user, Role.FACILITATOR)
    )


def organisations_choosable_by(user: User) -> QuerySet[Organisation]:
    """Organisations of which `user` may make a run: those where they have the role and whose name
    they may read."""
    own = Organisation.objects.filter(coordinated_by(user) | facilitated_by(user))
    return Organisation.objects.filter(pk__in=own.values("pk")).filter(
        pk__in=organisations_readable_by(user).values("pk")
    )


def facilitators_available_to(user: User) -> QuerySet[User]:
    """Facilitators of the places that `user` coordinates, and those everywhere."""
    regions = Region.objects.filter(_regions(user, Role.COORDINATOR)).order_by()
    networks = Network.objects.filter(_networks(user, Role.COORDINATOR)).order_by()
    there = Q(region__in=regions.values("pk")) | Q(network__in=networks.values("pk")) | EVERYWHERE
    grants = RoleGrant.objects.in_force().filter(there, role=Role.FACILITATOR)
    vouched = User.objects.active().filter(vouched_on__isnull=False)
    return vouched.filter(pk__in=grants.values("user")).order_by("pseudonym")


def _at(user: User, role: Role) -> Q:
    """Runs of the places where `user` has `role`."""
    regions = Region.objects.filter(_regions(user, role)).order_by()
    networks = Network.objects.filter(_networks(user, role)).order_by()
    return Q(region__in=regions.values("pk")) | Q(network__in=networks.values("pk"))


def _regions(user: User, role: Role) -> Q:
    given = permissions_of(user).by_region.get(role, set())
    return Q(pk__isnull=False) if None in given else Q(pk__in=given)


def _networks(user: User, role: Role) -> Q:
    held = permissions_of(user)
    given = held.by_region.get(role, set())
    if None in given:
        return Q(pk__isnull=False)
    own = held.by_network.get(role)
    return Q(region__in=given) | Q(pk__in=Network.objects.below(own) if own else ())
