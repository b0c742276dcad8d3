"""Who reads work that was done together: its writer, and those who typed its code.

No one else is shown who they are: the writer reads how many typed the code, they read the work and
its reviews, and neither reads a pseudonym.
"""

from django.db.models import Q, QuerySet

from learning.models import Attachment, Submission
from people.models import User

# While the writer changes it, the work is theirs alone, as before it was handed in. Of someone who
# is suspended or has hidden their account, no one reads anything.
READABLE = (Submission.State.SENT, Submission.State.ACCEPTED)


def works_shared_with(user: User) -> QuerySet[Submission]:
    """Work of others whose code `user` typed; what it says only while it `is_readable`."""
    shared = Submission.objects.filter(together__partners__enrolment__user=user)
    return shared.select_related("enrolment__user__key")


def is_readable(work: Submission) -> bool:
    return work.state in READABLE and are_reviews_readable(work)


def are_reviews_readable(work: Submission) -> bool:
    """Whether what others said about it is; also while it is changed."""
    return work.enrolment.user.is_active


def attachments_shared_with(user: User) -> QuerySet[Attachment]:
    """Files of work that `user` may read as one who did it together with its writer."""
    mine = Q(submission__together__partners__enrolment__user=user)
    is_there = Q(submission__state__in=READABLE, submission__enrolment__user__is_active=True)
    found = Attachment.objects.filter(mine, is_there)
    return found.select_related("submission__enrolment__user__key")
