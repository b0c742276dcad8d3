"""Course runs: their list, one of them, joining it; planning it and the people in it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cms import history
from learning.catalogue import outline
from learning.catalogue.outline import Course
from learning.catalogue.permissions import levels_open_to
from learning.guards import course_view
from learning.models import CourseRun
from learning.progress.actions import OthersFirst
from learning.progress.queries import standing
from learning.runs import actions, permissions, planning, queries
from learning.runs.forms import JoinForm, RunForm
from learning.runs.meetings import meetings_of
from people.accounts import pseudonyms
from people.accounts.permissions import MemberRequest
from people.aliases.names import NameTaken
from people.guards import member_view, view_if
from people.models import AccessRecord, User
from people.privacy import access_log
from web.errors import Closed, Refused
from web.methods import form_page, sent


@member_view
@require_safe
def listing(request: MemberRequest) -> HttpResponse:
    """Members: runs that they may join, those in which they are, and those that they manage."""
    runs = queries.listed_for(request.user, get_language())
    context = {
        "runs": _with_phase(request.user, runs),
        "can_plan": permissions.can_plan(request.user),
    }
    return render(request, "learning/runs/list.html", context)


def _with_phase(
    user: User, runs: list[tuple[CourseRun, Course]]
) -> list[tuple[CourseRun, Course, str]]:
    return [(run, course, run.phase(user.today)) for run, course in runs]


@member_view
@require_safe
def detail(request: MemberRequest, run: UUID) -> HttpResponse:
    """Members whose place the run is for, those in it, and those who manage it: one run."""
    return _detail_page(request, _visible(request, run))


def _visible(request: MemberRequest, code: UUID) -> Any:
    return get_object_or_404(queries.visible(request.user), code=code)


def _managed(request: MemberRequest, code: UUID) -> CourseRun:
    return get_object_or_404(permissions.runs_managed_by(request.user), code=code)


def _course_of(request: MemberRequest, run: CourseRun) -> Course | None:
    return outline.course_open_at(levels_open_to(request.user), run.course_key, get_language())


def _detail_page(request: MemberRequest, run: Any, form: JoinForm | None = None) -> HttpResponse:
    user = request.user
    course = _course_of(request, run)
    mine, other = queries.places_of(user, run)
    is_manager = permissions.can_plan(user) and _is_manager(user, run)
    taken = standing(user, run.course_key) if mine and course else None
    handle = mine.handle if mine else pseudonyms.offer()
    shown = {"handle": handle, "shows_progress": bool(mine and mine.shows_progress)}
    words, language = run.follow_up_here
    context = {
        "run": run,
        "course": course,
        "phase": run.phase(user.today),
        "mine": mine,
        "other": other,
        # Who has a place elsewhere does not give it up for a waiting list.
        "is_kept_out": bool(other and other.has_place and run.taken >= run.seats),
        "is_full": run.taken >= run.seats,
        "is_over": run.is_over(user.today),
        "can_join": bool(course and run.is_for_them and run.is_joinable(user.today)),
        "form": form or JoinForm(request=request, run=run, is_in=bool(mine), initial=shown),
        "meetings": meetings_of(user, run),
        "pre_work": _pre_work(run, course, taken),
        "follow_up": words,
        "follow_up_language": language,
        "is_manager": is_manager,
        "code": queries.code_of(run) if is_manager and _invites(user, run) else "",
    }
    return render(request, "learning/runs/run.html", context)


def _is_manager(user: User, run: CourseRun) -> bool:
    return permissions.runs_managed_by(user).filter(pk=run.pk).exists()


def _invites(user: User, run: CourseRun) -> bool:
    """Whether the code of the run is still of use; that of a draft can be given away already."""
    return run.is_invited and run.is_changeable(user.today)


def _pre_work(run: CourseRun, course: Course | None, taken: Any) -> list[tuple[Any, bool]]:
    """Return the lessons to do before the run that are still there, and whether each is done."""
    wanted = set(run.pre_work)
    lessons = [one for one in course.lessons if str(one.key) in wanted] if course else []
    return [(one, bool(taken and taken.is_done(one))) for one in lessons]


@member_view
@form_page
def join(request: MemberRequest, run: UUID) -> HttpResponse:
    """Members whose place the run is for: join it, switch to it, or change what they chose."""
    found = _visible(request, run)
    course = _course_of(request, found)
    mine, _other = queries.places_of(request.user, found)
    if request.method != "POST" or course is None:
        return redirect(found)
    if not mine and not found.is_for_them:
        raise Http404
    # The answers with an error are the page of the run.
    request.page_address = found.get_absolute_url()  # type: ignore[attr-defined]
    form = JoinForm(request.POST, request=request, run=found, is_in=bool(mine))
    if not form.is_valid():
        return _detail_page(request, found, form)
    try:
        place = actions.join(
            user=request.user,
            run=found,
            course=course,
            language=get_language(),
            handle=form.cleaned_data["handle"],
            shows_progress=form.cleaned_data["shows_progress"],
        )
    except (NameTaken, actions.HandleElsewhere) as error:
        form.add_error("handle", str(error))
        return _detail_page(request, found, form)
    except OthersFirst as error:
        messages.info(request, str(error))
        return redirect("learning:course", course.key)
    except Refused as error:
        messages.error(request, str(error))
        return redirect(found)
    if mine:
        messages.success(request, _("Saved."))
    elif place.has_place:
        messages.success(request, _("You have a place."))
    else:
        messages.success(request, _("All places are taken. You are on the waiting list."))
    return redirect(found)


@member_view
@require_POST
def leave(request: MemberRequest, run: UUID) -> HttpResponse:
    """Members who may open the run: give their own place back."""
    found = _visible(request, run)
    actions.leave(user=request.user, run=found)
    messages.success(request, _("You have left the run. What you have done in the course stays."))
    is_visible = permissions.runs_visible_to(request.user).filter(pk=found.pk).exists()
    return redirect(found if is_visible else "learning:runs")


@view_if(permissions.can_plan)
@form_page
@course_view
def plan(request: MemberRequest, course: Course) -> HttpResponse:
    """Coordinators and facilitators: plan a run of the course where they have the role.

    Because of the form's key, sending the form again leads to the same run.
    """
    form = RunForm(sent(request), by=request.user, course=course)
    if form.is_valid():
        run = planning.plan_run(
            by=request.user,
            key=form.cleaned_data["key"],
            course_key=course.key,
            plan=form.plan(),
        )
        messages.success(request, _("Saved as a draft. No member sees it before you open it."))
        return redirect(run)
    return render(request, "learning/runs/plan.html", {"form": form, "course": course})


@member_view
@form_page
def edit(request: MemberRequest, run: UUID) -> HttpResponse:
    """Coordinators of the run's place, and those who lead it: change it."""
    found = _managed(request, run)
    course = _course_of(request, found)
    if course is None:
        raise Http404
    form = RunForm(sent(request), by=request.user, course=course, run=found)
    if form.is_valid():
        try:
            planning.change_run(by=request.user, run=found, plan=form.plan())
        except planning.TooFewPlaces as error:
            form.add_error("seats", str(error))
        except Closed as error:
            messages.error(request, str(error))
            return redirect(found)
        else:
            messages.success(request, form.said())
            return redirect(found)
    coordinates = permissions.coordinates(request.user, found)
    context = {
        "form": form,
        "run": found,
        "course": course,
        "can_change": found.is_changeable(request.user.today),
        # It says who changed what, by their pseudonyms.
        "changes": history.changes(found) if coordinates else None,
    }
    return render(request, "learning/runs/edit.html", context)


