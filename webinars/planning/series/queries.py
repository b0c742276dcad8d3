"""What is read before a series is planned or changed: its webinars, and others at the same time."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from people.models import Region, User
from webinars.models import Webinar, WebinarQuerySet
from webinars.planning.models import earliest_not_over
from webinars.planning.permissions import webinars_managed_by, webinars_visible_to
from webinars.planning.series.steps import Step


def rows_from(webinar: Webinar, *, by: User) -> WebinarQuerySet:
    """Return the webinars of the rule from this one on, also cancelled ones, that `by` manages."""
    managed = webinars_managed_by(by)
    return managed.filter(series=webinar.series_id, recurs_on__gte=webinar.recurs_on)


def days_of_others(webinar: Webinar, *, by: User) -> set[date]:
    """Return the days of the rule, from this webinar on, whose webinar `by` does not manage: one
    that was given to another region. One query."""
    others = Webinar.objects.filter(series=webinar.series_id, recurs_on__gte=webinar.recurs_on)
    others = others.exclude(pk__in=webinars_managed_by(by).order_by().values("pk"))
    return {*others.values_list("recurs_on", flat=True)}  # type: ignore[arg-type]


def slot_before(webinar: Webinar) -> date | None:
    """Return the day of the rule of the webinar before this one in its series, of any region.
    One query."""
    before = Webinar.objects.filter(series=webinar.series_id, recurs_on__lt=webinar.recurs_on)
    return before.order_by("-recurs_on").values_list("recurs_on", flat=True).first()


def note_clashes(
    steps: Sequence[Step],
    *,
    region: Region | None,
    facilitator: User | None,
    minutes: int,
    by: User,
) -> None:
    """Note on each date that takes place, `minutes` long, which other webinar for the region is at
    the same time, and whether the facilitator leads another one then. Two queries."""
    hours = [step.starts_at for step in steps if step.starts_at and step.takes_place]
    if not hours:
        return
    own = {step.webinar.pk for step in steps if step.webinar}
    near = Webinar.objects.planned().filter(
        starts_at__gt=earliest_not_over(min(hours)),
        starts_at__lt=max(hours) + timedelta(minutes=minutes),
    )
    near = near.exclude(pk__in=own).order_by("starts_at", "pk")
    here = near.filter(Q(region=None) | Q(region=region)).order_by()
    seen = list(webinars_visible_to(by).filter(pk__in=here.values("pk")))
    led = list(near.filter(facilitator=facilitator)) if facilitator else []
    length = timedelta(minutes=minutes)
    for step in steps:
        if step.starts_at and step.takes_place:
            step.notes += _notes(step.starts_at, step.starts_at + length, seen, led)


def _notes(
    start: datetime, end: datetime, seen: Sequence[Webinar], led: Sequence[Webinar]
) -> list[str]:
    notes = [
        _("At the same time: %(title)s.") % {"title": one.title}
        for one in seen
        if _is_between(one, start, end)
    ]
    if any(_is_between(one, start, end) for one in led):
        notes.append(_("The facilitator leads another webinar then."))
    return notes


def _is_between(webinar: Webinar, start: datetime, end: datetime) -> bool:
    return webinar.starts_at < end and start < webinar.ends_at
