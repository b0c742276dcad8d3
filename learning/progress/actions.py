"""Taking a course: enrolling, opening lessons, finishing them."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from learning.catalogue import contents
from learning.catalogue.outline import Course, Lesson
from learning.models import Enrolment, LessonProgress
from learning.progress import completion, recount
from learning.progress.queries import Standing, missing_before
from people.models import User
from people.privacy import events
from web.errors import NotAllowed


def enrol(*, user: User, course_key: UUID) -> Enrolment:
    """Enrol `user` in the course; repeating returns the existing enrolment.

    The caller checks whether they may read the course (`courses_visible_to`).
    """
    with transaction.atomic():
        enrolment, is_new = Enrolment.objects.get_or_create(user=user, course_key=course_key)
        if is_new:
            recount.take_along(enrolment)
            events.record("enrol", actor=user, subject=enrolment)
    return enrolment


class OthersFirst(NotAllowed):
    """Another course comes before this one, and the member has not completed it."""

    sentence = gettext_lazy(
        "Another course comes before this one. Take it first, or say that you know it already."
    )


def take(*, user: User, course: Course, language: str, knows_it: bool) -> Enrolment:
    """Enrol `user` in the course, after those that come before it. With `knows_it` they say that
    they know them, and nothing of that is kept. Raises `OthersFirst`."""
    is_taken = knows_it or Enrolment.objects.filter(user=user, course_key=course.key).exists()
    if not is_taken and missing_before(user, course, language):
        raise OthersFirst
    return enrol(user=user, course_key=course.key)


class NotEnrolled(NotAllowed):
    """The member does not take the course, or no longer."""

    # Translators: “Take this course” is the text of a button on the page shown.
    sentence = gettext_lazy("First choose “Take this course”, so that your answers are saved.")


def open_lesson(*, standing: Standing, lesson: Lesson) -> None:
    """Remember that the member opened `lesson`; writes only when that is new."""
    if standing.last_lesson == lesson.key and lesson.key in standing.opened:
        return
    with transaction.atomic():
        Enrolment.objects.filter(pk=standing.enrolment_id).update(
            last_lesson=lesson.key, touched_at=timezone.now()
        )
        LessonProgress.objects.get_or_create(
            enrolment_id=standing.enrolment_id, lesson_key=lesson.key
        )


def read(*, user: User, course: Course, lesson: Lesson) -> None:
    """Mark a lesson without questions as read.

    Completes the course if nothing is left to do in it. Raises `NotEnrolled`.
    """
    with transaction.atomic():
        enrolment = locked_enrolment(user, course)
        if not contents.of(lesson).questions:
            finish_lesson(enrolment, lesson)
        completion.complete_when_done(enrolment=enrolment)


def locked_enrolment(user: User, course: Course) -> Enrolment:
    """Return the enrolment, locked, so that two last answers at once finish a lesson only once."""
    try:
        return Enrolment.objects.select_for_update().get(user=user, course_key=course.key)
    except Enrolment.DoesNotExist as error:
        raise NotEnrolled from error


def finish_lesson(enrolment: Enrolment, lesson: Lesson) -> None:
    kept, _ = LessonProgress.objects.get_or_create(enrolment=enrolment, lesson_key=lesson.key)
    if kept.done_at is not None:
        return
    if kept.reopened:
        recount.take_back_reopened([enrolment.user_id], enrolment.course_key, lesson.key)
    kept.done_at = timezone.now()
    kept.reopened = ""
    kept.save(update_fields=["done_at", "reopened"])
