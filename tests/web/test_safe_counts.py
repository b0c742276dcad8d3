"""Small numbers are people."""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import region
from learning.overview import Participation
from web.reading.safe_counts import HIDDEN, Count, safe_count, safe_parts


@pytest.mark.parametrize(
    ("people", "organisations", "expected"),
    [
        (0, 9, HIDDEN),
        (9, 9, HIDDEN),
        (10, 4, HIDDEN),
        (10, 5, Count(10)),
        (12, 5, Count(10)),
        (13, 5, Count(15)),
        (104, 20, Count(105)),
    ],
)
def test_safe_count(people, organisations, expected):
    assert safe_count(people, organisations=organisations) == expected


def test_a_single_hidden_part_takes_the_next_smallest_with_it():
    assert safe_parts([(4, 5), (20, 5), (50, 9)]) == [HIDDEN, HIDDEN, Count(50)]


def test_an_empty_part_hides_nothing_else():
    assert safe_parts([(0, 0), (20, 5)]) == [HIDDEN, Count(20)]


parts = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 12)), min_size=1, max_size=8)


@given(parts)
def test_no_part_of_fewer_than_ten_people_is_ever_shown(rows):
    for (people, organisations), count in zip(rows, safe_parts(rows), strict=True):
        if people < 10 or organisations < 5:
            assert count is HIDDEN
        if not count.is_hidden:
            assert count.shown % 5 == 0


@given(parts)
def test_no_hidden_part_can_be_had_by_subtracting_the_others_from_the_whole(rows):
    counts = safe_parts(rows)
    hidden = [people for (people, _), count in zip(rows, counts, strict=True) if count.is_hidden]
    assert (
        sum(people > 0 for people in hidden) != 1
        or len(rows) == 1
        or all(count.is_hidden for count in counts)
    )


def published(people: int, done: int, organisations: int) -> tuple[Count, Count]:
    """Return what a coordinator reads of a course that `people` take and `done` completed; the
    same of one that `done` taught."""
    figures = region.safe_figures(
        Participation(
            title="A course",
            language="en",
            enrolled=people,
            completed=done,
            organisations=organisations,
            completed_organisations=organisations,
            open_organisations=organisations,
            passed_on=done,
            passed_on_organisations=organisations,
            rest_organisations=organisations,
        )
    )
    assert figures.taught == figures.completed
    return figures.enrolled, figures.completed


def test_reader_who_knows_the_rules_learns_no_small_number():
    """Every course of up to 80 people, not a sample, grouped by what is published."""
    alike = defaultdict(set)
    for people in range(81):
        for done in range(people + 1):
            for organisations in (4, 5):
                alike[published(people, done, organisations)].add((done, people - done))
    pinned = [
        numbers
        for worlds in alike.values()
        for numbers in (set(part) for part in zip(*worlds, strict=True))
        if max(numbers) < 10 and numbers != {0}
    ]
    assert sum(map(len, alike.values())) > 3_000
    assert pinned == []
