"""What people in the studio do with the lessons of a course."""

from typing import Any

from django.db import transaction
from wagtail.models import Page

from cms.translations import together


@transaction.atomic
def place(*, course: Page, lesson: Page, number: int, user: Any) -> None:
    """Put `lesson` at place `number`, from 1, among the lessons of `course`, in every language.
    A place that it has already, or that does not exist, changes nothing."""
    lessons = list(course.get_children())
    now = lessons.index(lesson)
    wanted = number - 1
    if wanted == now or not 0 <= wanted < len(lessons):
        return
    side = "left" if wanted < now else "right"
    lessons[now].move(lessons[wanted], pos=side, user=user)
    together.reorder(above=Page.objects.get(pk=course.pk), user=user)
