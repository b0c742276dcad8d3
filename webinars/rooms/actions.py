"""Entering a room: it is made when a member clicks, and no link to it is stored.

No transaction is open during calls to the room server: they may take ten seconds, and on SQLite no
one else could write during that time.
"""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import User
from web.errors import Closed, NotAllowed
from webinars.models import Registration, Room, Webinar
from webinars.planning import permissions
from webinars.rooms.interface import (
    Entrant,
    OpenRoom,
    RoomPlan,
    RoomProvider,
    RoomTrouble,
    RoomUnavailable,
)
from webinars.rooms.practice import Ticket
from webinars.rooms.provider import provider

# The room closes by itself this long after the end, so that people can say goodbye.
GOODBYES = timedelta(minutes=10)
# Seats for the people who lead and manage the webinar, in addition to the registered members.
MODERATOR_SEATS = 5
# The first room may have ended, and another click may have opened a second one meanwhile.
ATTEMPTS = 3


class RoomClosed(Closed):
    """It is more than 15 minutes before the start, or the webinar is over or was cancelled."""

    sentence = gettext_lazy("The room is closed. It opens 15 minutes before the start.")


class NoPlace(NotAllowed):
    """The member has no place: not registered, or still on the waiting list."""

    sentence = gettext_lazy("You do not have a place yet. You need one to join.")


def enter(*, user: User, webinar: Webinar, leave_to: str) -> str:
    """Open the room if it is not open yet, and return the address for this one browser.

    `leave_to` is the full address to come back to. Raises `RoomClosed`, `NoPlace`, or
    `RoomUnavailable` when the room server fails; the place is kept in every case. The address lets
    its holder in: redirect to it, never store it.
    """
    if not webinar.is_live:
        raise RoomClosed
    registration = Registration.objects.filter(webinar=webinar, user=user).first()
    entrant = _entrant(user, webinar, registration)
    rooms = provider()
    address = rooms.entrance(_open(webinar, rooms, leave_to), entrant)
    if registration is not None:
        Registration.objects.filter(pk=registration.pk, joined_at=None).update(
            joined_at=timezone.now()
        )
    return address


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
        opaque_id=_moderator_id(user, webinar),
        is_moderator=True,
    )


def _moderator_alias(user: User, webinar: Webinar) -> str:
    """Return the room name of a moderator without a registration: their task, never their
    pseudonym."""
    return _("Facilitator") if permissions.can_lead(user, webinar) else _("Coordinator")


def is_moderators_name(alias: str) -> bool:
    """Whether `alias` looks like a moderator's name in any language."""
    names = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names |= {_("Facilitator").casefold(), _("Coordinator").casefold()}
    return alias.casefold() in names


def _moderator_id(user: User, webinar: Webinar) -> str:
    """Return an opaque id for a moderator without a registration, different in every webinar."""
    return salted_hmac("webinars.moderator", f"{webinar.code}{user.code}").hexdigest()[:20]


def _open(webinar: Webinar, rooms: RoomProvider, leave_to: str) -> OpenRoom:
    """Return the webinar's one open room. Servers close a room soon after the last person has left,
    so the known room may be gone; then a new one gets another id."""
    for _attempt in range(ATTEMPTS):
        room, _is_new = Room.objects.get_or_create(webinar=webinar, ended_at=None)
        try:
            opened = rooms.open(_plan(webinar, room, leave_to))
        except RoomUnavailable as trouble:
            # Only for this reason: otherwise people may be inside, and others would enter a second
            # room.
            if trouble.reason is not RoomTrouble.GONE:
                raise
            retire(room)
            continue
        if _keep(room, opened):
            return opened
        # The old room is gone and the server has just made another with its id, or the webinar was
        # cancelled meanwhile.
        rooms.end(room.meeting_id)
        retire(room)
        webinar.refresh_from_db(fields=["status"])
        if webinar.is_cancelled:
            raise RoomClosed
    raise RoomUnavailable(RoomTrouble.NONSENSE)


@transaction.atomic
def _keep(room: Room, opened: OpenRoom) -> bool:
    """Save which instance was opened; False when another one is known already, or the webinar may
    no longer have a room."""
    Room.objects.filter(pk=room.pk, created_ms=None, ended_at=None).update(
        created_ms=opened.created_ms, opened_at=timezone.now()
    )
    return Room.objects.filter(pk=room.pk, created_ms=opened.created_ms).exists()


def retire(room: Room) -> None:
    """Save that the room is closed."""
    Room.objects.filter(pk=room.pk, ended_at=None).update(ended_at=timezone.now())


def _plan(webinar: Webinar, room: Room, leave_to: str) -> RoomPlan:
    rest = webinar.ends_at + GOODBYES - timezone.now()
    return RoomPlan(
        meeting_id=room.meeting_id,
        name=_("Meeting"),
        minutes=max(1, ceil(rest / timedelta(minutes=1))),
        seats=webinar.seats + MODERATOR_SEATS,
        logout_url=leave_to,
    )


@dataclass(frozen=True, kw_only=True)
class Guest:
    """A person in a practice room, as its page shows them."""

    alias: str
    is_moderator: bool
    is_approved: bool


def read_guest(*, ticket: Ticket, user: User) -> Guest | None:
    """Return what a practice ticket says about `user`; None when it belongs to someone else."""
    room = Room.objects.select_related("webinar").filter(meeting_id=ticket.meeting_id).first()
    if room is None:
        return None
    registration = Registration.objects.filter(webinar=room.webinar, user=user).first()
    if registration is not None and registration.opaque_id == ticket.opaque_id:
        alias = registration.alias
    elif ticket.opaque_id == _moderator_id(user, room.webinar):
        alias = _moderator_alias(user, room.webinar)
    else:
        return None
    return Guest(alias=alias, is_moderator=ticket.is_moderator, is_approved=ticket.is_approved)
