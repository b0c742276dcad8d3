"""Taking a course."""

from uuid import UUID

from django.db import transaction

from learning.models import Enrolment
from people import events
from people.models import User


def enrol(*, user: User, course_key: UUID) -> Enrolment:
    """Let `user` take the course; asking again gives the enrolment she has.

    Whether she may read the course is the caller's to ask (`rules.visible_courses`).
    """
    with transaction.atomic():
        enrolment, is_new = Enrolment.objects.get_or_create(user=user, course_key=course_key)
        if is_new:
            events.record("enrol", actor=user, subject=enrolment)
    return enrolment
