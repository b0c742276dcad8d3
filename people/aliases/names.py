"""Names in a room or a course run that could pass for those of the people who run it, or of someone
else in it."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from people.accounts import pseudonyms
from web.errors import NotAllowed
from web.reading import names

WORDS = Path(__file__).with_name("words_of_roles.txt").read_text().splitlines()
# What digits stand for in names that want to be read as a word; `names.likeness` has 0 and 1.
DIGITS = str.maketrans("23456789", "zeasbtbg")


class NameTaken(NotAllowed):
    """Someone else is in the same place under this name, or under one that looks like it."""

    sentence = gettext_lazy(
        "Someone else has this name here, or one that looks like it. Choose another name."
    )


def reads_as_moderator(alias: str) -> bool:
    """Whether people would take `alias` for someone who runs the meeting, in any language.

    Look-alike letters, accents, digits for letters, digits and signs around or between the letters,
    and repeated letters do not hide a word.
    """
    try:
        pseudonyms.refuse_official(alias)
    except ValidationError:
        return True
    stems, words = _known()
    key = names.key(alias)
    for spelling in (key, re.sub(r"\d", "", key), key.translate(DIGITS)):
        whole = _shape(spelling)
        parts = {_shape(part) for part in re.split(r"[\W\d_]+", spelling)}
        if any(stem in whole for stem in stems) or (parts | {whole}) & words:
            return True
    return False


def is_taken(alias: str, others: Iterable[str]) -> bool:
    """Whether one of `others` is `alias`, or a name that people would take for it."""
    wanted = names.likeness(alias)
    return any(names.likeness(other) == wanted for other in others)


def own_name(alias: str, others: Collection[str]) -> str:
    """Return `alias`, or without one a random name that is none of `others`. Raises `NameTaken`."""
    if alias and is_taken(alias, others):
        raise NameTaken
    while not alias or is_taken(alias, others):
        alias = pseudonyms.offer()
    return alias


@cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """Return the stems and the whole words, in the shape in which names are compared to them."""
    lines = [line for line in WORDS if line and not line.startswith("#")]
    stems = {_shape(line) for line in lines if not line.startswith("=")}
    words = {_shape(line[1:]) for line in lines if line.startswith("=")}
    return frozenset(stems), frozenset(words)


def _shape(text: str) -> str:
    """Return the letters of `text` by their look, each once where it is repeated, without marks."""
    apart = unicodedata.normalize("NFD", names.likeness(text))
    bare = "".join(sign for sign in apart if unicodedata.category(sign) != "Mn")
    return re.sub(r"(.)\1+", r"\1", bare)
