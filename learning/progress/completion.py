"""Completing a course: all lessons done, all exercises accepted."""

from django.db import transaction
from django.utils import timezone

from learning import notices
from learning.catalogue import contents, outline
from learning.certificates import actions as certificates
from learning.models import CoursePage, Enrolment, LessonProgress, Submission
from people.notices.actions import tell
from people.privacy import events


def complete_when_done(*, enrolment: Enrolment) -> bool:
    """Complete the course when nothing is left to do; return whether it was completed just now.

    Every action that saves an answer, a reading or a review calls it, and so does the recount after
    an editor removed the last missing part of a course. Pages that only show never call it.

    The work to do is the same for all members, that of the source of each lesson: members who did
    the same work must get the same result even when a translation is out of date.
    """
    if enrolment.completed_at:
        return False
    course = outline.course(CoursePage.objects.live(), enrolment.course_key, language="")
    if course is None or not course.lessons:
        return False
    done = LessonProgress.objects.filter(enrolment=enrolment).exclude(done_at=None)
    if not {lesson.key for lesson in course.lessons} <= set(
        done.values_list("lesson_key", flat=True)
    ):
        return False
    accepted = Submission.objects.filter(enrolment=enrolment, state=Submission.State.ACCEPTED)
    parts = contents.of_all(course.lessons).values()
    if not {exercise.id for part in parts for exercise in part.exercises} <= set(
        accepted.values_list("exercise_id", flat=True)
    ):
        return False
    return _complete(enrolment)


def _complete(enrolment: Enrolment) -> bool:
    now = timezone.now()
    with transaction.atomic():
        # A conditional update, so that only one of two at once issues the certificate.
        if not Enrolment.objects.open().filter(pk=enrolment.pk).update(completed_at=now):
            return False
        enrolment.completed_at = now
        certificates.issue(enrolment=enrolment, on=now.date())
        tell(
            enrolment.user,
            kind=notices.COURSE_COMPLETED,
            key=str(enrolment.course_key),
            subject_code=enrolment.course_key,
        )
        events.record("complete", actor=enrolment.user, subject=enrolment)
    return True
