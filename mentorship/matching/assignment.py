"""Assignment with capacities: pairing people when not everyone can have the best fit.

The table has one row for each mentee and one column for each mentor. A cell holds the score of
the pair, or ``None`` where the pair is forbidden. The aims have a fixed order:

1. a forbidden pair never happens;
2. as many mentees as possible get a mentor;
3. the worst pair is as good as it can be;
4. the total is as high as it can be.

No aim gives up anything of the aims above it. With the scores ``[[100, 30], [60, None]]`` the
highest total, 100, would serve one mentee; aim 2 prefers 30 + 60, which serves both.

Sources

* Aims 1, 2 and 4: Kuhn's "Hungarian" method (1955), in the form with shortest augmenting paths
  and potentials by Jonker and Volgenant, "A shortest augmenting path algorithm for dense and
  sparse linear assignment problems", Computing 38 (1987), 325-340; the update of the potentials
  is written as in Crouse, "On implementing 2D rectangular assignment algorithms", IEEE
  Transactions on Aerospace and Electronic Systems 52 (2016), 1679-1696.
* Aim 3: the bottleneck assignment by thresholds, see Burkard, Dell'Amico and Martello,
  "Assignment Problems" (SIAM 2009), chapter 6: binary search finds the highest minimum score for
  all pairs that loses no mentee.

For n mentees and m mentors the time is O(n * n * m). The result is not "stable" in the sense of
Gale and Shapley: two people may both prefer each other to the partners drafted for them.
"""

from collections.abc import Sequence

Table = Sequence[Sequence[int | None]]
NONE = -1


def assign(scores: Table, capacities: Sequence[int]) -> list[int | None]:
    """Return the column given to each row, or ``None`` for a row that gets none.

    ``scores[row][column]`` is a whole number of at least 0, or ``None`` for a forbidden pair.
    ``capacities[column]`` says how many rows a column can take. A row without any allowed column,
    or a table without rows or columns, is an ordinary case. The same input always gives the same
    answer.

    Raises ``ValueError`` for a negative score or capacity, or a row of the wrong length.
    """
    _check(scores, capacities)
    return best_total(_at_least(scores, _highest_floor(scores, capacities)), capacities)


def _check(scores: Table, capacities: Sequence[int]) -> None:
    if any(capacity < 0 for capacity in capacities):
        raise ValueError("A capacity is at least 0.")
    for row in scores:
        if len(row) != len(capacities):
            raise ValueError("Each row needs one cell for each column.")
        if any(score is not None and score < 0 for score in row):
            raise ValueError("A score is at least 0.")


def _at_least(scores: Table, floor: int) -> Table:
    """Forbid each pair with a score below `floor`."""
    return [
        [score if score is not None and score >= floor else None for score in row] for row in scores
    ]


def _highest_floor(scores: Table, capacities: Sequence[int]) -> int:
    """Return the highest score that all pairs can reach while as many rows as possible are served.

    A higher minimum forbids more pairs, so it can only reduce the number of rows served. That is
    why binary search is correct.
    """
    floors = sorted({score for row in scores for score in row if score is not None})
    if not floors:
        return 0
    most = _most_served(scores, capacities)
    reachable, too_high = 0, len(floors)
    while too_high - reachable > 1:
        middle = (reachable + too_high) // 2
        if _most_served(_at_least(scores, floors[middle]), capacities) == most:
            reachable = middle
        else:
            too_high = middle
    return floors[reachable]


def _most_served(scores: Table, capacities: Sequence[int]) -> int:
    """Return how many rows can be served at once, whatever the scores.

    Each row asks for a place. When all places of a column are taken, their holders ask for another
    place in turn (breadth first), until one of them finds a free one and everyone on the path moves
    up by one place. A row never loses its place; it only exchanges it.
    """
    choices = [[column for column, score in enumerate(row) if score is not None] for row in scores]
    holders: list[list[int]] = [[] for _ in capacities]
    given = [NONE] * len(choices)
    for newcomer in range(len(choices)):
        asked_by = [NONE] * len(capacities)
        free_column = _search_free(newcomer, choices, holders, capacities, asked_by)
        if free_column is not None:
            _move_up(newcomer, free_column, asked_by, holders, given)
    return len(given) - given.count(NONE)


def _search_free(
    newcomer: int,
    choices: list[list[int]],
    holders: list[list[int]],
    capacities: Sequence[int],
    asked_by: list[int],
) -> int | None:
    """Return the nearest column with a free place; note in ``asked_by`` how it was reached."""
    queue = [newcomer]
    for row in queue:
        for column in choices[row]:
            if asked_by[column] != NONE:
                continue
            asked_by[column] = row
            if len(holders[column]) < capacities[column]:
                return column
            queue.extend(holders[column])
    return None


def _move_up(
    newcomer: int, column: int, asked_by: list[int], holders: list[list[int]], given: list[int]
) -> None:
    """Give the free place to the row that asked for it, that row's place to the next, and so on."""
    while (row := asked_by[column]) != newcomer:
        left = given[row]
        holders[left].remove(row)
        holders[column].append(row)
        given[row], column = column, left
    holders[column].append(newcomer)
    given[newcomer] = column


def best_total(scores: Table, capacities: Sequence[int]) -> list[int | None]:
    """Return the assignment that serves most rows and, among those, has the highest total.

    The scores become costs. One more column, the bench, has room for everyone and costs more than
    all real pairs together. So a row is put there only if nothing else is possible, every row has
    an edge, and the search below cannot fail.

    ``row_price`` and ``column_price`` are the potentials: no edge costs less than the sum of
    its two prices, and an edge in use costs exactly that.
    """
    best = max((score for row in scores for score in row if score is not None), default=0)
    bench, bench_cost = len(capacities), len(scores) * best + 1
    places = [*capacities, len(scores)]
    edges = [
        [(column, best - score) for column, score in enumerate(row) if score is not None]
        + [(bench, bench_cost)]
        for row in scores
    ]
    row_price = [0] * len(scores)
    column_price = [0] * len(places)
    holders: list[list[int]] = [[] for _ in places]
    given = [bench] * len(scores)

    for newcomer in range(len(scores)):
        # The bench is at most bench_cost away, so longer distances are never needed.
        distance = [bench_cost + 1] * len(places)
        asked_by = [newcomer] * len(places)
        waiting = list(range(len(places)))
        reached: list[int] = []
        askers, travelled = [newcomer], 0
        while True:
            for row in askers:
                start = travelled - row_price[row]
                for column, cost in edges[row]:
                    length = start + cost - column_price[column]
                    # A column already reached is never nearer by another way (Dijkstra).
                    if length < distance[column]:
                        distance[column] = length
                        asked_by[column] = row
            # min() takes the first of equals, so the answer is the same on every run.
            nearest = min(waiting, key=distance.__getitem__)
            travelled = distance[nearest]
            if len(holders[nearest]) < places[nearest]:
                break
            waiting.remove(nearest)
            reached.append(nearest)
            askers = holders[nearest]

        row_price[newcomer] += travelled
        for column in reached:
            saved = travelled - distance[column]
            column_price[column] -= saved
            for row in holders[column]:
                row_price[row] += saved

        _move_up(newcomer, nearest, asked_by, holders, given)

    return [column if column != bench else None for column in given]
