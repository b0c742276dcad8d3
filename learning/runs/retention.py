"""What is deleted about places in course runs, and when."""

from django.utils import timezone

from learning.models import RunPlace
from learning.runs.models import PLACES_KEPT_FOR


def forget_places() -> int:
    """Delete the places of runs that ended 30 days ago, and their names with them; return how many.
    Running it again changes nothing."""
    ended = timezone.now().date() - PLACES_KEPT_FOR
    deleted, _rows = RunPlace.objects.filter(run__ends_on__lt=ended).delete()
    return deleted
