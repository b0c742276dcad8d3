"""The hour of each date stays on the clock of its zone, also on nights on which clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from people.time_zones import TIME_ZONES
from webinars.planning.series.rule import Rhythm, Rule
from webinars.planning.series.steps import Repeat, What, first_steps

zones = st.sampled_from([name for name, _words in TIME_ZONES])
clocks = st.times().map(lambda one: one.replace(second=0, microsecond=0, fold=0))


def _moments(day: date, clock: time, zone: ZoneInfo) -> list[datetime]:
    """Each minute of UTC at which the clock of the zone shows this time on this day, found by
    looking at the clock."""
    naive = datetime.combine(day, clock)
    offsets = {
        (naive.replace(tzinfo=UTC) + timedelta(hours=by)).astimezone(zone).utcoffset()
        for by in range(-48, 49, 6)
    }
    found = {(naive - offset).replace(tzinfo=UTC) for offset in offsets if offset is not None}
    return sorted(at for at in found if at.astimezone(zone).replace(tzinfo=None) == naive)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(zones, clocks, st.dates(date(2026, 1, 1), date(2035, 1, 1)), st.sampled_from(Rhythm))
def test_clock_shows_the_hour_on_each_date(name, clock, first, rhythm):
    repeat = Repeat(rule=Rule(rhythm=rhythm, times=20), since=first, clock=clock, time_zone=name)
    zone = ZoneInfo(name)
    for step in first_steps(repeat):
        moments = _moments(step.day, clock, zone)
        assert step.starts_at == next(iter(moments), None)
        assert len(step.notes) == (0 if len(moments) == 1 else 1)


SKIPPED, ONCE, TWICE = (What.SKIPPED, 1), (What.NEW, 0), (What.NEW, 1)


@pytest.mark.parametrize(
    ("zone", "first", "clock", "on_the_night"),
    [
        ("Europe/Paris", date(2027, 3, 21), time(2, 30), SKIPPED),
        ("Europe/Paris", date(2027, 10, 24), time(2, 30), TWICE),
        ("Africa/Cairo", date(2027, 4, 23), time(0, 30), SKIPPED),
        ("Africa/Cairo", date(2027, 10, 21), time(23, 30), TWICE),
        ("Australia/Lord_Howe", date(2027, 9, 26), time(2, 15), SKIPPED),
        ("Australia/Lord_Howe", date(2027, 3, 28), time(1, 45), TWICE),
        ("America/Santiago", date(2027, 8, 29), time(0, 30), SKIPPED),
        ("America/Santiago", date(2027, 3, 27), time(23, 30), TWICE),
        ("America/New_York", date(2027, 3, 7), time(2, 30), SKIPPED),
        ("America/New_York", date(2027, 10, 31), time(1, 30), TWICE),
    ],
)
def test_nights_on_which_clocks_change(zone, first, clock, on_the_night):
    repeat = Repeat(
        rule=Rule(rhythm=Rhythm.WEEKLY, times=3), since=first, clock=clock, time_zone=zone
    )
    found = [(step.what, len(step.notes)) for step in first_steps(repeat)]
    assert found == [ONCE, on_the_night, ONCE]
