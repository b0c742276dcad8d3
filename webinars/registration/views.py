"""Webinars as members see them: the list, one webinar, taking and cancelling a place."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people.accounts.permissions import MemberRequest
from people.aliases.names import NameTaken
from people.guards import member_view
from people.picking.zones import city_here
from people.roles.permissions import can_coordinate_regions
from web.methods import form_page
from webinars.guards import visible_webinar
from webinars.models import Registration
from webinars.planning import permissions
from webinars.registration import actions, queries
from webinars.registration.forms import RegisterForm


@member_view
@require_safe
def listing(request: MemberRequest) -> HttpResponse:
    """Members: coming webinars of their region and for everyone, with their own registrations."""
    webinars = queries.listed_for(request.user)
    context = {
        "webinars": webinars,
        "taken_out": queries.taken_out_of(request.user, listed=webinars),
        "can_plan": can_coordinate_regions(request.user),
        "city": city_here(request.user.time_zone),
    }
    return render(request, "webinars/registration/list.html", context)


@member_view
@require_safe
def detail(request: MemberRequest, code: UUID) -> HttpResponse:
    """Members: one webinar of their region or for everyone."""
    return _detail_page(request, code)


def _detail_page(
    request: MemberRequest, code: UUID, form: RegisterForm | None = None
) -> HttpResponse:
    visible = permissions.webinars_visible_to(request.user).select_related("series")
    webinar = get_object_or_404(queries.with_places(visible), code=code)
    mine = Registration.objects.filter(webinar=webinar, user=request.user).first()
    can_moderate = permissions.can_moderate(request.user, webinar)
    can_lead = permissions.can_lead(request.user, webinar)
    is_theirs = can_lead or (mine is not None and mine.has_place)
    there = webinar.starts_at.astimezone(webinar.planning_zone)
    alias = mine.alias if mine else queries.name_to_begin_with(request.user, webinar)
    context = {
        "webinar": webinar,
        "mine": mine,
        "form": form or RegisterForm(initial={"alias": alias}),
        "can_moderate": can_moderate,
        "can_lead": can_lead,
        "can_manage": permissions.can_manage(request.user, webinar),
        "can_enter": can_moderate or (mine is not None and mine.has_place),
        "taken_out": None if is_theirs else queries.last_taken_out(request.user, webinar),
        "dates": queries.dates_of(webinar.series, request.user) if webinar.series else [],
        "is_elsewhere": there.utcoffset() != timezone.localtime(there).utcoffset(),
    }
    return render(request, "webinars/registration/detail.html", context)


@member_view
@form_page
def register(request: MemberRequest, code: UUID) -> HttpResponse:
    """Members: take a place, join the waiting list, or change the name in the room."""
    webinar = visible_webinar(request, code)
    if request.method != "POST":  # the language link of a page that showed an error
        return redirect(webinar)
    # The answers with an error are the page of the webinar.
    request.page_address = webinar.get_absolute_url()  # type: ignore[attr-defined]
    form = RegisterForm(request.POST)
    if not form.is_valid():
        return _detail_page(request, code, form)
    try:
        mine = actions.register(
            user=request.user, webinar=webinar, alias=form.cleaned_data["alias"]
        )
    except NameTaken as error:
        form.add_error("alias", str(error))
        return _detail_page(request, code, form)
    except actions.WebinarClosed as error:
        messages.error(request, str(error))
        return redirect(webinar)
    if mine.has_place:
        messages.success(request, _("You have a place."))
    else:
        messages.success(request, _("All places are taken. You are on the waiting list."))
    return redirect(webinar)


@member_view
@require_POST
def withdraw(request: MemberRequest, code: UUID) -> HttpResponse:
    """Members: give their own place back, even if they may not see the webinar any more."""
    webinar = get_object_or_404(permissions.webinars_withdrawable_by(request.user), code=code)
    actions.withdraw(user=request.user, webinar=webinar)
    messages.success(request, _("Your place is cancelled."))
    is_visible = permissions.webinars_visible_to(request.user).filter(pk=webinar.pk).exists()
    return redirect(webinar if is_visible else "webinars:list")
