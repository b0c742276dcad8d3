"""Whose certificates someone may print and withdraw."""

from django.db.models import QuerySet

from learning.models import Certificate
from people.models import User


def certificates_of(user: User) -> QuerySet[Certificate]:
    """The certificates of `user`, also those that they withdrew and whatever became of their
    courses; the last one of a course is the one that counts."""
    own = Certificate.objects.filter(enrolment__user=user).order_by("pk")
    return own.select_related("enrolment__user")
