"""Whose exercises a member reads: their own. Mentors: see `mentorship.reviews.permissions`."""

from django.db.models import QuerySet

from learning.models import Submission
from people.models import User


def submissions_written_by(user: User) -> QuerySet[Submission]:
    """Their own work and no one else's; mentors have their own rule, one app up."""
    return Submission.objects.filter(enrolment__user=user)
