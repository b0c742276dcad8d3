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
BLANKS = " \u00a0\u202f"
# Unseen, and of weight in the scripts of Iran, India and Sri Lanka.
JOINERS = "\u200c\u200d"


def unprintable(text: str) -> list[str]:
    """Return the letters of `text` that cannot be printed well, in order, each once: those that no
    font has, and those around which others would not join."""
    letters = unicodedata.normalize("NFC", text)
    cut = _cut_at(letters)
    return list(dict.fromkeys(one for one in letters if one in cut or not _is_printable(one)))


def printable(text: str) -> str:
    """Return `text` without its letters that are `unprintable`."""
    left_out = unprintable(text)
    letters = unicodedata.normalize("NFC", text)
    return "".join(letter for letter in letters if letter not in left_out).strip()


def others_for(text: str) -> list[Path]:
    """Return the fonts that have the letters which `DejaVuSans` lacks, in a fixed order."""
    missing = {ord(letter) for letter in text} - _letters()
    return [font for font in OTHERS if missing & _letters_of(font)] if missing else []


def font_for(text: str) -> Path | None:
    """Return the font that has all of `text`, where `DejaVuSans` lacks some of it."""
    others = others_for(text)
    has_all = len(others) == 1 and {ord(letter) for letter in text} <= _letters_of(others[0])
    return others[0] if has_all else None


def _cut_at(text: str) -> frozenset[str]:
    """Return the signs at which `text` changes its font, so that the letters around them would not
    join: where no font has all of it, `DejaVuSans` has the joiners."""
    return frozenset(JOINERS if others_for(text) and not font_for(text) else "")


def joins(text: str) -> bool:
    """Return whether letters of `text` change beside each other or run from right to left, so that
    they need a shaping engine."""
    return any(
        unicodedata.bidirectional(letter) in ("R", "AL", "AN", "NSM")
        or unicodedata.category(letter) == "Mc"
        for letter in text
    )


def _is_printable(letter: str) -> bool:
    if letter in BLANKS + JOINERS:
        return True
    has_form = ord(letter) in _letters() or any(ord(letter) in _letters_of(one) for one in OTHERS)
    return has_form and letter.isprintable()


@cache
def _letters() -> frozenset[int]:
    return _letters_of(REGULAR) & _letters_of(BOLD)


@cache
def _letters_of(font: Path) -> frozenset[int]:
    with TTFont(font, lazy=True) as opened:
        return frozenset(opened.getBestCmap())
