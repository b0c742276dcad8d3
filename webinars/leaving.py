"""What happens to webinars when members leave, or may see less than before."""

from django.db import transaction
from django.db.models import Exists, Q
from django.utils import timezone

from people.models import EVERYWHERE, Notice, RoleGrant, User
from people.notices.actions import take_back, tell_all
from people.privacy.register import Loss
from people.roles.table import Role
from webinars import notices
from webinars.models import Webinar, WebinarQuerySet
from webinars.planning import leaders
from webinars.planning.permissions import can_lead, managers_of, webinars_managed_by
from webinars.registration import places
from webinars.registration.actions import withdraw


def give_places_back(user: User) -> None:
    """Withdraw the member from coming webinars, so that the waiting lists move up."""
    mine = Webinar.objects.not_over().filter(registrations__user=user)
    for webinar in mine.order_by("pk"):
        withdraw(user=user, webinar=webinar)


def leave_without_leader(user: User) -> None:
    """Tell those who plan coming webinars of this member that no one leads them any more."""
    for webinar in Webinar.objects.upcoming().filter(facilitator=user):
        _tell_of_no_leader(webinar, user)


def follow(loss: Loss) -> None:
    """Let the webinars of these members follow what they lost: free their places, tell who plans
    that no one leads any more, and put out of the open room who was there with a role.

    The webinars are locked in one pass and in one order, so that two losses at once never wait for
    each other.
    """
    lost = places.lost(members=loss.members)
    led = Webinar.objects.upcoming().filter(facilitator__in=loss.members)
    left = _left_by_coordinators(loss)
    keys = {place.webinar_id for place in lost}
    keys |= {key for found in (led, left) for key in found.values_list("pk", flat=True)}
    if not keys:
        return
    locked = Webinar.objects.select_for_update().filter(pk__in=keys).order_by("pk").in_bulk()
    for place in lost:
        places.free(place)
    for webinar in locked.values():
        _miss_the_leader(webinar, loss)
    for webinar in left.filter(pk__in=keys).order_by("pk"):
        places.put_out(None, webinar)


def _miss_the_leader(webinar: Webinar, loss: Loss) -> None:
    """Tell those who plan a webinar that its facilitator, one of these members, cannot lead it any
    more, and put the facilitator out of the open room, where they moderate. The webinar stays
    theirs: a member who comes back, or gets the role again, leads it."""
    leader = webinar.facilitator
    if leader and leader.pk in loss.members and not _can_lead(leader, webinar):
        places.put_out(leader, webinar)
        _tell_of_no_leader(webinar, leader)


def _left_by_coordinators(loss: Loss) -> WebinarQuerySet:
    """Webinars whose open room these members may have entered as coordinators, without a place, and
    may not any more: they are suspended or hidden, or the role ended."""
    gone = User.objects.filter(pk__in=loss.members, is_active=False)
    held = RoleGrant.objects.filter(user__in=gone, role=Role.COORDINATOR)
    there = Q(created_by__in=gone) | Q(region__in=held.exclude(region=None).values("region"))
    everywhere = held.filter(EVERYWHERE)
    left = Q(there | Exists(everywhere))
    ended = [one for one in loss.ended if one.role == Role.COORDINATOR]
    for user in User.objects.active().filter(pk__in={one.user_id for one in ended}):
        regions = {one.region_id for one in ended if one.user_id == user.pk}
        kept = Q(pk__in=webinars_managed_by(user).order_by().values("pk"))
        # A role at a network opens no room, and then there is none that they planned.
        left |= Q(Q(region__in=regions - {None}) | Q(created_by=user), ~kept)
        if any(_is_everywhere(one) for one in ended if one.user_id == user.pk):
            left |= ~kept
    return Webinar.objects.live().filter(left)


def _is_everywhere(grant: RoleGrant) -> bool:
    return (grant.region_id, grant.network_id, grant.organisation_id) == (None, None, None)


def find_leaders_again() -> None:
    """Take back that no one leads a webinar where its facilitator can again."""
    kinds = [notices.NO_LEADER.name, notices.LEAD_OVER.name]
    told = Notice.objects.filter(kind__in=kinds).values("subject_code")
    for known in Webinar.objects.upcoming().filter(code__in=told).order_by("pk"):
        with transaction.atomic():
            # Locked, so that what is told of it stays true meanwhile.
            webinar = Webinar.objects.select_for_update().filter(pk=known.pk).first()
            leader = webinar.facilitator if webinar else None
            if webinar and leader and _can_lead(leader, webinar):
                take_back(None, kinds=[notices.NO_LEADER], code=webinar.code)
                leaders.lead_again(webinar, leader)


def _can_lead(leader: User, webinar: Webinar) -> bool:
    return leader.is_active and can_lead(leader, webinar)


def _tell_of_no_leader(webinar: Webinar, leader: User) -> None:
    # Who is suspended or hidden keeps the role, and leads it as soon as they are back.
    if leader.is_active:
        leaders.lead_no_more(webinar, leader)
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
