"""Leading a browser into a room, and back out of it, for the views of every app that has rooms."""

import json
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.accounts.permissions import MemberRequest
from webinars.rooms.trouble import RoomTrouble, RoomUnavailable

# Where the page to come back to is kept: the room server is told one address for everyone, without
# a language and without what takes place in the room.
BACK = "back_from_room"

GONE = _("The room had just closed. Join again: a new room opens for everyone.")
DENIED = _("You were not let in. Ask the people who run the room why.")
# By the reasons that a room server gives to the browser.
SENTENCES: dict[str, Promise] = {
    "maxParticipantsReached": _("The room is full. Join again when someone has left it."),
    **dict.fromkeys(("guestDeniedAccess", "guestDeny"), DENIED),
    **dict.fromkeys(
        (
            "invalidMeetingIdentifier",
            "meetingForciblyEnded",
            "mismatchCreateTimeParam",
            "notFound",
        ),
        GONE,
    ),
}
UNKNOWN = _(
    "The room server did not let you in. Try again in a minute. If this continues, tell the "
    "coordinator of your region."
)
LONGEST_ERRORS = 2_000

# Why no room could be opened, and when to try again.
SLOW = _("The room server is taking too long to respond.")
WHY: dict[RoomTrouble, Promise] = {
    RoomTrouble.DOWN: _("We cannot reach the room server at the moment."),
    RoomTrouble.SLOW: SLOW,
    RoomTrouble.RESTING: SLOW,
    RoomTrouble.BUSY: _("Many people are joining at this moment."),
    RoomTrouble.REFUSED: _("The room server refuses to open the room."),
}
NOT_UNDERSTOOD = _("We could not understand the room server’s reply.")
SOON = _("Try again in a few seconds. Your place is kept.")
LATER = _("Try again in a minute. Your place is kept.")


def lead(request: MemberRequest, address: str, *, back: str) -> HttpResponse:
    """Send the browser to `address`, which `webinars.rooms.actions.enter` returned.

    `back` is the path of the page on which the member will be when they have left the room. A
    redirect would be an answer to a form, and Chromium stops one that goes on to an origin that
    `form-action` does not name: load balancers send people on to servers that we do not know.
    So the browser leaves from a page, which no policy governs.
    """
    request.session[BACK] = back
    if not urlsplit(address).netloc:
        return HttpResponseRedirect(address, status=303)
    return render(request, "webinars/rooms/entering.html", {"address": address})


def no_room(
    request: MemberRequest, trouble: RoomUnavailable, *, again: str, back: str
) -> HttpResponse:
    """Answer that the room server failed. `again` is the path that the button sends a form to, and
    `back` the path of the page before."""
    seconds, when = (5, SOON) if trouble.reason is RoomTrouble.BUSY else (60, LATER)
    why = WHY.get(trouble.reason, NOT_UNDERSTOOD)
    context = {"why": why, "when": when, "again": again, "back": back}
    response = render(request, "webinars/rooms/no_room.html", context, status=503)
    response["Retry-After"] = str(seconds)
    return response


def leave_to(request: HttpRequest) -> str:
    """Return the full address to which room servers send everyone who leaves."""
    return request.build_absolute_uri(reverse("left-room"))


def why_not(errors: str) -> str:
    """Return the sentence for the `errors` that a room server adds to that address, or nothing.

    They come through the browser, so anyone may have written them: only known reasons count, and
    nothing of the text is shown.
    """
    if not errors:
        return ""
    try:
        keys = [str(one.get("key")) for one in json.loads(errors[:LONGEST_ERRORS])]
    except (ValueError, TypeError, AttributeError, RecursionError):
        keys = []
    return str(next((SENTENCES[key] for key in keys if key in SENTENCES), UNKNOWN))
