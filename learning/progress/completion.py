"""Completing a course: everything is done that its editor asks for."""

from django.db import transaction
from django.utils import timezone

from learning import notices
from learning.catalogue import contents, outline
from learning.certificates import actions as certificates
from learning.models import CoursePage, Enrolment
from learning.progress import rules
from learning.progress.queries import standing_of
from people.notices.actions import tell
from people.privacy import events


def complete_when_done(*, enrolment: Enrolment) -> bool:
    """Complete the course when nothing is left to do; return whether it was completed just now.

    Every action that saves an answer, a reading, a review or that a member taught the course calls
    it, and so does the recount after an editor removed the last missing part of a course, or asks
    for less. Pages that only show never call it.

    The work to do is the same for all members, that of the source of each lesson: members who did
    the same work must get the same result even when a translation is out of date. A lesson that was
    taken down in one language is asked of no one.
    """
    if enrolment.completed_at:
        return False
    course = outline.course(CoursePage.objects.live(), enrolment.course_key, language="")
    if course is None or not course.lessons:
        return False
    standing = standing_of(enrolment)
    # Most often a lesson is left, and then no content has to be read.
    if standing.count_done(course) < len(course.lessons):
        return False
    parts = contents.of_all(course.lessons)
    if any(need.left for need in rules.needs(course, parts, standing)):
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
