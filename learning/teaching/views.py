"""A course to teach to a group, and that someone taught it, or one lesson of it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from learning.catalogue import contents
from learning.catalogue.outline import Course, Lesson
from learning.guards import course_view, lesson_view, reader_view
from learning.models import CoursePage
from learning.progress.actions import NotEnrolled
from learning.progress.queries import Standing
from learning.teaching import actions, queries
from learning.teaching.forms import TaughtForm
from people.accounts.permissions import MemberRequest
from people.guards import member_view
from people.unsent import actions as unsent
from web.methods import form_page, is_done, sent

# What only the page of a course says, and no outline.
ABOUT = ("outcomes", "needs", "teach_back")


@require_safe
@course_view
def sheet(request: HttpRequest, course: Course) -> HttpResponse:
    """Anyone who may read the course: what they need to teach it to a group, to print."""
    context = {
        "course": course,
        "about": get_object_or_404(CoursePage.objects.only(*ABOUT), pk=course.pk),
        "parts": queries.parts_of(course),
    }
    return render(request, "learning/teaching/sheet.html", context)


@require_safe
@lesson_view
def lesson_sheet(request: HttpRequest, course: Course, lesson: Lesson) -> HttpResponse:
    """Anyone who may read the course: how to lead a group through the lesson, to print."""
    return _paper(request, course, lesson, contents.of(lesson).sheet)


@require_safe
@reader_view
def in_short(
    request: HttpRequest, course: Course, lesson: Lesson, standing: Standing | None
) -> HttpResponse:
    """Anyone who may read the lesson now: the lesson on one screen, to print."""
    return _paper(request, course, lesson, contents.of(lesson).in_short)


def _paper(request: HttpRequest, course: Course, lesson: Lesson, html: str) -> HttpResponse:
    """Return a page with what a lesson has on paper; without any, lead back to the lesson."""
    if not html:
        return redirect("learning:lesson", course.key, lesson.key)
    context = {"course": course, "lesson": lesson, "html": html}
    return render(request, "learning/teaching/paper.html", context)


@member_view
@form_page
@course_view
def taught(request: MemberRequest, course: Course) -> HttpResponseBase:
    """Members who take the course: say that they taught it. Only they read it."""
    return _saying(request, course, None)


@member_view
@form_page
@lesson_view
def held(request: MemberRequest, course: Course, lesson: Lesson) -> HttpResponseBase:
    """Members who take the course: say that they held this lesson with a group. Only they read
    it."""
    return _saying(request, course, lesson)


def _saying(request: MemberRequest, course: Course, lesson: Lesson | None) -> HttpResponseBase:
    enrolment = request.user.enrolments.filter(course_key=course.key).first()
    if enrolment is None:
        messages.info(request, str(NotEnrolled()))
        return unsent.shown_once_more(request, redirect("learning:course", course.key))
    form = TaughtForm(sent(request), today=request.user.today)
    about = {
        "user": request.user,
        "enrolment": enrolment,
        "lesson": lesson.key if lesson else None,
    }
    if form.is_valid() and is_done(form, actions.say, **about):
        messages.success(request, _("Written down. Thank you for sharing what you know."))
        return redirect("learning:course", course.key)
    context = {"course": course, "lesson": lesson, "form": form}
    return render(request, "learning/teaching/taught.html", context)


@member_view
@require_POST
@course_view
def take_back(request: MemberRequest, course: Course, taught: UUID) -> HttpResponse:
    """Members who take the course: take back that they taught it. Pressed twice, or for what
    someone else said, it only leads back to the course."""
    if not request.user.enrolments.filter(course_key=course.key).exists():
        raise Http404
    if actions.take_back(user=request.user, code=taught):
        messages.success(request, _("Taken back."))
    return redirect("learning:course", course.key)
