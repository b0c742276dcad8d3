"""What is deleted about mentoring, and when."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from mentorship.models import Goal, Meeting, Pair, PairKey

# Six months.
NOTES_KEPT_FOR = timedelta(days=182)


@transaction.atomic
def forget_notes() -> int:
    """Delete goals and meetings of pairs that ended six months ago, with the keys that sealed them;
    return how many notes."""
    over = Pair.objects.filter(ended_at__lt=timezone.now() - NOTES_KEPT_FOR).values("pk")
    goals, _ = Goal.objects.filter(pair__in=over).delete()
    meetings, _ = Meeting.objects.filter(pair__in=over).delete()
    PairKey.objects.filter(pair__in=over).delete()
    return goals + meetings
