"""Queries of much-read pages: their SQL is built once, as building takes longer than asking."""

import re
from collections.abc import Callable, Iterable
from threading import local
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet, Value

Found = TypeVar("Found")


class Open(Value):
    """Stands in a prepared query for the value called `name`, which differs from call to call.

    `column` of `model` says how the database writes such a value.
    """

    def __init__(self, name: str, model: type[Model], column: str) -> None:
        field: Any = model._meta.get_field(column)
        super().__init__(name, output_field=field)

    def as_sql(self, *_args: Any, **_kwargs: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self]

    def written(self, values: dict[str, Any]) -> Any:
        """Return this value as the database takes it."""
        given = values[self.value]
        return self.output_field.get_db_prep_value(given, connection, prepared=False)


class Prepared(Generic[Found]):
    """A query with open values, compiled at its first call in each thread.

    `build` returns it with `Open` in the place of each value that differs; nothing else in it may
    change while the process runs, such as the time. Django reads the answer as that of any query,
    whether it is a `values_list` or of rows with `select_related` and annotations; related sets
    (`prefetch_related`) it does not fetch.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, Found]]) -> None:
        self._build = build
        self._kept = local()

    def rows(self, **values: Any) -> list[Found]:
        """Return the rows for these `values`; one query. Raises KeyError when one is missing."""
        if not hasattr(self._kept, "asked"):
            self._compile()
        params = [
            one.written(values) if isinstance(one, Open) else one for one in self._kept.params
        ]
        # Django asks its compiler for the SQL on each reading; this one has it already.
        self._kept.compiler.as_sql = lambda: (self._kept.sql, params)
        return list(self._kept.asked._iterable_class(self._kept.asked))

    def _compile(self) -> None:
        asked = self._build()
        compiler = asked.query.get_compiler(connection=connection)
        self._kept.sql, self._kept.params = _with_constants(*compiler.as_sql())
        # What turns columns into values depends on the columns alone; finding it again took a third
        # of each call.
        converters = compiler.get_converters(
            [column for column, *_ in compiler.select[: compiler.col_count]]
        )
        compiler.get_converters = lambda _columns: converters
        asked.query.get_compiler = lambda *_args, **_kwargs: compiler  # type: ignore[method-assign]
        self._kept.compiler, self._kept.asked = compiler, asked


def _with_constants(sql: str, params: Iterable[Any]) -> tuple[str, list[Any]]:
    """Return the query with only its open values left as parameters, where the database takes text.

    A hundred constants took PostgreSQL's driver as long as asking, at every call.
    """
    if connection.vendor != "postgresql":
        return sql, list(params)
    given = iter(params)
    left: list[Any] = []
    operations: Any = connection.ops

    def one(mark: re.Match[str]) -> str:
        if mark[0] == "%%" or isinstance(value := next(given), Open):
            left.extend([value] if mark[0] == "%s" else [])
            return mark[0]
        return operations.compose_sql("%s", [value]).replace("%", "%%")

    return re.sub("%s|%%", one, sql), left
