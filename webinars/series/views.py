"""A series as members see it: its dates, a place on all of them, a calendar file."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cms import history
from people.accounts.permissions import MemberRequest
from people.guards import member_view
from people.picking.zones import city_here
from webinars.calendar import neutral
from webinars.calendar.ics import ics_of_all
from webinars.models import Registration, Series
from webinars.planning.permissions import series_managed_by, series_visible_to
from webinars.registration.queries import dates_of
from webinars.series import actions, queries

# What one event is in a calendar file, in bytes.
EVENT_BYTES = 280


def _visible(request: MemberRequest, code: UUID) -> Series:
    return get_object_or_404(series_visible_to(request.user), code=code)


@member_view
@require_safe
def detail(request: MemberRequest, series: UUID) -> HttpResponse:
    """Members: the coming dates of a series of their region or for everyone."""
    found = _visible(request, series)
    dates = dates_of(found, request.user)
    own = [one for one in dates if one.my_state]  # type: ignore[attr-defined]
    placed = [one for one in own if one.my_state == Registration.State.REGISTERED]  # type: ignore[attr-defined]
    can_manage = series_managed_by(request.user).filter(pk=found.pk).exists()
    context = {
        "series": found,
        "dates": dates,
        "own": own,
        "placed": len(placed),
        "file_bytes": len(placed) * EVENT_BYTES,
        "is_on_all": all(one.my_state for one in dates if not one.is_cancelled),  # type: ignore[attr-defined]
        "city": city_here(request.user.time_zone),
        "can_manage": can_manage,
        "first": next((one for one in dates if one.recurs_on and one.is_open), None),
        "changes": history.changes(found) if can_manage else [],
    }
    return render(request, "webinars/series/detail.html", context)


@member_view
@require_POST
def register(request: MemberRequest, series: UUID) -> HttpResponse:
    """Members: take a place on all coming dates that they may see, or join the waiting lists."""
    found = _visible(request, series)
    places = actions.register_for_all(user=request.user, series=found)
    if places.taken:
        said = ngettext(
            "You have a place on %(n)d date.", "You have a place on %(n)d dates.", places.taken
        )
        messages.success(request, said % {"n": places.taken})
    if places.waiting:
        said = ngettext(
            "On %(n)d date all places are taken. You are on the waiting list.",
            "On %(n)d dates all places are taken. You are on their waiting lists.",
            places.waiting,
        )
        messages.success(request, said % {"n": places.waiting})
    if not (places.taken or places.waiting):
        messages.error(request, _("There is no date to come."))
    return redirect(found)


@member_view
@require_POST
def withdraw(request: MemberRequest, series: UUID) -> HttpResponse:
    """Members: give back their own places on all coming dates."""
    found = _visible(request, series)
    actions.withdraw_from_all(user=request.user, series=found)
    messages.success(request, _("Your places are cancelled."))
    return redirect(found)


@member_view
@require_safe
def calendar_file(request: MemberRequest, series: UUID) -> HttpResponse:
    """Members with a place on one of the dates, and who leads one: all their dates as one calendar
    file with only the times. What was theirs is taken out."""
    found, user = _visible(request, series), request.user
    own = queries.own_dates(found, user)
    gone = queries.dates_taken_out(found, user, own=own)
    if not own and not gone:
        raise Http404
    body = ics_of_all(own, gone, user=user, language=get_language() or "en")
    return neutral.file_response(body)
