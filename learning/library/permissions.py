"""Who finds which guides of the library."""

from django.db.models import Q, QuerySet

from learning.models import GuidePage
from people.models import User, networks_above


def reaching(user: User, prefix: str = "") -> Q:
    """Guides for all members, and those of a network above the organisation of `user`. `prefix`
    leads to the guide, such as “guidepage__”."""
    for_all = Q(**{f"{prefix}network": None})
    if user.organisation_id is None:
        return for_all
    return for_all | Q(**{f"{prefix}network__in": networks_above(user.organisation_id)})


def guides_visible_to(user: User) -> QuerySet[GuidePage]:
    """Published guides that `user`, a member, may find, in all their languages."""
    return GuidePage.objects.live().filter(reaching(user))
