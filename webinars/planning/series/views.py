"""Planning a series, changing its dates from one on, cancelling all that are to come."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people.accounts.permissions import MemberRequest
from people.guards import member_view, view_if
from people.roles.permissions import can_coordinate_regions
from web.errors import Closed
from web.methods import form_page, sent
from webinars.models import Webinar
from webinars.planning.actions import TooFewSeats
from webinars.planning.permissions import series_managed_by, webinars_managed_by
from webinars.planning.series import actions
from webinars.planning.series.forms import SeriesForm


@view_if(can_coordinate_regions)
@form_page
def new(request: MemberRequest) -> HttpResponse:
    """Coordinators: plan webinars that repeat, for one of their regions or for all.

    The first answer shows the dates and plans nothing. Because of the form's key, saying yes again
    leads to the same series.
    """
    form = SeriesForm(sent(request), by=request.user)
    if form.is_valid() and form.is_seen and form.repeat:
        key = form.cleaned_data["key"]
        series = actions.schedule(by=request.user, key=key, plan=form.plan(), repeat=form.repeat)
        messages.success(request, form.said())
        return redirect(series)
    return render(request, "webinars/planning/series/new.html", {"form": form})


@member_view
@form_page
def following(request: MemberRequest, code: UUID) -> HttpResponse:
    """Coordinators of the webinar's region, or the one who planned it for all: change this date of
    a series and all that follow. The first answer shows what becomes of them."""
    managed = webinars_managed_by(request.user).select_related("series")
    webinar = get_object_or_404(managed, code=code, recurs_on__isnull=False)
    if not webinar.is_open:
        messages.error(request, _("This webinar is over or was cancelled."))
        return redirect(webinar)
    form = SeriesForm(sent(request), by=request.user, webinar=webinar)
    if form.is_valid() and form.is_seen and _reschedule(request, webinar, form):
        return redirect("webinars:series", webinar.series.code)  # type: ignore[union-attr]
    context = {"form": form, "webinar": webinar}
    return render(request, "webinars/planning/series/following.html", context)


def _reschedule(request: MemberRequest, webinar: Webinar, form: SeriesForm) -> bool:
    assert form.repeat is not None
    try:
        actions.reschedule(by=request.user, webinar=webinar, plan=form.plan(), repeat=form.repeat)
    except TooFewSeats as error:
        form.add_error("seats", str(error))
        return False
    except Closed as error:
        messages.error(request, str(error))
        return True
    messages.success(request, form.said())
    return True


@member_view
@require_POST
def cancel(request: MemberRequest, series: UUID) -> HttpResponse:
    """Coordinators of the series' region, or the one who planned it for all: cancel all its coming
    dates."""
    found = get_object_or_404(series_managed_by(request.user), code=series)
    actions.cancel(by=request.user, series=found)
    messages.success(request, _("All coming dates of the series are cancelled."))
    return redirect(found)
