"""Which font prints which letters.

`DejaVuSans` has Latin, Cyrillic, Greek, Arabic, Hebrew, Armenian and Georgian. Each of the others
has one script that it lacks (`fonts/README.md`), in one weight.
"""

import unicodedata
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "fonts"
REGULAR = FONTS / "DejaVuSans.ttf"
BOLD = FONTS / "DejaVuSans-Bold.ttf"
OTHERS = tuple(sorted({*FONTS.glob("*.ttf")} - {REGULAR, BOLD}))
# Unseen, and of weight in the scripts of Iran, India and Sri Lanka.
JOINERS = "\u200c\u200d"


def unprintable(text: str) -> list[str]:
    """Return the letters of `text` that no font has, in order, each once."""
    letters = unicodedata.normalize("NFC", text)
    return list(dict.fromkeys(letter for letter in letters if not _is_printable(letter)))


def printable(text: str) -> str:
    """Return `text` without the letters that no font has."""
    letters = unicodedata.normalize("NFC", text)
    return "".join(letter for letter in letters if _is_printable(letter)).strip()


def others_for(text: str) -> list[Path]:
    """Return the fonts that have the letters which `DejaVuSans` lacks, in a fixed order."""
    missing = {ord(letter) for letter in text} - _letters()
    return [font for font in OTHERS if missing & _letters_of(font)]


def joins(text: str) -> bool:
    """Return whether letters of `text` change beside each other or run from right to left, so that
    they need a shaping engine."""
    return any(
        unicodedata.bidirectional(letter) in ("R", "AL", "AN", "NSM")
        or unicodedata.category(letter) == "Mc"
        for letter in text
    )


def _is_printable(letter: str) -> bool:
    if letter == " " or letter in JOINERS:
        return True
    return letter.isprintable() and any(
        ord(letter) in letters for letters in (_letters(), *map(_letters_of, OTHERS))
    )


@cache
def _letters() -> frozenset[int]:
    return _letters_of(REGULAR) & _letters_of(BOLD)


@cache
def _letters_of(font: Path) -> frozenset[int]:
    with TTFont(font, lazy=True) as opened:
        return frozenset(opened.getBestCmap())
