"""Planning a webinar, changing it, cancelling it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms import history
from people.accounts.permissions import MemberRequest
from people.guards import member_view, view_if
from people.roles.permissions import can_coordinate_regions
from web.errors import Closed
from web.methods import form_page, sent
from webinars.models import Webinar
from webinars.planning import actions, permissions
from webinars.planning.forms import WebinarForm


def _managed(request: MemberRequest, code: UUID) -> Webinar:
    return get_object_or_404(permissions.webinars_managed_by(request.user), code=code)


@view_if(can_coordinate_regions)
@form_page
def new(request: MemberRequest) -> HttpResponse:
    """Coordinators: plan a webinar for one of their regions or for all.

    Because of the form's key, sending the form again leads to the same webinar.
    """
    return _plan(request)


@member_view
@form_page
def again(request: MemberRequest, code: UUID) -> HttpResponse:
    """Coordinators of the webinar's region, or the one who planned it for all: plan another one
    like it, with a new day."""
    return _plan(request, like=_managed(request, code))


def _plan(request: MemberRequest, *, like: Webinar | None = None) -> HttpResponse:
    form = WebinarForm(sent(request), by=request.user, like=like)
    if form.is_valid():
        key = form.cleaned_data["key"]
        webinar = actions.schedule(by=request.user, key=key, plan=form.plan())
        _say_saved(request, form)
        return redirect(webinar)
    return render(request, "webinars/planning/new.html", {"form": form, "like": like})


@member_view
@form_page
def edit(request: MemberRequest, code: UUID) -> HttpResponse:
    """Coordinators of the webinar's region, or the one who planned it for all: change it."""
    webinar = _managed(request, code)
    form = WebinarForm(sent(request), by=request.user, webinar=webinar)
    if form.is_valid() and _reschedule(request, webinar, form):
        return redirect(webinar)
    context = {"form": form, "webinar": webinar, "changes": history.changes(webinar)}
    return render(request, "webinars/planning/edit.html", context)


def _reschedule(request: MemberRequest, webinar: Webinar, form: WebinarForm) -> bool:
    try:
        actions.reschedule(by=request.user, webinar=webinar, plan=form.plan())
    except actions.TooFewSeats as error:
        form.add_error("seats", str(error))
        return False
    except Closed as error:
        messages.error(request, str(error))
        return True
    _say_saved(request, form)
    return True


@member_view
@require_POST
def cancel(request: MemberRequest, code: UUID) -> HttpResponse:
    """Coordinators of the webinar's region, or the one who planned it for all: cancel it."""
    webinar = _managed(request, code)
    try:
        actions.cancel(by=request.user, webinar=webinar)
    except Closed as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The webinar is cancelled."))
    return redirect(webinar)


def _say_saved(request: HttpRequest, form: WebinarForm) -> None:
    messages.success(request, form.said())
    if form.hour_is_doubled:
        messages.warning(
            request,
            _("The clocks go back that day and this hour happens twice. The first one counts."),
        )
