"""What is read aloud to a group, with the letters and numbers by which people name it."""

from collections.abc import Iterable
from string import ascii_uppercase

from learning.questions.kinds.protocol import Option


def lettered(texts: Iterable[str]) -> list[Option]:
    """Return one option for each text: A, B, C."""
    return [Option(sign, text) for sign, text in zip(ascii_uppercase, texts, strict=False)]


def numbered(texts: Iterable[str]) -> list[Option]:
    """Return one option for each text: 1, 2, 3."""
    return [Option(str(number), text) for number, text in enumerate(texts, 1)]
