"""Making, renewing and ending the address at which a calendar fetches a member's webinars."""

from collections.abc import Collection
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import User
from people.privacy import events
from people.privacy.register import Loss
from web.errors import Closed
from webinars.calendar.address import tokens
from webinars.models import CalendarAddress


class AddressChanged(Closed):
    """The page speaks of an address that is not the member's any more."""

    sentence = _("You changed your calendar address meanwhile. Nothing was changed now.")


@transaction.atomic
def make(*, user: User, key: UUID, instead: UUID | None = None) -> str:
    """Give `user` a new address, and return its secret part, which is shown only now.

    `key` is the form's own: sending the form again returns the same and changes nothing. `instead`
    is the code that its page showed: of the address that stops working at once, or of an ended one;
    None where there was none yet. Raises `AddressChanged` where the member has another code now.
    """
    # Locked, because a member without an address has no row of it to lock.
    owner = User.objects.select_for_update().get(pk=user.pk)
    # Hidden or suspended since the request began: it would be there when they come back.
    if not owner.is_active:
        raise AddressChanged
    token = tokens.token_for(user, key=key, instead=instead)
    kept = tokens.digest(token)
    # Locked too, because `_end` locks nothing else.
    mine = CalendarAddress.objects.select_for_update().filter(user=user).first()
    if mine is not None and mine.digest == kept:
        return token
    if instead != (mine.code if mine else None):
        raise AddressChanged
    values = {"code": uuid4(), "digest": kept, "made_on": timezone.localdate()}
    CalendarAddress.objects.update_or_create(user=user, defaults=values)
    events.record("make_calendar_address", actor=user)
    return token


@transaction.atomic
def end(*, user: User) -> None:
    """End the address of `user` at once; without one this changes nothing."""
    if _end(CalendarAddress.objects.filter(user=user)):
        events.record("end_calendar_address", actor=user)


def end_of_the_absent(loss: Loss) -> None:
    """End the addresses of members who hide or were suspended, as their sessions end: who is
    watched may not be the only one who has it."""
    gone = User.objects.filter(pk__in=loss.members, is_active=False)
    _end(CalendarAddress.objects.filter(user__in=gone))


def end_when_shut_out(user_ids: Collection[int] | None) -> None:
    """End the addresses of these members, or of all (None), of whom someone else may have them."""
    found = CalendarAddress.objects.all()
    _end(found if user_ids is None else found.filter(user__in=user_ids))


def _end(addresses: QuerySet[CalendarAddress]) -> int:
    """End those that work, and return how many did; call it in a transaction."""
    working = addresses.filter(digest__isnull=False).order_by("pk")
    ended = list(working.select_for_update(of=("self",)))
    for one in ended:
        one.code, one.digest, one.made_on = uuid4(), None, None
    fields = ["code", "digest", "made_on"]
    return CalendarAddress.objects.bulk_update(ended, fields, batch_size=500)
