"""What happens to webinars when members leave, or may see less than before."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, Q
from django.utils import timezone

from people.models import Notice, RoleGrant, User
from people.notices.actions import take_back, tell_all
from people.roles.table import Role
from webinars import notices
from webinars.models import Webinar
from webinars.planning.permissions import can_lead, managers_of
from webinars.registration import places
from webinars.registration.actions import withdraw


def give_places_back(user: User) -> None:
    """Withdraw the member from coming webinars, so that the waiting lists move up."""
    for webinar in Webinar.objects.not_over().filter(registrations__user=user):
        withdraw(user=user, webinar=webinar)


def free_places(user_ids: Collection[int]) -> None:
    """Free the places of those of these members who were suspended or lost sight of a webinar."""
    places.free_lost(members=user_ids)


def leave_without_leader(user: User) -> None:
    """Tell those who plan coming webinars of this member that no one leads them any more."""
    for webinar in Webinar.objects.upcoming().filter(facilitator=user):
        _tell_of_no_leader(webinar, user)


def miss_a_leader(user_ids: Collection[int]) -> None:
    """Tell those who plan the coming webinars of these members, as far as they cannot lead them any
    more, and put the members out of an open room, where they moderate. The webinars stay theirs: a
    member who comes back, or gets the role again, leads them."""
    for webinar in Webinar.objects.upcoming().filter(facilitator__in=user_ids).order_by("pk"):
        with transaction.atomic():
            leader, leads = _leader_of(webinar)
            if leader and not leads:
                places.put_out(leader, webinar)
                _tell_of_no_leader(webinar, leader)


def put_out_coordinators(user_ids: Collection[int]) -> None:
    """Put those of these members who are suspended or hidden out of the open rooms that they may
    have entered as coordinators, without a place."""
    gone = User.objects.filter(pk__in=user_ids, is_active=False)
    held = RoleGrant.objects.filter(user__in=gone, role=Role.COORDINATOR)
    there = Q(created_by__in=gone) | Q(region__in=held.exclude(region=None).values("region"))
    everywhere = held.filter(region=None, network=None, organisation=None)
    for webinar in Webinar.objects.live().filter(there | Exists(everywhere)).order_by("pk"):
        with transaction.atomic():
            Webinar.objects.select_for_update().get(pk=webinar.pk)
            places.put_out(None, webinar)


def find_leaders_again() -> None:
    """Take back that no one leads a webinar where its facilitator can again."""
    told = Notice.objects.filter(kind=notices.NO_LEADER.name).values("subject_code")
    for webinar in Webinar.objects.upcoming().filter(code__in=told).order_by("pk"):
        with transaction.atomic():
            _leader, leads = _leader_of(webinar)
            if leads:
                take_back(None, kinds=[notices.NO_LEADER], code=webinar.code)


def _leader_of(webinar: Webinar) -> tuple[User | None, bool]:
    """Lock the webinar, so that what is told of it stays true meanwhile; return its facilitator and
    whether they can lead it."""
    found = Webinar.objects.select_for_update().filter(pk=webinar.pk).first()
    leader = found.facilitator if found else None
    return leader, bool(found and leader and leader.is_active and can_lead(leader, found))


def _tell_of_no_leader(webinar: Webinar, leader: User) -> None:
    take_back([leader.pk], kinds=[notices.LEAD], code=webinar.code)
    managers = managers_of(webinar, without=leader)
    # Once a day, however many roles end.
    key = f"{webinar.code}@{timezone.localdate()}"
    tell_all(
        managers.values_list("pk", flat=True),
        kind=notices.NO_LEADER,
        key=key,
        subject_code=webinar.code,
    )
