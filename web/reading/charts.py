"""Small charts, drawn on the server as SVG without styles or scripts."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import Truncator

# Drawn for the width of a phone; a laptop shows the same drawing larger.
WIDTH = 320
ROW_HEIGHT = 68
ROOM_FOR_NUMBER = 40
# How many letters fit the width; the table below has the whole text.
LONGEST_LABEL = 32


@dataclass(frozen=True)
class Bar:
    """One bar with the number behind it; lengths in units of the drawing."""

    y: int
    width: int
    text: str
    is_second: bool


@dataclass(frozen=True)
class Row:
    label: str
    y: int
    bars: list[Bar]


@dataclass(frozen=True)
class BarChart:
    """A chart with two bars per row, for `includes/chart.html`."""

    rows: list[Row]
    height: int
    width: int = WIDTH


def paired_bars(rows: Sequence[tuple[str, int | None, int | None]]) -> BarChart:
    """Return the chart of (label, first, second) rows; None is drawn as a dash without a bar."""
    longest = max((value or 0 for _, *values in rows for value in values), default=0) or 1

    def bar(value: int | None, y: int, *, is_second: bool) -> Bar:
        width = round((value or 0) * (WIDTH - ROOM_FOR_NUMBER) / longest)
        return Bar(y, width, "–" if value is None else str(value), is_second)

    return BarChart(
        rows=[
            Row(
                label=Truncator(label).chars(LONGEST_LABEL),
                y=index * ROW_HEIGHT,
                bars=[
                    bar(first, index * ROW_HEIGHT + 24, is_second=False),
                    bar(second, index * ROW_HEIGHT + 43, is_second=True),
                ],
            )
            for index, (label, first, second) in enumerate(rows)
        ],
        height=len(rows) * ROW_HEIGHT,
    )
