"""Decorators that turn the codes in an address into the objects that the visitor may see.

Each one builds on the one before and passes its objects to the view.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from learning.catalogue import outline
from learning.catalogue.outline import Course, Lesson
from learning.catalogue.permissions import levels_open_to
from learning.certificates.permissions import certificates_of
from learning.exercises import tables
from learning.progress import queries as progress
from learning.progress.actions import NotEnrolled
from people.models import User
from people.unsent import actions as unsent

View = Callable[..., HttpResponseBase]


def course_view(view: View) -> View:
    """Anyone who may read the course; passes the `Course` to the view.

    Without a readable course, a stranger is asked to sign in, whether or not it exists; a member
    gets a 404, with the text that they sent, or is led to the certificate that they have from it.
    """

    @wraps(view)
    def found(request: HttpRequest, course: UUID, **kwargs: Any) -> HttpResponseBase:
        levels = levels_open_to(request.user)
        one = outline.course_open_at(levels, course, get_language())
        if one is not None:
            return view(request, course=one, **kwargs)
        if request.user.is_authenticated:
            if typed_in(request):
                return gone(request, course=None)
            if certificates_of(request.user).filter(enrolment__course_key=course).exists():
                messages.info(request, _("This course is not here at the moment."))
                return redirect("learning:certificate", course)
            raise Http404
        return unsent.ask_to_sign_in(request)

    return found


def lesson_view(view: View) -> View:
    """Anyone who may read the course; passes the `Course` and the `Lesson` to the view."""

    @wraps(view)
    def found(
        request: HttpRequest, course: Course, lesson: UUID, **kwargs: Any
    ) -> HttpResponseBase:
        one = course.lesson(lesson)
        if one is None:
            return gone(request, course=course)
        return view(request, course=course, lesson=one, **kwargs)

    return course_view(found)


def reader_view(view: View) -> View:
    """Anyone who may read the lesson now; passes `Course`, `Lesson` and `Standing` to the view,
    None for those who do not take the course. A lesson that is not open yet leads to its page."""

    @wraps(view)
    def found(
        request: HttpRequest, course: Course, lesson: Lesson, **kwargs: Any
    ) -> HttpResponseBase:
        member = request.user
        taken = progress.standing(member, course.key) if isinstance(member, User) else None
        if taken and taken.first_before(course, lesson):
            return redirect("learning:lesson", course.key, lesson.key)
        return view(request, course=course, lesson=lesson, standing=taken, **kwargs)

    return lesson_view(found)


def learner_view(view: View) -> View:
    """Members who take the course; passes `Course`, `Lesson` and `Standing` to the view. A lesson
    that is not open yet leads to its page, which says what comes first."""

    @wraps(view)
    def found(
        request: HttpRequest, course: Course, lesson: Lesson, **kwargs: Any
    ) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return unsent.ask_to_sign_in(request)
        try:
            standing = progress.standing(request.user, course.key)
            if standing is None:
                raise NotEnrolled
            if standing.first_before(course, lesson):
                closed = redirect("learning:lesson", course.key, lesson.key)
                return unsent.shown_once_more(request, closed)
            return view(request, course=course, lesson=lesson, standing=standing, **kwargs)
        except NotEnrolled as error:
            messages.info(request, str(error))
            return unsent.shown_once_more(request, redirect("learning:course", course.key))

    return lesson_view(found)


def gone(
    request: HttpRequest, *, course: Course | None, lesson: Lesson | None = None
) -> HttpResponse:
    """Say that this part was removed meanwhile, show what was typed, and link to the next page."""
    context = {"course": course, "lesson": lesson, "typed": typed_in(request)}
    return render(request, "learning/gone.html", context, status=404)


def typed_in(request: HttpRequest) -> str:
    """Return the written exercise that was sent, with what is in its table, or nothing."""
    table = tables.as_texts(tables.typed_in(request.POST).lines)
    return "\n\n".join(filter(None, [table, request.POST.get("text", "")]))
