"""What is wrong with what a file brought, as sentences for the person who sent it."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError


def sentences(refused: Any) -> Iterator[str]:
    """Yield what is wrong with a page or a block, and with the blocks in it: `refused` is the
    ValidationError that its check raised."""
    inner = getattr(refused, "block_errors", None)
    if inner is None:
        yield from refused.messages
        return
    for each in inner.values():
        yield from sentences(each)
    for error in getattr(refused, "non_block_errors", None) or []:
        yield str(error.message if isinstance(error, ValidationError) else error)
