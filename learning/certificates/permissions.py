"""Whose certificates someone may print."""

from django.db.models import QuerySet

from learning.models import Certificate
from people.models import User


def certificates_of(user: User) -> QuerySet[Certificate]:
    """The certificates of `user` that are valid, whatever became of their courses."""
    own = Certificate.objects.filter(enrolment__user=user, revoked_at=None)
    return own.select_related("enrolment")
