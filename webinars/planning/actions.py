"""Planning a webinar, changing it, cancelling it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning.models import CourseRun
from people.changes import make_once, write_changes
from people.models import Region, User
from people.privacy import events
from web.errors import Closed, TooMany
from webinars.models import Series, Webinar
from webinars.planning import consequences
from webinars.registration import actions as registration


class TooFewSeats(TooMany):
    """More people already have a place than there would be seats; `taken` says how many."""

    def __init__(self, taken: int) -> None:
        self.taken = taken
        super().__init__(
            ngettext(
                "%(n)d person already has a place. Give at least that many places.",
                "%(n)d people already have a place. Give at least that many places.",
                taken,
            )
            % {"n": taken}
        )


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a coordinator decides about a webinar; `starts_at` is UTC, made by
    `webinars.planning.moments.moment`."""

    title: str
    description: str
    series: Series | None
    region: Region | None
    starts_at: datetime
    minutes: int
    time_zone: str
    languages: list[str]
    seats: int
    facilitator: User | None
    run: CourseRun | None = None


@transaction.atomic
def schedule(*, by: User, key: UUID, plan: Plan) -> Webinar:
    """Plan a webinar. `key` is the form's own: sending it again returns the same webinar.

    The form's choices decide whether `by` may plan for that region.
    """
    columns = {**vars(plan), "created_by": by}
    webinar, is_new = make_once(Webinar, columns, by=by, key=key, event="schedule")
    if is_new:
        consequences.hand_over(webinar, None, by=by)
    return webinar


@transaction.atomic
def reschedule(*, by: User, webinar: Webinar, plan: Plan) -> Webinar:
    """Change a webinar; repeating it changes nothing. Returns the changed row.

    Everyone concerned is told, and places, reminders, calendar files and the open room follow
    (`webinars.planning.consequences`). New seats go to the waiting list. Raises `WebinarClosed`, or
    `TooFewSeats` when people would lose their places.
    """
    webinar = Webinar.objects.select_for_update().get(pk=webinar.pk)
    if not webinar.is_open:
        raise registration.WebinarClosed
    taken = webinar.registrations.registered().count()
    if plan.seats < taken:
        raise TooFewSeats(taken)
    replaced = write_changes(webinar, vars(plan), by=by, event="reschedule")
    if replaced:
        consequences.follow(webinar, replaced, by=by)
    return webinar


@transaction.atomic
def cancel(*, by: User, webinar: Webinar) -> Webinar:
    """Cancel a webinar; repeating changes nothing. Raises `Closed` once it is over."""
    webinar = Webinar.objects.select_for_update().get(pk=webinar.pk)
    if webinar.is_cancelled:
        return webinar
    if webinar.is_over:
        raise Closed(_("This webinar is over."))
    webinar.status = Webinar.Status.CANCELLED
    webinar.save()
    consequences.follow(webinar, {"status": Webinar.Status.PLANNED}, by=by)
    events.record("cancel", actor=by, subject=webinar)
    return webinar
