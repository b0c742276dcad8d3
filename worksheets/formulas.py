"""What the formulas of a spreadsheet make, so that a file shows results before it is recalculated.

Formulas are written as one types them: cells such as D5 and D5:D9, texts in quotes, parts of a
function between semicolons. The functions are those of `FUNCTIONS`, and no others.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

# A cell is a number, a text, a formula that begins with «=», or empty.
Cells = Mapping[str, Any]
TOKEN = re.compile(
    r'\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>"[^"]*")|(?P<range>[A-Z]\d+:[A-Z]\d+)'
    r"|(?P<cell>[A-Z]\d+)|(?P<function>[A-Z]+)(?=\()|(?P<sign><>|<=|>=|[-+*/=<>();]))"
)
CELL = re.compile(r"([A-Z])(\d+)")


class Unknown(ValueError):
    """A formula that is not understood."""


def result(cells: Cells, cell: str) -> Any:
    """Return what `cell` shows: a number, a text, or None when it is empty."""
    value = cells.get(cell)
    if isinstance(value, str) and value.startswith("="):
        return _Formula(cells, value[1:]).result()
    return None if value == "" else value


def open_formula(formula: str) -> str:
    """Return `formula` as OpenDocument keeps it."""
    kept = re.sub(
        r'"[^"]*"|([A-Z]\d+):([A-Z]\d+)|([A-Z]\d+)',
        lambda found: (
            f"[.{found[1]}:.{found[2]}]" if found[1] else f"[.{found[3]}]" if found[3] else found[0]
        ),
        formula,
    )
    return f"of:{kept}"


def numbers(values: list[Any]) -> list[float]:
    return [one for one in values if isinstance(one, int | float) and not isinstance(one, bool)]


def _sum_if(where: list[Any], wanted: Any, what: list[Any]) -> float:
    return sum(numbers([value for key, value in zip(where, what, strict=True) if key == wanted]))


def _round(value: float, places: float = 0) -> float:
    # Half away from zero, as every spreadsheet has it.
    shifted = abs(value) * 10**places
    return (1 if value >= 0 else -1) * int(shifted + 0.5) / 10**places


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "SUM": lambda *parts: sum(number for part in parts for number in numbers(_listed(part))),
    "COUNT": lambda *parts: sum(len(numbers(_listed(part))) for part in parts),
    "SUMIF": _sum_if,
    "COUNTIF": lambda where, wanted: sum(1 for one in where if one == wanted),
    "ROUND": _round,
    "ROUNDUP": lambda value, places: -(-value * 10**places // 1) / 10**places,
    "IF": lambda test, yes, no: yes if test else no,
}
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda one, other: one == other,
    "<>": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    ">": lambda one, other: one > other,
    "<=": lambda one, other: one <= other,
    ">=": lambda one, other: one >= other,
}


def _filled(value: Any, other: Any) -> Any:
    """Return `value`; if it is an empty cell, what that means beside `other`."""
    if value is not None:
        return value
    return "" if isinstance(other, str) else 0


def _listed(part: Any) -> list[Any]:
    return part if isinstance(part, list) else [part]


class _Formula:
    """Reads one formula from left to right."""

    def __init__(self, cells: Cells, formula: str) -> None:
        self.cells = cells
        self.tokens: list[tuple[str, str]] = []
        place = 0
        while place < len(formula.rstrip()):
            if not (found := TOKEN.match(formula, place)):
                raise Unknown(formula)
            self.tokens.append((str(found.lastgroup), found[str(found.lastgroup)]))
            place = found.end()

    def result(self) -> Any:
        value = self._comparison()
        if self.tokens:
            raise Unknown(f"too much: {self.tokens}")
        return value

    def _next_is(self, *signs: str) -> str | None:
        if self.tokens and self.tokens[0][0] == "sign" and self.tokens[0][1] in signs:
            return self.tokens.pop(0)[1]
        return None

    def _comparison(self) -> Any:
        value = self._added()
        while sign := self._next_is(*COMPARISONS):
            other = self._added()
            value = COMPARISONS[sign](_filled(value, other), _filled(other, value))
        return value

    def _added(self) -> Any:
        value = self._multiplied()
        while sign := self._next_is("+", "-"):
            other = self._multiplied() or 0
            value = (value or 0) + other if sign == "+" else (value or 0) - other
        return value

    def _multiplied(self) -> Any:
        value = self._one()
        while sign := self._next_is("*", "/"):
            other = self._one() or 0
            value = (value or 0) * other if sign == "*" else (value or 0) / other
        return value

    def _one(self) -> Any:
        if self._next_is("-"):
            return -(self._one() or 0)
        if self._next_is("("):
            value = self._comparison()
            self._expect(")")
            return value
        if not self.tokens:
            raise Unknown("the formula ends too early")
        kind, word = self.tokens.pop(0)
        if kind == "number":
            return float(word) if "." in word else int(word)
        if kind == "text":
            return word[1:-1]
        if kind == "cell":
            return result(self.cells, word)
        if kind == "range":
            return [result(self.cells, cell) for cell in cells_of(word)]
        if kind == "function" and word in FUNCTIONS:
            return FUNCTIONS[word](*self._arguments())
        raise Unknown(word)

    def _arguments(self) -> list[Any]:
        self._expect("(")
        arguments = [self._comparison()]
        while self._next_is(";"):
            arguments.append(self._comparison())
        self._expect(")")
        return arguments

    def _expect(self, sign: str) -> None:
        if not self._next_is(sign):
            raise Unknown(f"{sign} is missing before {self.tokens}")


def cells_of(span: str) -> list[str]:
    """Return the cells of a range such as D5:E9, row by row."""
    (left, top), (right, bottom) = CELL.findall(span)
    return [
        f"{chr(column)}{row}"
        for row in range(int(top), int(bottom) + 1)
        for column in range(ord(left), ord(right) + 1)
    ]
