"""Logs contain which part failed and where, but never values.

An exception's text may quote what someone typed (PostgreSQL's “Key (pseudonym)=(…)”), and so may an
address; neither is logged.
"""

import logging
import traceback
from collections.abc import Iterator
from typing import Any


class QuietFormatter(logging.Formatter):
    """Logs the exceptions and the lines of code they passed through, without their texts."""

    def formatException(self, ei: Any) -> str:  # noqa: N802
        return "\n".join(_lines(ei[1]))

    def format(self, record: logging.LogRecord) -> str:
        if (record.exc_info and record.exc_info[1]) or hasattr(record, "status_code"):
            quiet = logging.makeLogRecord(vars(record))
            quiet.msg, quiet.args, quiet.exc_text = _what(record), None, None
            return super().format(quiet)
        return super().format(record)


def _what(record: logging.LogRecord) -> str:
    """The part of the message that this site or its libraries wrote."""
    request = getattr(record, "request", None)
    match = getattr(request, "resolver_match", None)
    if match is not None:
        return f"Failed: {match.view_name or match._func_path}"
    if isinstance(record.args, dict) and "name" in record.args:  # Celery's
        return f"Failed: {record.args['name']}"
    return f"Failed in {record.module}.{record.funcName}"


def _lines(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        yield f"{type(error).__module__}.{type(error).__qualname__}"
        for frame in traceback.extract_tb(error.__traceback__):
            yield f"  {frame.filename}:{frame.lineno} {frame.name}"
        error = error.__cause__ or error.__context__
