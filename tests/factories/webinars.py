"""Webinars, and places in them."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from people.models import User
from webinars.models import Registration, Series, Webinar
from webinars.planning.series.rule import Rhythm, Rule

_numbers = count(1)


def webinar(side=None, *, starts_in: timedelta = timedelta(days=2), **fields) -> Webinar:
    """A webinar of that side's region, led by its facilitator; of all regions without a side."""
    mark = side.region.key if side else "all"
    number = next(_numbers)
    planned = {
        "title": f"{mark} webinar {number} canary",
        "description": f"{mark} description {number} canary",
        "region": side.region if side else None,
        "facilitator": side.facilitator if side else None,
        "created_by": side.coordinator if side else None,
        "starts_at": timezone.now() + starts_in,
        "minutes": 60,
        "time_zone": "Africa/Porto-Novo",
        "languages": ["fr", "en"],
        "seats": 3,
    }
    return Webinar.objects.create(**{**planned, **fields})


def repeating(webinar: Webinar) -> Webinar:
    """Make the webinar the first date of a series that takes place each week, four times."""
    there = webinar.starts_at.astimezone(webinar.planning_zone)
    rule = Rule(rhythm=Rhythm.WEEKLY, times=4)
    webinar.series = Series.objects.create(
        title=webinar.title,
        region=webinar.region,
        created_by=webinar.created_by,
        rule=rule.text(there.date()),
        since=there.date(),
        clock=there.time().replace(second=0, microsecond=0),
        time_zone=webinar.time_zone,
    )
    webinar.recurs_on = there.date()
    webinar.save()
    return webinar


def place(webinar: Webinar, user: User, *, alias: str = "Mango 100", **fields) -> Registration:
    """A registration of `user`, with a place unless `fields` says otherwise."""
    state = {"state": Registration.State.REGISTERED}
    return Registration.objects.create(
        webinar=webinar, user=user, alias=alias, **{**state, **fields}
    )
