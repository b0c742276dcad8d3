"""Who says what they taught: each member for themselves, and no one else reads it."""

from django.db.models import QuerySet

from learning.models import Taught
from people.models import User


def taught_by(user: User) -> QuerySet[Taught]:
    return Taught.objects.filter(enrolment__user=user)
