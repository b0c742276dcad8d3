"""What the pages of one work read besides it."""

from django.db.models import Prefetch, QuerySet

from learning.models import Attachment, Submission


def with_what_belongs(found: QuerySet[Submission]) -> QuerySet[Submission]:
    """Let `found` bring its reviews and its files, these without what is in them: two queries."""
    files = Prefetch("attachments", Attachment.objects.defer("content"))
    return found.prefetch_related("reviews", files)
