"""The dates of a series that are a member's own."""

from people.models import User
from webinars import notices
from webinars.calendar.events import TakenOut
from webinars.calendar.queries import taken_out
from webinars.models import Registration, Series, Webinar
from webinars.planning.permissions import can_lead, webinars_visible_to


def own_dates(series: Series, user: User) -> list[Webinar]:
    """Return the webinars of the series that are not over and in which `user` has a place, or that
    they lead; cancelled ones included. Two queries."""
    places = Registration.objects.registered().filter(user=user, webinar__series=series)
    placed = set(places.values_list("webinar", flat=True))
    found = webinars_visible_to(user).filter(series=series).not_over()
    return [one for one in found if one.pk in placed or can_lead(user, one)]


def dates_taken_out(series: Series, user: User, *, own: list[Webinar]) -> list[TakenOut]:
    """Return the webinars of the series that were theirs and may still be in their calendar. Two
    queries."""
    theirs = {one.code for one in own}
    codes = set(series.webinars.values_list("code", flat=True)) - theirs
    gone = taken_out(user, kinds=notices.OUT_OF_CALENDARS)
    return [event for event in gone if event.code in codes]
