"""What each request reads about webinars with its member (see `web.declarations`)."""

from django.db.models import Exists, OuterRef

from webinars.models import Registration

HAS_REGISTERED = "has_registered"


def has_registered() -> Exists:
    """Whether the member is registered for a webinar, past or coming."""
    return Exists(Registration.objects.filter(user=OuterRef("pk")))


FACTS = {HAS_REGISTERED: has_registered}
