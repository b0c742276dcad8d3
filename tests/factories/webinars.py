"""Webinars, and places in them."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from people.models import User
from webinars.models import Registration, Webinar

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


def place(webinar: Webinar, user: User, *, alias: str = "Mango 100", **fields) -> Registration:
    """A registration of `user`, with a place unless `fields` says otherwise."""
    state = {"state": Registration.State.REGISTERED}
    return Registration.objects.create(
        webinar=webinar, user=user, alias=alias, **{**state, **fields}
    )
