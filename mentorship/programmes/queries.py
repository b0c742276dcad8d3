"""The programmes that reach a member."""

from django.db.models import Q, QuerySet

from mentorship.models import Programme
from people.models import User


def open_to(user: User) -> QuerySet[Programme]:
    """Programmes that take new pairs in the region of `user`: there, someone looks for a mentor for
    them. `mentorship.profiles.queries.at_home_in` says the same of a programme."""
    home = user.organisation.region_id if user.organisation else None
    return Programme.objects.filter(Q(region=None) | Q(region=home), is_open=True)
