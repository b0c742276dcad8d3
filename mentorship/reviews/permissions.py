"""Whose work a mentor may read and review."""

from django.db.models import QuerySet

from learning.models import Submission
from mentorship.pairs.permissions import pairs_mentored_by
from people.models import User


def submissions_reviewable_by(user: User) -> QuerySet[Submission]:
    """Work handed in by the present mentees of `user`."""
    return Submission.objects.exclude(state=Submission.State.DRAFT).filter(
        enrolment__user__in=pairs_mentored_by(user).live().values("mentee")
    )
