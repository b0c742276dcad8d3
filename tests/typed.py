"""What people type into the fields of a form."""

from typing import Any


def each(**typed: list[Any]) -> list[tuple[str, Any]]:
    """Return each value beside the name of its field, for the parameters of a test."""
    return [(field, value) for field, values in typed.items() for value in values]
