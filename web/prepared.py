"""Queries of every request: their SQL is built once, because building takes longer than asking."""

from collections.abc import Callable
from threading import local
from typing import Any

from django.db import connection
from django.db.models import QuerySet

# Stands for the value that differs from call to call; no row has such a number.
OPEN = -8_675_309_867_530_900


class Prepared:
    """A `values_list` with one open value, compiled at its first call in each thread.

    `build` returns it with `OPEN` in that value's place; nothing else in it may change while the
    process runs, such as the time. Django's `results_iter` converts the columns, as for any query.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self._build = build
        self._kept = local()

    def rows(self, value: int) -> list[tuple[Any, ...]]:
        """Return the rows for `value`; one query."""
        if not hasattr(self._kept, "compiler"):
            self._compile()
        params = [value if one == OPEN else one for one in self._kept.params]
        with connection.cursor() as cursor:
            cursor.execute(self._kept.sql, params)
            found = cursor.fetchall()
        return [tuple(row) for row in self._kept.compiler.results_iter([found])]

    def _compile(self) -> None:
        compiler = self._build().query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        if OPEN not in params:
            raise ValueError("No value is left open.")
        self._kept.sql, self._kept.params, self._kept.compiler = sql, params, compiler
