"""Taking a place in a webinar, waiting for one, cancelling it."""

from django.db import transaction
from django.utils.translation import gettext_lazy

from people.aliases.names import own_name
from people.models import User
from people.notices.actions import take_back, tell_all
from people.privacy import events
from web.errors import Closed
from webinars import notices
from webinars.calendar.actions import put_back, take_out
from webinars.models import Registration, Webinar
from webinars.planning.permissions import webinars_visible_to


class WebinarClosed(Closed):
    """The webinar is over or was cancelled and can no longer be changed."""

    sentence = gettext_lazy("This webinar is over or was cancelled.")


@transaction.atomic
def register(*, user: User, webinar: Webinar, alias: str = "") -> Registration:
    """Give `user` a place, or a turn on the waiting list when all seats are taken.

    `alias` is the name that others read in the room. Without one, a random name is made, so that
    rooms cannot be linked with each other. A member who is already registered keeps their place and
    time, and a new alias replaces the old one. Raises `WebinarClosed`, or `NameTaken`. The row of
    the webinar is locked while places are counted and names compared, so that there are never more
    places than seats, and no name twice.
    """
    webinar = Webinar.objects.select_for_update().get(pk=webinar.pk)
    if not webinar.is_open:
        raise WebinarClosed
    mine = Registration.objects.filter(webinar=webinar, user=user).first()
    if mine is None:
        take_back([user.pk], kinds=[notices.OPEN_AGAIN], code=webinar.code)
        alias = own_name(alias, _others(webinar))
        state = Registration.State.REGISTERED if _free(webinar) else Registration.State.WAITING
        mine = Registration.objects.create(webinar=webinar, user=user, alias=alias, state=state)
        if mine.has_place:
            _put_into_calendars(webinar, [user.pk])
        events.record("register", actor=user, subject=webinar)
    elif alias and alias != mine.alias:
        mine.alias = own_name(alias, _others(webinar, except_for=mine))
        mine.save(update_fields=["alias"])
    return mine


def _others(webinar: Webinar, *, except_for: Registration | None = None) -> list[str]:
    """Return the names that others have in this webinar."""
    others = webinar.registrations.values_list("alias", flat=True)
    return list(others.exclude(pk=except_for.pk) if except_for else others)


@transaction.atomic
def withdraw(*, user: User, webinar: Webinar) -> None:
    """Give the member's place back; the first on the waiting list moves up. Repeating changes
    nothing."""
    webinar = Webinar.objects.select_for_update().get(pk=webinar.pk)
    mine = Registration.objects.filter(webinar=webinar, user=user).first()
    if mine is None:
        return
    mine.delete()
    take_back([user.pk], kinds=notices.OF_A_PLACE, code=webinar.code)
    if mine.has_place and not webinar.is_over:
        # Who does not see the page of the webinar finds the file in the list of webinars.
        is_seen = webinars_visible_to(user).filter(pk=webinar.pk).exists()
        kind = notices.WITHDRAWN if is_seen else notices.LOST
        take_out(webinar, user_ids=[user.pk], kind=kind, is_news=False)
    events.record("withdraw", actor=user, subject=webinar)
    move_up(webinar)


def move_up(webinar: Webinar) -> None:
    """Give free seats to the waiting list, in its order; the caller holds the webinar's lock."""
    free = _free(webinar)
    if not free or not webinar.is_open:
        return
    next_ones = list(webinar.registrations.waiting().values_list("pk", "user", "opaque_id")[:free])
    pks = [pk for pk, _, _ in next_ones]
    Registration.objects.filter(pk__in=pks).update(state=Registration.State.REGISTERED)
    _put_into_calendars(webinar, [user for _, user, _ in next_ones])
    for _, user, opaque_id in next_ones:
        # Keyed by registration, so that a member who waits twice is notified twice.
        tell_all([user], kind=notices.PLACE, key=opaque_id, subject_code=webinar.code)


def _free(webinar: Webinar) -> int:
    return max(0, webinar.seats - webinar.registrations.registered().count())


def _put_into_calendars(webinar: Webinar, user_ids: list[int]) -> None:
    """Take back that the places of these members, who have one again, were given up or lost."""
    kinds, untrue = notices.OUT_OF_CALENDARS, [notices.LOST, notices.WITHDRAWN]
    put_back(webinar, user_ids=user_ids, kinds=kinds, untrue=untrue)
