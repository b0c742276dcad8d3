"""Django's system check for the master key: a wrong one stops the start (`check --database`)."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from dashboard.health import parts


@register(Tags.database)
def master_key_opens(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Return an error when the master key does not open what is sealed."""
    fault = parts.master_key() if databases else None
    return [Error(str(fault), id="ensemble.E101")] if fault else []
