"""The pages of webinars."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms import history
from people import pseudonyms
from people.guards import member_view, view_if
from people.rules import MemberRequest, coordinates_regions
from webinars import calendar, joining, registration, rules, scheduling
from webinars.forms import RegisterForm, WebinarForm
from webinars.models import Registration, Webinar
from webinars.rooms import RoomUnavailable
from webinars.rooms.practice import read_ticket

# Two screens of a phone, and far more than a region plans.
LONGEST_LIST = 40


def _visible(request: MemberRequest, code: UUID) -> Webinar:
    return get_object_or_404(Webinar.objects.visible_to(request.user), code=code)


def _managed(request: MemberRequest, code: UUID) -> Webinar:
    return get_object_or_404(Webinar.objects.managed_by(request.user), code=code)


@member_view
@require_safe
def listing(request: MemberRequest) -> HttpResponse:
    """Members: what is coming in their region and for everybody, with their own state in it."""
    context = {
        "webinars": Webinar.objects.listed_for(request.user).with_places()[:LONGEST_LIST],
        "may_plan": coordinates_regions(request.user),
    }
    return render(request, "webinars/list.html", context)


@member_view
@require_safe
def detail(request: MemberRequest, code: UUID) -> HttpResponse:
    """Members: one webinar of their region or for everybody."""
    return _detail_page(request, code, RegisterForm(initial={"alias": pseudonyms.offer()}))


def _detail_page(request: MemberRequest, code: UUID, form: RegisterForm) -> HttpResponse:
    webinars = Webinar.objects.visible_to(request.user).with_places().select_related("series")
    webinar = get_object_or_404(webinars, code=code)
    mine = Registration.objects.filter(webinar=webinar, user=request.user).first()
    moderates = rules.may_moderate(request.user, webinar)
    there = webinar.starts_at.astimezone(webinar.planning_zone)
    context = {
        "webinar": webinar,
        "mine": mine,
        "form": form,
        "moderates": moderates,
        "may_manage": rules.may_manage(request.user, webinar),
        "may_enter": moderates or (mine is not None and mine.has_place),
        "is_elsewhere": there.utcoffset() != timezone.localtime(there).utcoffset(),
    }
    return render(request, "webinars/detail.html", context)


@member_view
@require_http_methods(["GET", "POST"])
def register(request: MemberRequest, code: UUID) -> HttpResponse:
    """Members: take a place or a turn on the waiting list, or change the name in the room."""
    webinar = _visible(request, code)
    if request.method == "GET":  # the language link of a page that showed an error
        return redirect(webinar)
    form = RegisterForm(request.POST)
    if not form.is_valid():
        return _detail_page(request, code, form)
    try:
        mine = registration.register(
            user=request.user, webinar=webinar, alias=form.cleaned_data["alias"]
        )
    except registration.RegistrationClosed:
        messages.error(request, _("This webinar is over or was cancelled."))
        return redirect(webinar)
    if mine.has_place:
        messages.success(request, _("You have a place."))
    else:
        messages.success(request, _("All seats are taken. You are on the waiting list."))
    return redirect(webinar)


@member_view
@require_POST
def withdraw(request: MemberRequest, code: UUID) -> HttpResponse:
    """Members: give their own place back."""
    webinar = _visible(request, code)
    registration.withdraw(user=request.user, webinar=webinar)
    messages.success(request, _("You gave your place back."))
    return redirect(webinar)


@member_view
@require_safe
def calendar_file(request: MemberRequest, code: UUID) -> HttpResponse:
    """Members who have a place: the hour as a calendar file that says nothing else."""
    webinar = _visible(request, code)
    if not Registration.objects.registered().filter(webinar=webinar, user=request.user).exists():
        raise Http404
    body = calendar.ics(webinar, user=request.user, language=get_language() or "en")
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{calendar.FILE_NAME}"'
    return response


@member_view
@require_http_methods(["GET", "POST"])
def join(request: MemberRequest, code: UUID) -> HttpResponse:
    """Members who have a place, who leads it and who runs it: on to the room, at the hour."""
    webinar = _visible(request, code)
    if request.method == "GET":  # the language link of the page that says there is no room
        return redirect(webinar)
    leave_to = request.build_absolute_uri(reverse("webinars:list"))
    try:
        address = joining.enter(user=request.user, webinar=webinar, leave_to=leave_to)
    except joining.DoorClosed:
        messages.error(request, _("The door is closed. It opens 15 minutes before the start."))
    except joining.NoPlace:
        messages.error(request, _("You have no place yet. Whoever has one can come in."))
    except RoomUnavailable as trouble:
        context = {"webinar": webinar, "reason": trouble.reason.name}
        response = render(request, "webinars/no_room.html", context, status=503)
        response["Retry-After"] = "60"
        return response
    else:
        return HttpResponseRedirect(address, status=303)
    return redirect(webinar)


@member_view
@require_safe
def practice(request: MemberRequest, token: str) -> HttpResponse:
    """The member whom the ticket was made for: who would be let into a real room, and how."""
    ticket = read_ticket(token)
    guest = ticket and joining.read_guest(ticket=ticket, user=request.user)
    status = 200 if guest else 404
    return render(request, "webinars/practice.html", {"guest": guest}, status=status)


@view_if(coordinates_regions)
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Coordinators: plan a webinar for one of their regions or for all.

    The form's key makes a repeated sending lead to the same webinar.
    """
    form = WebinarForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["key"]
        webinar = scheduling.schedule(by=request.user, key=key, plan=form.plan())
        _say_saved(request, form)
        return redirect(webinar)
    return render(request, "webinars/new.html", {"form": form})


@member_view
@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, code: UUID) -> HttpResponse:
    """Coordinators of the webinar's region, or who planned it for all: change it."""
    webinar = _managed(request, code)
    form = WebinarForm(request.POST or None, by=request.user, webinar=webinar)
    if request.method == "POST" and form.is_valid() and _reschedule(request, webinar, form):
        return redirect(webinar)
    context = {"form": form, "webinar": webinar, "changes": history.changes(webinar)}
    return render(request, "webinars/edit.html", context)


def _reschedule(request: MemberRequest, webinar: Webinar, form: WebinarForm) -> bool:
    try:
        scheduling.reschedule(by=request.user, webinar=webinar, plan=form.plan())
    except scheduling.TooFewSeats as too_few:
        form.refuse_seats(too_few.taken)
        return False
    except scheduling.NotOpen:
        messages.error(request, _("This webinar is over or was cancelled."))
        return True
    _say_saved(request, form)
    return True


@member_view
@require_POST
def cancel(request: MemberRequest, code: UUID) -> HttpResponse:
    """Coordinators of the webinar's region, or who planned it for all: call it off."""
    webinar = _managed(request, code)
    try:
        scheduling.cancel(by=request.user, webinar=webinar)
    except scheduling.NotOpen:
        messages.error(request, _("This webinar is over."))
    else:
        messages.success(request, _("The webinar is cancelled."))
    return redirect(webinar)


def _say_saved(request: HttpRequest, form: WebinarForm) -> None:
    messages.success(request, _("Saved."))
    if form.hour_is_doubled:
        messages.warning(
            request,
            _("On that day clocks go back and this hour happens twice. The first one counts."),
        )
