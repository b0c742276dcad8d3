"""What lists of questions say besides them."""

from collections.abc import Iterable
from dataclasses import dataclass

from learning.catalogue import outline
from learning.catalogue.outline import Course, Lesson
from learning.models import CoursePage, Enquiry


@dataclass(frozen=True)
class Line:
    """A question, with its lesson in the reader's language; without one where that is not
    published any more."""

    enquiry: Enquiry
    course: Course | None
    lesson: Lesson | None


def lines_of(enquiries: Iterable[Enquiry], language: str) -> list[Line]:
    """Return `enquiries` with their lessons; one query. Give them with their enrolment."""
    found = list(enquiries)
    keys = {one.enrolment.course_key for one in found}
    live = CoursePage.objects.live().filter(translation_key__in=keys)
    courses = {course.key: course for course in outline.courses(live, language, whole=True)}
    lines = []
    for one in found:
        course = courses.get(one.enrolment.course_key)
        lines.append(Line(one, course, course.lesson(one.lesson_key) if course else None))
    return lines
