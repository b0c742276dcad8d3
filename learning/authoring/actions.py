"""What people in the studio do with the lessons of a course."""

from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.pages.addresses import shown_in
from cms.translations import together
from learning.authoring.patterns import Pattern
from learning.models import LessonPage


@transaction.atomic
def place(*, course: Page, lesson: Page, number: int, user: Any) -> None:
    """Put `lesson` at place `number`, from 1, among the lessons of `course`, in every language.
    A place that it has already changes nothing."""
    lessons = list(course.get_children())
    now = lessons.index(lesson)
    wanted = number - 1
    if wanted == now:
        return
    side = "left" if wanted < now else "right"
    lessons[now].move(lessons[wanted], pos=side, user=user)
    together.reorder(above=Page.objects.get(pk=course.pk), user=user)


@transaction.atomic
def begin(*, course: Page, pattern: Pattern, once: UUID, user: Any) -> Page:
    """Return a new lesson at the end of `course`, a draft with the blocks of `pattern`. The same
    `once` gives the same lesson, so that a form sent twice begins one."""
    key = uuid5(course.translation_key, str(once))
    begun = Page.objects.filter(translation_key=key, locale=course.locale).first()
    if begun:
        return begun
    # The title is in the language of the course, until someone writes another.
    with translation.override(shown_in(course.locale.language_code)):
        title = _("New lesson")
    lesson = LessonPage(
        title=title,
        locale=course.locale,
        translation_key=key,
        body=pattern.body(),
        live=False,
        owner=user,
    )
    Page.objects.get(pk=course.pk).add_child(instance=lesson)
    lesson.save_revision(user=user, clean=False, log_action=True)
    return lesson
