"""What each request reads about mentoring with its member (see `web.declarations`)."""

from django.db.models import Exists, OuterRef, Q

from mentorship.models import Pair

IN_A_PAIR = "in_a_pair"


def in_a_pair() -> Exists:
    """Whether the home page may show a pair: one is open, or ended before it began."""
    mine = Q(mentee=OuterRef("pk")) | Q(mentor=OuterRef("pk"))
    return Exists(Pair.objects.filter(mine, Q(ended_at=None) | Q(started_at=None)))


FACTS = {IN_A_PAIR: in_a_pair}
