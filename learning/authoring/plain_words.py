"""What a lesson could say in fewer or other words. It warns the editor and never stops them.

The words to avoid, and what the movement says instead, follow the style of NSWP and the terminology
of UNAIDS and UNFPA. What stands in quotation marks may be the name of a law or of an organisation,
or what someone else said, so it is left alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from wagtail.blocks.stream_block import StreamValue

from cms.history import block_text
from learning.catalogue import lengths
from learning.catalogue.laws import outdated
from learning.models import LessonPage

# More words do not fit one screen of a phone with room to read.
AIM = 120

# By language: what to look for, and what to say instead. Chinese writes no spaces between words.
INSTEAD = {
    "en": (
        (r"\bprostitut\w*\b", "sex worker, sex work"),
        (r"\b(?:commercial|consensual) sex work\w*\b", "sex work"),
        (r"\bchild sex work\w*\b", "sexual exploitation of children"),
        (r"\bpimps?\b", "manager, third party"),
        (r"\bhigh[- ]risk groups?\b", "key populations"),
        (r"\binfected\b", "living with HIV"),
        (r"\bfight against aids\b", "HIV response"),
        (r"\bbeneficiar(?:y|ies)\b", "members, participants"),
    ),
    "fr": (
        (r"\bprostitu\w*\b", "travailleurSE du sexe, travail du sexe"),
        (r"\btravail(?:leu\w+)? du sexe (?:commercial|consenti)\w*\b", "travail du sexe"),
        (r"\bprox[ée]n[èe]\w*\b", "tierce personne"),
        (r"\bgroupes? à (?:haut )?risque\b", "populations clés"),
        (r"\binfecté\w*\b", "vivant avec le VIH"),
        (r"\blutte contre le sida\b", "riposte au VIH"),
        (r"\bbénéficiaires?\b", "membres, participantEs"),
    ),
    "es": ((r"\bprostitu\w*\b", "personas que ejercen el trabajo sexual"),),
    "ru": ((r"\bпроститу\w*\b", "секс-работницы, секс-работники"),),
    "zh": (("妓女", "性工作者"),),
}
QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"|『[^』]*』|「[^」]*」")


@dataclass(frozen=True)
class Term:
    """A word that was found, as it is written, and what to say instead in its language."""

    written: str
    instead: str


@dataclass(frozen=True)
class Remark:
    """What could be plainer in one part of a lesson. `words` is how many it has, and `aim` how many
    are enough; questions, and parts of which one reads a part, have no aim. `is_apart` says that it
    has a page of its own."""

    number: int
    part: StreamValue.StreamChild
    words: int
    aim: int | None
    is_apart: bool
    terms: tuple[Term, ...]

    @property
    def is_long(self) -> bool:
        return self.aim is not None and self.words > self.aim

    @property
    def is_needed(self) -> bool:
        return self.is_long or bool(self.terms)


@dataclass(frozen=True)
class Remarks:
    """What could be plainer in a lesson: `parts` in their order, and `about` in its title and its
    summary. `count` says how many places these are, with a length that cannot be right and laws
    that nobody has checked, or not for a year."""

    lesson: LessonPage

    @cached_property
    def words(self) -> int:
        """The words that readers have before the questions."""
        return sum(one.words for one in self._all() if not one.is_apart)

    @cached_property
    def length(self) -> lengths.Length:
        return lengths.of_body(self.lesson.body)

    @property
    def is_longer_than_said(self) -> bool:
        return self.length.total > self.lesson.minutes + lengths.STEP

    @cached_property
    def outdated(self) -> list[str]:
        """The countries whose law nobody has checked, or not for a year, by name."""
        laws = (one.value for one in self.lesson.body if one.block_type == "law")
        found = (name for law in laws for name in outdated(law, timezone.localdate()))
        return list(dict.fromkeys(found))

    @cached_property
    def about(self) -> tuple[Term, ...]:
        return _terms(f"{self.lesson.title}. {self.lesson.summary}", self._language)

    @cached_property
    def parts(self) -> list[Remark]:
        return [one for one in self._all() if one.is_needed]

    @property
    def count(self) -> int:
        found = (self.about, self.is_longer_than_said, self.outdated)
        return len(self.parts) + sum(map(bool, found))

    @property
    def _language(self) -> str:
        return str(self.lesson.locale.language_code)

    def _all(self) -> Iterator[Remark]:
        for number, part in enumerate(self.lesson.body, start=1):
            is_apart = lengths.is_apart(part)
            aim = getattr(part.block.meta, "aim", None if is_apart else AIM)
            yield Remark(
                number,
                part,
                words=0 if aim is None else lengths.words_in(part),
                aim=aim,
                is_apart=is_apart,
                terms=_terms(block_text(part), self._language),
            )


def _terms(text: str, language: str) -> tuple[Term, ...]:
    """Return the words to avoid in `text`, each once."""
    said = QUOTED.sub(" ", text)
    found: dict[str, Term] = {}
    for pattern, instead in INSTEAD.get(language.partition("-")[0], ()):
        for match in re.finditer(pattern, said, re.IGNORECASE):
            found.setdefault(match.group().lower(), Term(match.group(), instead))
    return tuple(found.values())
