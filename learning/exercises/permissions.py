"""Members read their own exercises; `mentorship.reviews.permissions` says who else may."""

from django.db.models import QuerySet

from learning.models import Submission
from people.models import User


def submissions_written_by(user: User) -> QuerySet[Submission]:
    """The user's own work and no one else's."""
    mine = Submission.objects.filter(enrolment__user=user)
    return mine.select_related("enrolment__user__key")
