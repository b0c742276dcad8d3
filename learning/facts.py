"""What each request reads about learning with its member (see `web.declarations`)."""

from django.db.models import OuterRef, Subquery

from learning.models import Recall

COMES_BACK_ON = "comes_back_on"


def comes_back_on() -> Subquery:
    """The first day on which a question comes back to the member, past or to come; none without."""
    waiting = Recall.objects.filter(user=OuterRef("pk"), due_on__isnull=False)
    return Subquery(waiting.order_by("due_on").values("due_on")[:1])


FACTS = {COMES_BACK_ON: comes_back_on}
