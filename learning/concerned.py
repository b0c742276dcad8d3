"""Whom it concerns when a subject, a course or a lesson is taken down or moved."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from learning.models import CoursePage, Enrolment, LessonPage, Submission

# Fewer could be recognised, and editors know no members.
SHOWN_FROM = 10


def sentences(page: Page) -> list[str]:
    """Return how many members are learning in `page`, and how much work waits there for a review.
    Five queries at most; none for a page of another kind."""
    if page.specific_class not in (LessonPage, CoursePage) and page.depth < 3:
        return []
    below = page.get_descendants(inclusive=True)
    lessons = below.type(LessonPage).values_list("translation_key", flat=True)
    courses = below.type(CoursePage).values_list("translation_key", flat=True)
    if page.specific_class is LessonPage:
        courses = [page.get_parent().translation_key]
    learning = Enrolment.objects.open().filter(course_key__in=list(courses))
    waiting = Submission.objects.waiting().filter(lesson_key__in=list(lessons))
    return [
        _learning(learning.values("user").distinct().count()),
        _waiting(waiting.count()),
    ]


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
