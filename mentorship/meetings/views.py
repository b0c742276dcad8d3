"""Agreeing on a meeting, its calendar file and its room: pages for the two of a pair."""

from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mentorship import notices
from mentorship.meetings import actions, rooms
from mentorship.meetings.forms import TimesForm
from mentorship.meetings.permissions import (
    meetings_in_calendars_of,
    meetings_of,
    pairs_meeting_with,
)
from mentorship.models import Pair, PlannedMeeting
from mentorship.pairs import notes
from mentorship.profiles.permissions import can_mentor
from people.accounts.permissions import MemberRequest
from people.guards import member_view
from people.models import User
from people.picking.zones import city_here
from people.time_zones import zone
from web.errors import Closed, Refused
from web.methods import form_page, sent
from webinars.calendar import neutral
from webinars.calendar.queries import taken_out
from webinars.rooms import entering
from webinars.rooms.trouble import RoomUnavailable


@member_view
@form_page
def meet(request: MemberRequest, pair: UUID) -> HttpResponse:
    """The members of a running pair: the next meeting, and a form that proposes times for it."""
    user = request.user
    found = get_object_or_404(pairs_meeting_with(user), code=pair)
    notes.note_reading(pair=found, by=user)
    planned = list(found.planned_meetings.all())
    meeting = next((one for one in planned if one.is_open), None)
    form = TimesForm(
        sent(request),
        time_zone=user.time_zone,
        minutes=meeting.minutes if meeting else PlannedMeeting.Length.HALF,
    )
    if form.is_valid() and _propose(found, user, form):
        messages.success(request, _said(form))
        return redirect("mentorship:meet", found.code)
    other = found.other(user)
    context = {
        "pair": found,
        "other": other,
        "form": form,
        "city": city_here(user.time_zone),
        "meeting": meeting,
        "is_mine": meeting is not None and meeting.proposed_by_id == user.pk,
        "when": meeting and meeting.starts_at and _in_both(meeting.starts_at, user, other),
        "slots": [_in_both(slot, user, other) for slot in meeting.proposed] if meeting else [],
        "has_mentor": can_mentor(found.mentor),
        "called_off": [one for one in planned if one.is_called_off_ahead],
    }
    return render(request, "mentorship/meetings/meet.html", context)


def _in_both(moment: datetime, user: User, other: User) -> dict[str, object]:
    """Return `moment` in the time zones of both; templates show times as they are given."""
    return {
        "value": moment.astimezone(UTC).isoformat(),
        "mine": moment.astimezone(zone(user.time_zone)).replace(tzinfo=None),
        "theirs": moment.astimezone(zone(other.time_zone)).replace(tzinfo=None),
        "is_past": moment <= timezone.now(),
    }


def _propose(pair: Pair, user: User, form: TimesForm) -> bool:
    data = form.cleaned_data
    try:
        actions.propose(
            pair=pair,
            user=user,
            slots=data["slots"],
            minutes=data["minutes"],
            key=data["key"],
        )
    except Refused as error:
        form.add_error(None, str(error))
        return False
    return True


def _said(form: TimesForm) -> str:
    said = _("Sent. You will be told when the other person has replied.")
    if form.is_doubled:
        said += " " + _("One of these times happens twice that day: the first one counts.")
    return said


@member_view
@require_POST
def answer(request: MemberRequest, pair: UUID, meeting: UUID) -> HttpResponse:
    """The members of a running pair: accept a time, keep the agreed one, call the meeting off, or
    say whether it took place."""
    found = _meeting(request.user, pair, meeting)
    page = redirect("mentorship:meet", found.pair.code)
    try:
        said = _answer(request, found)
    except Refused as error:
        messages.warning(request, str(error))
        return page
    messages.success(request, said)
    return page


def _answer(request: MemberRequest, meeting: PlannedMeeting) -> str:
    user, sent_form = request.user, request.POST
    if "slot" in sent_form:
        actions.accept(meeting=meeting, user=user, slot=_moment(sent_form["slot"]))
        return _("Agreed. You will both be reminded an hour before.")
    if "keep" in sent_form:
        actions.keep_time(meeting=meeting, user=user)
        return _("You keep the agreed time.")
    if "cancel" in sent_form:
        actions.cancel(meeting=meeting, user=user)
        return _("Called off. The other person is told.")
    if "held" in sent_form:
        actions.say_how_it_went(meeting=meeting, user=user, took_place=True)
        return _("Meeting saved.")
    if "missed" in sent_form:
        actions.say_how_it_went(meeting=meeting, user=user, took_place=False)
        return _("Thank you. You can propose other times.")
    raise actions.NotOpen


def _moment(typed: str) -> datetime:
    """Return the moment that a button sent; raises `NotOpen` for anything else."""
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError as error:
        raise actions.NotOpen from error
    if moment.tzinfo is None:
        raise actions.NotOpen
    return moment


def _meeting(user: User, pair: UUID, meeting: UUID) -> PlannedMeeting:
    meetings = meetings_of(user).select_related("pair__mentor", "pair__mentee")
    return get_object_or_404(meetings, code=meeting, pair__code=pair)


@member_view
@require_safe
def calendar_file(request: MemberRequest, pair: UUID, meeting: UUID) -> HttpResponse:
    """The members of a running pair: a calendar file with only the time. The members of any pair:
    that of a meeting which was called off before its time, so that calendars forget it."""
    mine = meetings_in_calendars_of(request.user)
    found = get_object_or_404(mine, code=meeting, pair__code=pair)
    if found.starts_at is None or found.ends_at is None:
        raise Http404
    body = neutral.neutral_event(
        uid=_uid(found.code, request.user),
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        language=get_language() or "en",
        sequence=found.revision,
        is_cancelled=found.is_cancelled,
    )
    return neutral.file_response(body)


@member_view
@require_safe
def called_off_file(request: MemberRequest, meeting: UUID) -> HttpResponse:
    """The members of a pair that has ended: the file that takes a meeting of theirs out of their
    calendars, until it would have been over."""
    user = request.user
    for event in taken_out(user, kinds=[notices.MEETING_OUT], code=meeting):
        uid, language = _uid(event.code, user), get_language() or "en"
        return neutral.file_response(neutral.without(event, uid=uid, language=language))
    raise Http404


def _uid(code: UUID, user: User) -> str:
    """Different for the two, so that calendar companies cannot see who meets."""
    return salted_hmac("mentorship.meetings", f"{code}{user.code}").hexdigest()


@member_view
@form_page
def join(request: MemberRequest, pair: UUID, meeting: UUID) -> HttpResponse:
    """The members of a running pair: enter the room of their meeting."""
    found = _meeting(request.user, pair, meeting)
    back = reverse("mentorship:meet", args=[found.pair.code])
    if request.method != "POST":  # the language link of the page that says there is no room
        return redirect(back)
    try:
        address = rooms.join(meeting=found, user=request.user, leave_to=entering.leave_to(request))
    except Closed as error:
        messages.warning(request, str(error))
        return redirect(back)
    except RoomUnavailable as trouble:
        again = reverse("mentorship:join", args=[found.pair.code, found.code])
        return entering.no_room(request, trouble, again=again, back=back)
    return entering.lead(request, address, back=back)
