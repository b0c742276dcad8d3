"""Whom it concerns when a subject, a course, a lesson or a part of one is taken down or moved, and
which courses name it."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.blocks.stream_block import StreamValue
from wagtail.models import Page

from learning.catalogue.before import naming
from learning.models import CoursePage, Enrolment, LessonPage, Submission
from learning.questions.kinds.registry import BY_NAME

# Fewer could be recognised, and editors know no members.
SHOWN_FROM = 10
# What a lesson asks of members.
ASKED = {"exercise", *BY_NAME}


def sentences(page: Page) -> list[str]:
    """Return how many members are learning in `page`, how much work waits there for a review, and
    before which courses it comes. Six queries at most; none for a page of another kind."""
    if page.specific_class not in (LessonPage, CoursePage) and page.depth < 3:
        return []
    below = page.get_descendants(inclusive=True)
    lessons = below.type(LessonPage).values_list("translation_key", flat=True)
    courses = set(below.type(CoursePage).values_list("translation_key", flat=True))
    said = _comes_before(courses, page)
    if page.specific_class is LessonPage:
        courses = {page.get_parent().translation_key}
    learning = Enrolment.objects.open().filter(course_key__in=courses)
    waiting = Submission.objects.waiting().filter(lesson_key__in=list(lessons))
    return [
        _learning(learning.values("user").distinct().count()),
        _waiting(waiting.count()),
        _kept(),
        *said,
    ]


def _comes_before(courses: Collection[UUID], page: Page) -> list[str]:
    titles = naming(courses, page.locale_id) if courses else []
    return [
        _("It comes before the course “%(title)s”. Members can take that one without it then.")
        % {"title": title}
        for title in titles
    ]


def sentences_about(lesson: LessonPage, block: StreamValue.StreamChild) -> list[str]:
    """The same for one block of a lesson. Three queries at most."""
    course = lesson.get_parent().translation_key
    learning = Enrolment.objects.open().filter(course_key=course)
    said = [_learning(learning.values("user").distinct().count())]
    if block.block_type == "exercise":
        waiting = Submission.objects.waiting().filter(exercise_id=block.id)
        said += [_waiting(waiting.count()), _kept()]
    if block.block_type in ASKED:
        said.append(
            _("Members who lack only this then have all of the lesson. Completed courses stay.")
        )
    return said


def _kept() -> str:
    return _("Work that was handed in stays: its member can read it, and it can still be reviewed.")


def _learning(count: int) -> str:
    if count < SHOWN_FROM:
        return _("Fewer than 10 members are learning here.")
    return ngettext(
        "%(count)d member is learning here.", "%(count)d members are learning here.", count
    ) % {"count": count}


def _waiting(count: int) -> str:
    if count < SHOWN_FROM:
        return _("Fewer than 10 exercises that were handed in here wait for a review.")
    return ngettext(
        "%(count)d exercise that was handed in here waits for a review.",
        "%(count)d exercises that were handed in here wait for a review.",
        count,
    ) % {"count": count}
