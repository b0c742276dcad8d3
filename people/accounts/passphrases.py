"""Passphrases of six words, easy to type and hard to guess, and what attackers try first."""

import re
import unicodedata
from collections.abc import Container
from functools import cache
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from xkcdpass import xkcd_password

from cms.models import Branding
from web.reading import names

# Language → word list shipped with xkcdpass; other languages are offered English words.
WORD_FILES = {"en": "eff-long", "fr": "fr-freelang"}
WORDS = 6
HERE = Path(__file__).parent
# Words that would give the site away on a lost slip of paper, and words that insult or frighten:
# one regular expression per line.
NEVER = re.compile("|".join((HERE / "words_never_offered.txt").read_text().split()))
# The subjects of this site and rows of a keyboard, which an attacker tries first here.
GUESSED_FIRST = frozenset((HERE / "words_guessed_first.txt").read_text().split())
# With fewer different pieces, even a long passphrase is found by trying lists.
FEWEST_PIECES = 4
LONGEST_PIECE = 24
# Such as “aaa”, “abc”, “987”.
SHORTEST_ROW = 3
# More than a passphrase may have: bringing very many marks on one letter into order takes minutes.
LONGEST_TYPED = 1_000


def one_form(typed: str) -> str:
    """Return the passphrase that is meant, which is what is hashed.

    Six words from our lists may be written with any capitals, accents, blanks, hyphens and stops
    around them, numbered from 1 to 6, and with unseen signs in them: they become small letters with
    hyphens. A passphrase of one's own is brought to one Unicode form (NFKC) on one line, without
    blanks around it; capitals and inner blanks count.
    """
    if len(typed) > LONGEST_TYPED:
        return typed
    text = " ".join(names.tidy_ends(unicodedata.normalize("NFKC", typed)).splitlines())
    # An unseen sign stands between two words, or within one: a chat breaks long words with it.
    for one in (text, names.UNSEEN.sub("", text)):
        words = _without_numbers([word for word in re.split(r"[\W_]+", _unaccented(one)) if word])
        if len(words) == WORDS and _all_words().issuperset(words):
            return "-".join(words)
    return text


def _without_numbers(words: list[str]) -> list[str]:
    """Return the words of a numbered list without its numbers."""
    numbers = [names.ascii_digits(word) for word in words[::2]]
    return words[1::2] if numbers == [str(each) for each in range(1, WORDS + 1)] else words


def readings(typed: str) -> tuple[str, ...]:
    """Return what to compare with a hash: the passphrase that is meant, and, where it differs, the
    text itself, because hashes that are older than `one_form` are of that."""
    text = " ".join(typed.strip().splitlines())
    return tuple(dict.fromkeys((one_form(typed), text)))


def hashed(passphrase: str) -> str:
    """Return the hash of a new passphrase."""
    return make_password(one_form(passphrase))


class LongEnough(MinimumLengthValidator):
    """Refuse passphrases of too few characters, in the word of this site."""

    def get_error_message(self) -> str:
        """Return what a member reads: Django’s own message speaks of a password."""
        return _(
            "This is too short. Use the six words we suggest, or at least %(shortest)d characters."
        ) % {"shortest": self.min_length}


class NotGuessable(CommonPasswordValidator):
    """Refuse passphrases that repeat themselves or have fewer than four different pieces.

    A piece is one of the 20,000 commonest passwords, a word of this site, the member's pseudonym, a
    row such as “abcdef”, or a number. Of anything else, each letter is a piece.
    """

    def __init__(self) -> None:
        super().__init__()
        common = {_plain(password) for password in self.passwords}
        self.known = common | GUESSED_FIRST

    def validate(self, password: str, user: Any = None) -> None:
        text = _plain(password)
        names = re.split(r"\W+", getattr(user, "pseudonym", ""))
        own = {_plain(each) for each in (Branding.current_name(), *names, "".join(names))}
        pieces = set(_pieces(text, self.known | own))
        if len(pieces) < FEWEST_PIECES or _repeats_itself(text):
            raise ValidationError(self.get_error_message(), code="password_too_common")

    def get_error_message(self) -> str:
        return _(
            "This is too easy to guess: common words, your pseudonym, or letters and numbers in "
            "sequence. Use the six words we suggest, or at least four that do not belong "
            "together."
        )


def _plain(text: str) -> str:
    """Return `text` in lower case without spaces and punctuation; symbols such as emoji stay."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each for each in folded if each.isalnum() or unicodedata.category(each) == "So")


def _unaccented(text: str) -> str:
    """Return `text` in lower case without accents, and with the dot that Turkish leaves out."""
    apart = unicodedata.normalize("NFD", text.casefold()).replace("ı", "i")
    return "".join(each for each in apart if not unicodedata.combining(each))


def _repeats_itself(text: str) -> bool:
    """Whether `text` is one part repeated; the last repetition may be cut short."""
    shortest_half = range(1, len(text) // 2 + 1)
    return any(text[part:] == text[:-part] for part in shortest_half)


def _pieces(text: str, known: Container[str]) -> tuple[str, ...]:
    """Cut `text` into as few pieces as possible, from its end to its beginning."""
    rest: list[tuple[str, ...]] = [()] * (len(text) + 1)
    for at in reversed(range(len(text))):
        words = range(at + 1, min(len(text), at + LONGEST_PIECE) + 1)
        ends = [_end_of_row(text, at), *(end for end in words if text[at:end] in known)]
        rest[at] = min(((text[at:end], *rest[end]) for end in ends), key=len)
    return rest[0]


def _end_of_row(text: str, at: int) -> int:
    """Return where a number, a run of neighbours in the alphabet, or a single letter ends."""
    if number := re.compile(r"\d+").match(text, at):
        return number.end()
    steps = [ord(after) - ord(before) for before, after in pairwise(text[at:])]
    step = steps[0] if steps else 0
    row = 1 + sum(1 for _step in takewhile(step.__eq__, steps))
    return at + row if row >= SHORTEST_ROW and abs(step) <= 1 else at + 1


@cache
def _word_list(language: str) -> list[str]:
    """Return the words of `language` that may be offered."""
    return sorted(word for word in _words_in_file(language) if not NEVER.search(word))


@cache
def _words_in_file(language: str) -> frozenset[str]:
    path = xkcd_password.locate_wordfile(WORD_FILES.get(language, WORD_FILES["en"]))
    words = xkcd_password.generate_wordlist(
        wordfile=path, min_length=4, max_length=7, valid_chars="[a-z]"
    )
    return frozenset(words)


@cache
def _all_words() -> frozenset[str]:
    """Return every word that may have been offered, in any language."""
    return frozenset().union(*(_words_in_file(language) for language in WORD_FILES))


def offer(language: str) -> str:
    """Return six random words of `language`, joined by hyphens: at least 65 bits."""
    return xkcd_password.generate_xkcdpassword(
        _word_list(language), numwords=WORDS, delimiter="-", random_delimiters=False
    )
