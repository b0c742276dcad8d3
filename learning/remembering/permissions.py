"""Whose questions come back: each member's own, and no one else ever sees that they do."""

from django.db.models import QuerySet

from learning.models import Recall
from people.models import User


def recalls_of(user: User) -> QuerySet[Recall]:
    return Recall.objects.filter(user=user)
