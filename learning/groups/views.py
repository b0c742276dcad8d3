"""A lesson for a group around one phone. These pages only read, and nothing of it is kept."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from learning.catalogue import contents
from learning.catalogue.outline import Course, Lesson
from learning.groups import screens
from learning.groups.screens import Screen
from learning.guards import reader_view
from learning.progress.queries import Standing
from people.accounts.permissions import is_member


@require_safe
@reader_view
def start(
    request: HttpRequest, course: Course, lesson: Lesson, standing: Standing | None
) -> HttpResponse:
    """Anyone who may read the lesson: what a group needs for it, and how it goes."""
    content = contents.of(lesson)
    found = screens.of(lesson)
    context = {
        "course": course,
        "lesson": lesson,
        "content": content,
        "to_print": screens.to_print(content),
        "screens": found,
        "weight": content.weight + contents.SHELL * found.total,
        "first": found.at(1),
    }
    return _page(request, "start", context)


@require_safe
@reader_view
def screen(
    request: HttpRequest,
    course: Course,
    lesson: Lesson,
    standing: Standing | None,
    part: UUID,
    screen: int,
) -> HttpResponse:
    """Anyone who may read the lesson: one `screen` of a `part`, the same in each language."""
    found = screens.of(lesson)
    shown = found.find(part, screen)
    if shown is None:
        messages.info(request, _("This part of the lesson is no longer here."))
        return redirect("learning:group", course.key, lesson.key)
    if shown.part != screen:
        return redirect("learning:screen", course.key, lesson.key, part, shown.part)
    context = {
        "course": course,
        "lesson": lesson,
        "shown": shown,
        "total": found.total,
        "before": _before(found, shown),
        "after": found.at(shown.number + 1),
    }
    return _page(request, "screen", context)


def _before(found: screens.Screens, shown: Screen) -> Screen | None:
    """Return the screen before; the first of its question for one aside."""
    is_aside = bool(shown.turn and shown.turn.is_aside)
    return found.at(shown.number if is_aside else shown.number - 1)


@require_safe
@reader_view
def end(
    request: HttpRequest, course: Course, lesson: Lesson, standing: Standing | None
) -> HttpResponse:
    """Anyone who may read the lesson: that it is over. Members who take the course are led to where
    they write down that they held it."""
    found = screens.of(lesson)
    context = {
        "course": course,
        "lesson": lesson,
        "standing": standing,
        "is_member": is_member(request.user),
        "last": found.at(found.total),
        "next": course.after(lesson),
    }
    return _page(request, "end", context)


def _page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    """Return a page that others look at: it has nothing of the member who holds the phone."""
    return render(request, f"learning/groups/{name}.html", {**context, "is_shared": True})
