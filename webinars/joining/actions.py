"""Joining a webinar: who enters its room, and under which name."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import User
from web.errors import NotAllowed
from webinars.models import Registration, Room, Webinar
from webinars.planning import permissions
from webinars.rooms import actions as rooms
from webinars.rooms.interface import Entrant
from webinars.rooms.practice import Ticket

# The room closes by itself this long after the end, so that people can say goodbye.
GOODBYES = timedelta(minutes=10)
# Seats for the people who lead and manage the webinar, in addition to the registered members.
MODERATOR_SEATS = 5


class NoPlace(NotAllowed):
    """The member has no place: not registered, or still on the waiting list."""

    sentence = gettext_lazy("You do not have a place yet. You need one to join.")


def join(*, user: User, webinar: Webinar, leave_to: str) -> str:
    """Return the address that lets this one browser into the webinar's room, as `rooms.enter` does.

    Raises `RoomClosed`, `NoPlace`, or `RoomUnavailable`; the place is kept in every case. Nothing
    is saved about the member here: that they asked does not say that they got in.
    """
    if not webinar.is_live:
        raise rooms.RoomClosed
    registration = Registration.objects.filter(webinar=webinar, user=user).first()
    return rooms.enter(
        read=lambda: occasion_of(Webinar.objects.get(pk=webinar.pk)),
        entrant=_entrant(user, webinar, registration),
        leave_to=leave_to,
    )


def occasion_of(webinar: Webinar) -> rooms.Occasion:
    """Return what the webinar's room has to know; raises `RoomClosed` when it may have none."""
    if not webinar.is_live:
        raise rooms.RoomClosed
    return rooms.Occasion(
        code=webinar.code,
        closes_at=webinar.ends_at + GOODBYES,
        seats=webinar.seats + MODERATOR_SEATS,
    )


def _entrant(user: User, webinar: Webinar, registration: Registration | None) -> Entrant:
    is_moderator = permissions.can_moderate(user, webinar)
    if registration is not None and (registration.has_place or is_moderator):
        return Entrant(
            alias=registration.alias, opaque_id=registration.opaque_id, is_moderator=is_moderator
        )
    if not is_moderator:
        raise NoPlace
    return Entrant(
        alias=_moderator_alias(user, webinar),
        opaque_id=rooms.opaque_id(user, webinar.code),
        is_moderator=True,
    )


def note_inside(opaque_ids: Collection[str]) -> int:
    """Save for these registrations that their members got in; the first time counts."""
    arrived = Registration.objects.filter(opaque_id__in=opaque_ids, joined_at=None)
    return arrived.update(joined_at=timezone.now())


def _moderator_alias(user: User, webinar: Webinar) -> str:
    """Return the room name of a moderator without a registration: their role, never their
    pseudonym."""
    if permissions.can_lead(user, webinar):
        return _("Facilitator")
    # No name twice in one room.
    number = permissions.number_among_managers(user, webinar)
    name = _("Coordinator")
    return name if number == 1 else f"{name} {number}"


@dataclass(frozen=True, kw_only=True)
class Guest:
    """A person in a practice room, as its page shows them; `alias` is empty where the page does not
    know it."""

    alias: str
    is_moderator: bool
    is_approved: bool


def enter_practice(*, ticket: Ticket, user: User) -> Guest | None:
    """Return what a practice ticket says about `user`; None when it belongs to someone else.

    Anyone who reads this page got in: no server could say so of a practice room.
    """
    room = Room.objects.filter(meeting_id=ticket.meeting_id).first()
    if room is None:
        return None
    webinar = Webinar.objects.filter(code=room.occasion).first()
    registration = Registration.objects.filter(webinar=webinar, user=user).first()
    if webinar and registration and registration.opaque_id == ticket.opaque_id:
        alias = registration.alias
        note_inside({registration.opaque_id})
    elif ticket.opaque_id == rooms.opaque_id(user, room.occasion):
        alias = _moderator_alias(user, webinar) if webinar else ""
    else:
        return None
    return Guest(alias=alias, is_moderator=ticket.is_moderator, is_approved=ticket.is_approved)