@member_view
@require_POST
def open_run(request: MemberRequest, run: UUID) -> HttpResponse:
    """Coordinators of the run's place, and those who lead it: let members join the draft."""
    found = _managed(request, run)
    return _changed(request, found, planning.open_run, _("The run is open. Members can join it."))


@member_view
@require_POST
def cancel(request: MemberRequest, run: UUID) -> HttpResponse:
    """Coordinators of the run's place, and those who lead it: cancel it."""
    found = _managed(request, run)
    return _changed(request, found, planning.cancel_run, _("The run is cancelled."))


def _changed(request: MemberRequest, run: CourseRun, action: Any, said: str) -> HttpResponse:
    try:
        action(by=request.user, run=run)
    except Closed as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect(run)


@member_view
@require_safe
def people(request: MemberRequest, run: UUID) -> HttpResponse:
    """Coordinators of the run's place, and those who lead it: the names that people have in it, and
    how far those are who agreed. Each of these members can see that it was read."""
    found = _managed(request, run)
    course = _course_of(request, found)
    if course is None:
        raise Http404
    shown = queries.people_in(found, course)
    access_log.record_all(
        actor=request.user,
        members=[one.member for one in shown if one.done is not None],
        what=AccessRecord.What.RUN,
    )
    context = {"run": found, "course": course, "people": shown, "total": len(course.lessons)}
    return render(request, "learning/runs/people.html", context)
