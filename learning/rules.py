"""Who may read which course, said once: a question about one course, or a filter for many."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from wagtail.query import PageQuerySet

from learning.models import CoursePage, Submission
from people.models import User
from people.rules import is_member

Access = CoursePage.Access


def levels(user: User | AnonymousUser) -> set[str]:
    """Return the kinds of access that are open to `user`: strangers, and who still waits for her
    vouch, read open courses only."""
    return {Access.OPEN, Access.MEMBERS} if is_member(user) else {Access.OPEN}


def visible_courses(user: User | AnonymousUser) -> PageQuerySet:
    """Published courses that `user` may read, in all their languages."""
    return CoursePage.objects.live().filter(access__in=levels(user))


def may_read(user: User | AnonymousUser, course: CoursePage) -> bool:
    """Whether `user` may read this translation of the course."""
    return course.live and course.access in levels(user)


def own_submissions(user: User) -> QuerySet[Submission]:
    """Her own work and nobody else's; mentors have their own rule, one floor up."""
    return Submission.objects.filter(enrolment__user=user)
