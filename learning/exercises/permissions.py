"""Members read their own exercises; `mentorship.reviews.permissions` says who else may."""

from django.db.models import QuerySet

from learning.models import Attachment, Submission
from people.models import User


def submissions_written_by(user: User) -> QuerySet[Submission]:
    """The user's own work and no one else's."""
    mine = Submission.objects.filter(enrolment__user=user)
    return mine.select_related("enrolment__user__key")


def attachments_added_by(user: User) -> QuerySet[Attachment]:
    """The files of the user's own work, with what opens them."""
    mine = Attachment.objects.filter(submission__enrolment__user=user)
    return mine.select_related("submission__enrolment__user__key")
