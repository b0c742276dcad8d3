"""Places of members who were suspended, or who may no longer see the webinar.

Such a place is freed: the next on the waiting list moves up, and both are told. It would be no use
to its member, whose pages about the webinar are not there any more, and it would keep someone else
out. Who is inside the open room is put out of it: the room is closed, and the others enter the next
one. What made it useless may be a change of the webinar (another region, another facilitator) or of
the member (suspended, their organisation moved, a role ended, they left a course run).
"""

from collections.abc import Collection

from django.db import transaction
from django.db.models import F, Q

from people.models import Notice, User
from people.notices.actions import dismiss_about, show_again, take_back, tell, tell_all
from people.privacy import events
from webinars import notices
from webinars.calendar.actions import take_out
from webinars.calendar.events import Hours
from webinars.models import Registration, Webinar
from webinars.planning.permissions import webinars_visible_to
from webinars.registration.actions import move_up
from webinars.rooms import actions as rooms
from webinars.rooms import upkeep


def free_lost(
    *,
    members: Collection[int] | None = None,
    webinar: Webinar | None = None,
    hours: Hours | None = None,
) -> int:
    """Free the lost places of these members, in this webinar (None: of all, in all that are not
    over); return how many. `hours` are those that its members know. Repeating changes nothing."""
    found = lost(members=members, webinar=webinar)
    for one in found:
        free(one, hours=hours)
    return len(found)


def lost(
    *, members: Collection[int] | None = None, webinar: Webinar | None = None
) -> list[Registration]:
    """Return these places, in the order of the webinars' keys. One query, and two for each place
    that may be lost."""
    places = Registration.objects.filter(webinar__in=Webinar.objects.upcoming().order_by())
    if members is not None:
        places = places.filter(user__in=members)
    if webinar is not None:
        places = places.filter(webinar=webinar)
    home = Q(webinar__region=None) | Q(webinar__region=F("user__organisation__region"))
    safe = places.filter(home, webinar__run=None, user__is_active=True)
    # By key: without an organisation, `home` is neither true nor false.
    suspects = places.exclude(pk__in=safe.values("pk")).select_related("user", "webinar")
    return [one for one in suspects.order_by("webinar_id", "pk") if _is_lost(one.user, one.webinar)]


def _is_lost(user: User, webinar: Webinar) -> bool:
    return not (user.is_active and webinars_visible_to(user).filter(pk=webinar.pk).exists())


@transaction.atomic
def free(place: Registration, *, hours: Hours | None = None) -> None:
    """Free the lost place; the next on the waiting list moves up, and both are told."""
    webinar = Webinar.objects.select_for_update().get(pk=place.webinar_id)
    deleted, _rows = Registration.objects.filter(pk=place.pk).delete()
    if not deleted:
        return
    take_back([place.user_id], kinds=notices.OF_A_PLACE, code=webinar.code)
    if place.has_place:
        take_out(webinar, user_ids=[place.user_id], kind=notices.LOST, hours=hours)
    else:
        # Keyed by registration, so that a member who loses two turns in a webinar is told twice.
        key, code = place.opaque_id, webinar.code
        tell(place.user, kind=notices.LOST, key=key, subject_code=code)
    events.record("free_place", actor=None, subject=webinar)
    # Who is inside is noted once a minute: someone suspended may have come in just now.
    came_just_now = place.has_place and not place.user.is_active
    if place.joined_at is not None or came_just_now:
        put_out(place.user, webinar)
    move_up(webinar)


def offer_again_everywhere() -> None:
    """Do what `offer_again` does for each webinar to come, because a member who lost a place may
    have got a role, an organisation or their account back. Repeating changes nothing."""
    told = Notice.objects.filter(kind=notices.LOST.name).values("subject_code")
    for known in Webinar.objects.upcoming().filter(code__in=told).order_by("pk"):
        with transaction.atomic():
            if webinar := Webinar.objects.select_for_update().filter(pk=known.pk).first():
                offer_again(webinar)


def offer_again(webinar: Webinar) -> None:
    """Tell members who lost a place, or a turn, that the webinar is open to them again: that they
    lost it is no news beside that, and becomes news again as long as they have not read it and the
    webinar is closed to them again. The caller holds the webinar's lock. Repeating changes nothing.
    """
    about = Notice.objects.filter(subject_code=webinar.code)
    lost = about.filter(kind=notices.LOST.name).values("user")
    offered = about.filter(kind=notices.OPEN_AGAIN.name)
    places = webinar.registrations.values("user")
    able = {
        user.pk
        for user in User.objects.active().filter(pk__in=lost).exclude(pk__in=places)
        if user.pk != webinar.facilitator_id and not _is_lost(user, webinar)
    }
    untrue = set(offered.unread().values_list("user", flat=True)) - able
    take_back(untrue, kinds=[notices.OPEN_AGAIN], code=webinar.code)
    show_again(untrue, kind=notices.LOST, code=webinar.code)
    able -= set(offered.values_list("user", flat=True))
    dismiss_about(able, kind=notices.LOST, code=webinar.code)
    key = str(webinar.code)
    tell_all(able, kind=notices.OPEN_AGAIN, key=key, subject_code=webinar.code)


def put_out(user: User | None, webinar: Webinar) -> None:
    """Put `user` (None: someone without a place) out of the webinar's open room; the caller holds
    the webinar's lock. No call to a room server removes one person, so the room is closed and the
    others are told."""
    if webinar.is_live and rooms.close(webinar.code):
        tell_of_next_room(webinar, without=user)


@transaction.atomic
def follow_the_server() -> None:
    """Tell who may be inside a room on another server than the settings name now. Repeating changes
    nothing."""
    live = Webinar.objects.live().order_by()
    codes = upkeep.leave_other_servers(live.values("code"))
    for webinar in live.filter(code__in=codes):
        tell_of_next_room(webinar, without=None)


def tell_of_next_room(webinar: Webinar, *, without: User | None) -> None:
    """Tell everyone with a place, and who leads, that their room was closed and the next one opens
    when they join again."""
    inside = set(webinar.registrations.registered().values_list("user", flat=True))
    if webinar.facilitator_id is not None:
        inside.add(webinar.facilitator_id)
    inside -= {without.pk if without else None}
    take_back(inside, kinds=[notices.ROOM], code=webinar.code)
    tell_all(inside, kind=notices.ROOM, key=str(webinar.code), subject_code=webinar.code)
