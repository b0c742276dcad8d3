"""The days of a rule, against a walk through the calendar that knows no rule."""

from calendar import monthrange
from datetime import date, timedelta
from itertools import count

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import vRecur

from webinars.planning.series.rule import MOST_DATES, Rhythm, Rule, days_of, in_words, week_of

days = st.dates(date(2026, 1, 1), date(2040, 12, 31))
ends = st.one_of(
    st.integers(2, MOST_DATES).map(lambda times: {"times": times}),
    st.integers(1, 730).map(lambda ahead: {"ahead": ahead}),
)

# On a busy machine, what is drawn first may take a second.
TIME_DOES_NOT_COUNT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def plans(draw):
    """A first day and a rule that fits it."""
    first, end = draw(days), draw(ends)
    rhythms = [one for one in Rhythm if one != Rhythm.MONTHLY_LAST or _is_last_week(first)]
    rhythm = draw(st.sampled_from(rhythms))
    if "ahead" in end:
        return first, Rule(rhythm=rhythm, until=first + timedelta(days=end["ahead"]))
    return first, Rule(rhythm=rhythm, **end)


def _is_last_week(day: date) -> bool:
    return day.day + 7 > monthrange(day.year, day.month)[1]


def _happens(rhythm: Rhythm, first: date, day: date) -> bool:
    """Whether the series takes place on a day, said without a rule."""
    is_weekday = day.weekday() == first.weekday()
    match rhythm:
        case Rhythm.WEEKLY:
            return (day - first).days % 7 == 0
        case Rhythm.FORTNIGHTLY:
            return (day - first).days % 14 == 0
        case Rhythm.MONTHLY:
            return is_weekday and week_of(day) == week_of(first)
        case Rhythm.MONTHLY_LAST:
            return is_weekday and _is_last_week(day)
        case Rhythm.MONTHLY_DAY:
            return day.day == first.day


def _walked(first: date, rule: Rule) -> list[date]:
    found: list[date] = []
    for number in count():
        day = first + timedelta(days=number)
        if rule.until is not None and day > rule.until:
            return found
        if len(found) == (rule.times or MOST_DATES + 1):
            return found
        if _happens(rule.rhythm, first, day):
            found.append(day)
    return found


@TIME_DOES_NOT_COUNT
@given(plans())
def test_days_are_those_of_a_walk_through_the_calendar(plan):
    first, rule = plan
    assert days_of(rule.text(first), first=first) == _walked(first, rule)


@TIME_DOES_NOT_COUNT
@given(plans())
def test_rule_is_read_as_it_was_written(plan):
    first, rule = plan
    text = rule.text(first)
    assert Rule.read(text) == rule
    # As the library for calendar files reads and writes it.
    assert vRecur.from_ical(vRecur.from_ical(text).to_ical().decode()) == vRecur.from_ical(text)


MONDAY, FIFTH, FIRST = date(2027, 2, 22), date(2027, 1, 29), date(2027, 5, 1)


@pytest.mark.parametrize(
    ("first", "rule", "text", "words"),
    [
        (
            MONDAY,
            Rule(rhythm=Rhythm.WEEKLY, times=8),
            "FREQ=WEEKLY;BYDAY=MO;COUNT=8",
            "every Monday, 8 times",
        ),
        (
            MONDAY,
            Rule(rhythm=Rhythm.FORTNIGHTLY, until=date(2027, 6, 1)),
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;UNTIL=20270601",
            "every other Monday, until 1 June 2027",
        ),
        (
            MONDAY,
            Rule(rhythm=Rhythm.MONTHLY, times=3),
            "FREQ=MONTHLY;BYDAY=4MO;COUNT=3",
            "on the fourth Monday of each month, 3 times",
        ),
        (
            FIFTH,
            Rule(rhythm=Rhythm.MONTHLY_LAST, times=3),
            "FREQ=MONTHLY;BYDAY=-1FR;COUNT=3",
            "on the last Friday of each month, 3 times",
        ),
        (
            FIFTH,
            Rule(rhythm=Rhythm.MONTHLY_DAY, times=3),
            "FREQ=MONTHLY;BYMONTHDAY=29;COUNT=3",
            "on day 29 of each month, 3 times",
        ),
        (
            FIRST,
            Rule(rhythm=Rhythm.MONTHLY_DAY, times=1),
            "FREQ=MONTHLY;BYMONTHDAY=1;COUNT=1",
            "on the first day of each month, 1 time",
        ),
    ],
)
def test_rule_and_its_words(first, rule, text, words):
    with translation.override("en"):
        assert (rule.text(first), in_words(text)) == (text, words)


def test_months_without_that_day_have_none():
    text = Rule(rhythm=Rhythm.MONTHLY_DAY, times=3).text(date(2027, 1, 31))
    found = days_of(text, first=date(2027, 1, 31))
    assert found == [date(2027, 1, 31), date(2027, 3, 31), date(2027, 5, 31)]


def test_text_that_is_no_rule_is_said_as_it_is():
    assert [in_words(text) for text in ("", "Other words", "FREQ=YEARLY;BYDAY=MO")] == [
        *("", "Other words", "FREQ=YEARLY;BYDAY=MO")
    ]
