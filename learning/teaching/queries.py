"""What someone who teaches a course needs of it, on one or two sheets."""

from dataclasses import dataclass

from wagtail.blocks import StreamValue, StructValue

from learning.catalogue.outline import Course, Lesson
from learning.models import LessonPage


@dataclass(frozen=True)
class Part:
    """A lesson for the person who teaches it: its ideas, and what the group does, as blocks."""

    lesson: Lesson
    ideas: list[StructValue]
    practices: list[StructValue]


def parts_of(course: Course) -> list[Part]:
    """Return the lessons of `course` in order, each in the language in which it is shown. One
    query."""
    keys = [lesson.pk for lesson in course.lessons]
    bodies = {page.pk: page.body for page in LessonPage.objects.filter(pk__in=keys).only("body")}
    return [
        Part(
            lesson=lesson,
            ideas=_values(body, "idea"),
            practices=_values(body, "practice"),
        )
        for lesson in course.lessons
        if (body := bodies.get(lesson.pk)) is not None
    ]


def _values(body: StreamValue, kind: str) -> list[StructValue]:
    """Return what the blocks of this kind say. The others stay unread: each lesson with a picture
    would cost a query."""
    stored = enumerate(body.raw_data)
    return [body[number].value for number, raw in stored if raw["type"] == kind]
