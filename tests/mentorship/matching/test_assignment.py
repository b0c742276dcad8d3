from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorship.matching.assignment import assign, best_total


@st.composite
def tables(draw, rows=12, columns=8):
    """A table of scores with forbidden pairs, and capacities that are sometimes 0."""
    width = draw(st.integers(0, columns))
    cell = st.one_of(st.none(), st.integers(0, 100), st.integers(0, 3))
    row = st.lists(cell, min_size=width, max_size=width)
    capacities = st.lists(st.integers(0, 3), min_size=width, max_size=width)
    return draw(st.lists(row, max_size=rows)), draw(capacities)


def value(scores, given_columns):
    """Return what the aims weigh, in their order: rows served, worst pair, total."""
    used = [scores[row][column] for row, column in enumerate(given_columns) if column is not None]
    return len(used), min(used, default=0), sum(used)


def is_allowed(scores, capacities, given_columns):
    """Return whether no pair is forbidden and no column is too full."""
    pairs = [(row, column) for row, column in enumerate(given_columns) if column is not None]
    return all(scores[row][column] is not None for row, column in pairs) and all(
        given_columns.count(column) <= capacity for column, capacity in enumerate(capacities)
    )


def best_by_trying_all(scores, capacities):
    every = product([None, *range(len(capacities))], repeat=len(scores))
    return max(
        value(scores, columns) for columns in every if is_allowed(scores, capacities, columns)
    )


def at_least(scores, lowest):
    return [
        [cell if cell is not None and cell >= lowest else None for cell in row] for row in scores
    ]


def judge(scores, capacities):
    """Return (rows served, total) by SciPy, which knows neither capacity nor forbidden pairs."""
    from scipy.optimize import linear_sum_assignment

    seats = [column for column, places in enumerate(capacities) for _ in range(places)]
    if not seats or not scores:
        return 0, 0
    bonus = 100 * len(scores) + 1
    profit = [[0 if row[seat] is None else bonus + row[seat] for seat in seats] for row in scores]
    rows, columns = linear_sum_assignment(profit, maximize=True)
    used = [
        scores[row][seats[column]]
        for row, column in zip(rows, columns, strict=True)
        if scores[row][seats[column]] is not None
    ]
    return len(used), sum(used)


def test_assign_highest_total_would_drop_a_mentee():
    assert assign([[100, 30], [60, None]], [1, 1]) == [1, 0]


def test_assign_worst_pair_goes_before_total():
    scores = [[100, 40], [60, 20]]
    assert best_total(scores, [1, 1]) == [0, 1]
    assert assign(scores, [1, 1]) == [1, 0]


def test_assign_total_decides_where_worst_pair_is_the_same():
    assert assign([[10, 10, None], [90, 20, None], [None, None, 10]], [1, 1, 1]) == [1, 0, 2]


def test_assign_row_without_any_column_is_left_out():
    assert assign([[None, None], [7, None]], [1, 1]) == [None, 0]


def test_assign_column_takes_as_many_as_it_has_places():
    assert assign([[5], [9], [7]], [2]) == [None, 0, 0]


def test_assign_score_zero_is_still_a_pair():
    assert assign([[0]], [1]) == [0]


@pytest.mark.parametrize(
    ("scores", "capacities", "expected"),
    [([], [], []), ([], [2], []), ([[], []], [], [None, None]), ([[5]], [0], [None])],
)
def test_assign_empty_input(scores, capacities, expected):
    assert assign(scores, capacities) == expected


@pytest.mark.parametrize(
    ("scores", "capacities"), [([[1]], [-1]), ([[-1]], [1]), ([[1]], [1, 1]), ([[1, 2]], [1])]
)
def test_assign_bad_input_is_refused(scores, capacities):
    with pytest.raises(ValueError, match=r"A capacity|Each row|A score"):
        assign(scores, capacities)


def test_assign_long_chain_of_exchanges():
    # Row 0 could take any place; each later row moves everyone before it one place on.
    size = 150
    scores = [[None] * size for _ in range(size)]
    for row in range(size):
        scores[row][size - 1 - row] = 1
        if row:
            scores[row][size - row] = 100
    assert value(scores, assign(scores, [1] * size)) == (size, 1, size)


@settings(deadline=None, max_examples=150)
@given(tables())
def test_assign_never_forbidden_never_overfull(table):
    scores, capacities = table
    for solve in (assign, best_total):
        assert is_allowed(scores, capacities, solve(scores, capacities))


@settings(deadline=None, max_examples=150)
@given(tables())
def test_best_total_agrees_with_scipy(table):
    scores, capacities = table
    served, _worst, total = value(scores, best_total(scores, capacities))
    assert (served, total) == judge(scores, capacities)


@settings(deadline=None, max_examples=150)
@given(tables())
def test_assign_above_the_lowest_reached_score_agrees_with_scipy(table):
    scores, capacities = table
    served, worst, total = value(scores, assign(scores, capacities))
    assert served == judge(scores, capacities)[0]
    assert (served, total) == judge(at_least(scores, worst), capacities)
    assert served == 0 or judge(at_least(scores, worst + 1), capacities)[0] < served


@settings(deadline=None, max_examples=150)
@given(tables(rows=4, columns=4))
def test_assign_is_best_of_all_possibilities(table):
    scores, capacities = table
    assert value(scores, assign(scores, capacities)) == best_by_trying_all(scores, capacities)


@settings(deadline=None)
@given(tables())
def test_assign_gives_the_same_twice(table):
    assert assign(*table) == assign(*table)


@settings(deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_assign_order_of_rows_and_columns_does_not_change_the_value(table, random):
    scores, capacities = table
    rows, columns = list(range(len(scores))), list(range(len(capacities)))
    random.shuffle(rows)
    random.shuffle(columns)
    shuffled = [[scores[row][column] for column in columns] for row in rows]
    assert value(shuffled, assign(shuffled, [capacities[column] for column in columns])) == value(
        scores, assign(scores, capacities)
    )
