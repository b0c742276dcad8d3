"""Pseudonyms: which are allowed, and how one is suggested."""

import re
import secrets
import unicodedata
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Trees, birds and weather are known on every continent and say nothing about a person.
WORDS = Path(__file__).with_name("pseudonyms.txt").read_text().split()
LONGEST = 40
ALLOWED = re.compile(r"[^\W_](?:[^\W_]|[ '’.\-])*")
# Accents and vowel signs on a letter. Too many on one letter would cover other lines.
MARKS = {"Mn", "Mc"}
MOST_MARKS = 3


def offer() -> str:
    """Return a random pseudonym such as “Baobab 274”; it may be taken already."""
    return f"{secrets.choice(WORDS)} {secrets.randbelow(900) + 100}"


def tidy(text: str) -> str:
    """Return `text` in normal form with single spaces, so that look-alikes are the same name."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def validate_pseudonym(value: str) -> None:
    """Refuse what is not a name: addresses, numbers alone, invisible characters."""
    if not 2 < len(value) <= LONGEST:
        raise ValidationError(
            _("Choose a name of 3 to %(longest)d characters."), params={"longest": LONGEST}
        )
    if not ALLOWED.fullmatch(_bare(value)) or _heaps_marks(value):
        raise ValidationError(_("Use letters, numbers, spaces and hyphens only."))
    if sum(character.isdigit() for character in value) > 5:
        raise ValidationError(_("This looks like a phone number. Choose a made-up name."))


def _bare(value: str) -> str:
    """Return `value` without the marks that many scripts write on and around their letters."""
    return "".join(each for each in value if unicodedata.category(each) not in MARKS)


def _heaps_marks(value: str) -> bool:
    in_a_row = 0
    for each in value:
        in_a_row = in_a_row + 1 if unicodedata.category(each) in MARKS else 0
        if in_a_row > MOST_MARKS:
            return True
    return False
