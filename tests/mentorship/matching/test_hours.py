from datetime import UTC, datetime

import pytest

from mentorship.matching.hours import utc_hours
from mentorship.models import Profile

WINTER = datetime(2026, 1, 15, tzinfo=UTC)
SUMMER = datetime(2026, 7, 15, tzinfo=UTC)


def of_monday(hours: frozenset[int]) -> list[int]:
    return sorted(hour for hour in hours if hour < 24)


@pytest.mark.parametrize(
    ("time_zone", "at", "monday"),
    [
        ("UTC", WINTER, [18, 19, 20, 21]),
        ("Africa/Porto-Novo", WINTER, [17, 18, 19, 20]),
        ("Europe/Paris", WINTER, [17, 18, 19, 20]),
        ("Europe/Paris", SUMMER, [16, 17, 18, 19]),
        # Half an hour off: only whole hours count.
        ("Asia/Kolkata", WINTER, [13, 14, 15]),
        ("Asia/Kathmandu", WINTER, [13, 14, 15]),
        ("Nowhere/Renamed", WINTER, [18, 19, 20, 21]),
    ],
)
def test_hours_of_weekday_evenings(time_zone, at, monday):
    assert of_monday(utc_hours(["weekday_evening"], time_zone=time_zone, at=at)) == monday


def test_hours_cross_the_week():
    tokyo = utc_hours(["weekday_morning"], time_zone="Asia/Tokyo", at=WINTER)
    # Monday 8:00 in Tokyo is still Sunday 23:00 in UTC.
    assert sorted(tokyo)[:3] == [0, 1, 2]
    assert 167 in tokyo
    assert len(tokyo) == 20


def test_hours_of_weekend_are_two_days():
    assert sorted(utc_hours(["weekend_morning"], time_zone="UTC", at=WINTER)) == [
        *(128, 129, 130, 131),
        *(152, 153, 154, 155),
    ]


def test_hours_of_all_parts_do_not_overlap():
    hours = utc_hours(Profile.FreeTime.values, time_zone="UTC", at=WINTER)
    assert len(hours) == 7 * 12


def test_hours_of_unknown_or_repeated_keys():
    assert utc_hours(
        ["night", "weekday_morning", "weekday_morning"], time_zone="UTC", at=WINTER
    ) == (utc_hours(["weekday_morning"], time_zone="UTC", at=WINTER))
