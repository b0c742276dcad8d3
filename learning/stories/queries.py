"""The practice stories that members find, and the subjects that they may have."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from learning.catalogue.outline import SPOKEN, rank
from learning.models import PublishedStory, SubjectPage
from learning.search import words
from learning.stories.parts import Parts
from learning.stories.permissions import published_stories
from people.models import User
from web.codes import encode
from web.reading.languages import Spoken

# Of a list of titles; a page of them weighs less than 12 kB.
PAGE = 20


@dataclass(frozen=True)
class Subject(Spoken):
    """A published subject, for a reader of another or the same language."""

    key: UUID
    title: str
    language: str
    is_fallback: bool


# By their keys; nothing is under the key of a story without a subject.
Subjects = Mapping[UUID | None, Subject]


@dataclass(frozen=True)
class Told(Spoken):
    """A published story, for a reader of `read`; without a `name` unless its author wants it there,
    and without a `subject` where that is not published any more."""

    code: UUID
    language: str
    read: str
    subject: Subject | None
    parts: Parts
    published_on: date
    name: str

    @property
    def is_fallback(self) -> bool:
        return self.language != self.read

    @property
    def title(self) -> str:
        return self.parts.title

    def is_of(self, subject: str) -> bool:
        """Whether its subject has this code."""
        return self.subject is not None and encode(self.subject.key) == subject

    def has(self, asked: str) -> bool:
        """Whether all words of `asked` (`words.asked_for`) are in it."""
        return words.are_in(asked, self.parts.as_text)


@dataclass(frozen=True)
class Shelf:
    """All published stories: those of one subject together, the newest first."""

    read: str
    told: list[Told]

    @property
    def languages(self) -> list[str]:
        """All languages of stories, that of the reader first."""
        return sorted({one.language for one in self.told}, key=lambda code: rank(code, self.read))

    @property
    def subjects(self) -> list[Subject]:
        """The subjects of stories, each once."""
        return list({one.subject.key: one.subject for one in self.told if one.subject}.values())

    def find(self, *, typed: str = "", subject: str = "", language: str = "") -> list[Told]:
        """Return the stories that fit; what is empty narrows nothing."""
        asked = words.asked_for(typed)
        if typed and not asked:
            return []
        return [
            one
            for one in self.told
            if (not subject or one.is_of(subject))
            and language in ("", one.language)
            and (not asked or one.has(asked))
        ]


def subjects_in(language: str) -> Subjects:
    """Return the published subjects in the order of the catalogue, each in the best language for a
    reader of `language`. One query."""
    rows = SubjectPage.objects.live().annotate(spoken=SPOKEN).order_by("path")
    found: dict[UUID | None, Subject] = {}
    for key, spoken, title in rows.values_list("translation_key", "spoken", "title"):
        known = found.get(key)
        if known is None or rank(spoken, language) < rank(known.language, language):
            found[key] = Subject(key, title, spoken, spoken != language)
    return found


def shelf_for(user: User, language: str) -> Shelf:
    """Return all published stories for a reader of `language`. Two queries."""
    subjects = subjects_in(language)
    order = {key: place for place, key in enumerate(subjects)}
    told = [_told(row, subjects, language) for row in published_stories(user)]
    told.sort(key=lambda one: order[one.subject.key] if one.subject else len(order))
    return Shelf(language, told)


def told(user: User, code: UUID, language: str) -> Told | None:
    """Return the published story with this `code`. Two queries."""
    row = published_stories(user).filter(code=code).first()
    return _told(row, subjects_in(language), language) if row else None


def _told(row: PublishedStory, subjects: Subjects, language: str) -> Told:
    return Told(
        code=row.code,
        language=row.language,
        read=language,
        subject=subjects.get(row.subject_key),
        parts=Parts(row.worked, row.why, row.effects, row.learned, row.title),
        published_on=row.published_on,
        name=row.name,  # type: ignore[attr-defined]
    )
