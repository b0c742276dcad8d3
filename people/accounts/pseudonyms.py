"""Pseudonyms: which are allowed, and how one is suggested."""

import re
import secrets
import unicodedata
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cms.models import Branding
from people.roles.table import Role
from web.reading import names

# Trees, birds and weather are known on every continent and say nothing about a person.
WORDS = Path(__file__).with_name("pseudonyms.txt").read_text().split()
# Names of people who run a site, in the languages of the movement: one word a line.
OFFICIAL = frozenset(Path(__file__).with_name("words_of_officials.txt").read_text().split())
SHORTEST, LONGEST = 3, 40
# More than a name may have: `names.tidy` makes names shorter, and needs a limit itself.
LONGEST_TYPED = 100
# Between letters: blanks, apostrophes, hyphens and dots of any keyboard; the middle dots of Catalan
# and Japanese; the marks of Hebrew and Armenian.
ALLOWED = re.compile(r"[^\W_](?:[^\W_]|[ '’.\-‐·・׳״՚])*")
# Accents and vowel signs on a letter. Too many on one letter would cover other lines. Burmese
# writes up to six; of the accents that fit any script, no language needs more than three.
MARKS = {"Mn", "Mc"}
MOST_MARKS, MOST_ACCENTS = 6, 3
ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")


def offer() -> str:
    """Return a random pseudonym such as “Baobab 274”; it may be taken already."""
    return f"{secrets.choice(WORDS)} {secrets.randbelow(900) + 100}"


def validate_pseudonym(value: str) -> None:
    """Refuse what is not a name: addresses, numbers alone, invisible characters."""
    # One sign of Chinese, Japanese or Korean is as much as two letters.
    wide = sum(unicodedata.east_asian_width(each) in "FW" for each in value)
    if len(value) + wide < SHORTEST or len(value) > LONGEST:
        raise ValidationError(
            _("Choose a name of 3 to %(longest)d characters."), params={"longest": LONGEST}
        )
    if not ALLOWED.fullmatch(_bare(value)) or _heaps_marks(value):
        raise ValidationError(_("Use letters, numbers, spaces and hyphens only."))
    if sum(character.isdigit() for character in value) > 5:
        raise ValidationError(_("This looks like a phone number. Choose a made-up name."))


def refuse_official(value: str) -> None:
    """Refuse a name that members would take for that of the site or of someone who runs it."""
    alike = names.likeness(value)
    words = {names.likeness(word) for word in re.split(r"[\W\d_]+", names.key(value))}
    without_number = names.likeness(re.sub(r"\d", "", names.key(value)))
    whole = _names_of_roles() | {names.likeness(Branding.current_name())}
    if {alike, without_number} & whole or (words | {alike, without_number}) & _official():
        raise ValidationError(_("Members would think that you run this site. Choose another name."))


@cache
def _official() -> frozenset[str]:
    return frozenset(names.likeness(word) for word in OFFICIAL)


@cache
def _names_of_roles() -> frozenset[str]:
    found = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {names.likeness(str(role.label)) for role in Role}
    return frozenset(found)


def _bare(value: str) -> str:
    """Return `value` without the marks that many scripts write on and around their letters, and
    without the joiners that some need between them."""
    bare = [each for each in value if unicodedata.category(each) not in MARKS]
    return names.without_joiners("".join(bare))


def _heaps_marks(value: str) -> bool:
    marks = accents = 0
    for each in value:
        marks = marks + 1 if unicodedata.category(each) in MARKS else 0
        accents = accents + 1 if ACCENTS.match(each) else 0
        if marks > MOST_MARKS or accents > MOST_ACCENTS:
            return True
    return False
