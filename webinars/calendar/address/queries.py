"""What a calendar fetches: the webinars that are a member's own."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from people.models import User
from people.roles.permissions import has_role
from people.roles.table import Role
from webinars import notices
from webinars.calendar.address.tokens import digest
from webinars.calendar.events import TakenOut
from webinars.calendar.queries import taken_out
from webinars.models import CalendarAddress, Registration, Webinar
from webinars.planning.permissions import webinars_visible_to

# What is over stays this long, so that a calendar that was off learns what was cancelled.
KEPT_FOR = timedelta(days=30)
# Far more than a member has; a file of as many has less than 100 kB, and 10 kB when it is packed.
MOST = 300


def address_of(user: User) -> CalendarAddress | None:
    """Return the address of `user`, or what is left of an ended one: a code, without `made_on`."""
    return CalendarAddress.objects.filter(user=user).first()


def owner_of(token: str) -> User | None:
    """Return the member whose address this is. No one where it was ended or renewed, and where its
    member is suspended or hidden, or no one has vouched for them. One query."""
    members = User.objects.active().filter(vouched_on__isnull=False)
    return members.filter(calendar_address__digest=digest(token)).first()


def own_webinars(user: User) -> tuple[list[Webinar], list[TakenOut]]:
    """Return the webinars in which `user` has a place or that they lead, cancelled ones included,
    from `KEPT_FOR` ago on, the first ones first and `MOST` at most; and those which were theirs, as
    long as these would not be over. Two queries, and that of `User.permissions`."""
    places = Registration.objects.registered().filter(user=user)
    theirs = Q(pk__in=places.values("webinar"))
    if has_role(user, Role.FACILITATOR):
        theirs |= Q(facilitator=user)
    found = webinars_visible_to(user).filter(theirs, starts_at__gt=timezone.now() - KEPT_FOR)
    own = list(found.order_by("starts_at", "pk")[:MOST])
    codes = {one.code for one in own}
    gone = [one for one in taken_out(user, kinds=notices.OUT_OF_CALENDARS) if one.code not in codes]
    return own, gone[:MOST]
