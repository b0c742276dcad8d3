"""A course to teach to a group, and that someone taught it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from learning.catalogue.outline import Course
from learning.guards import course_view
from learning.models import CoursePage
from learning.progress.actions import NotEnrolled
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


@member_view
@form_page
@course_view
def taught(request: MemberRequest, course: Course) -> HttpResponseBase:
    """Members who take the course: say that they taught it. Only they read it."""
    enrolment = request.user.enrolments.filter(course_key=course.key).first()
    if enrolment is None:
        messages.info(request, str(NotEnrolled()))
        return unsent.shown_once_more(request, redirect("learning:course", course.key))
    form = TaughtForm(sent(request), today=request.user.today)
    about = {"user": request.user, "enrolment": enrolment}
    if form.is_valid() and is_done(form, actions.say, **about):
        messages.success(request, _("Written down. Thank you for sharing what you know."))
        return redirect("learning:course", course.key)
    return render(request, "learning/teaching/taught.html", {"course": course, "form": form})


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
