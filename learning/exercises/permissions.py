"""Whose exercises a member reads: their own. Mentors: see `mentorship.reviews.permissions`."""

from django.db.models import QuerySet

from learning.models import Submission
from people.models import User


def submissions_of(user: User) -> QuerySet[Submission]:
    """Her own work and nobody else's; mentors have their own rule, one floor up."""
    return Submission.objects.filter(enrolment__user=user)
