"""The guides that a member finds in the library, in the languages that there are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.core.files.storage import Storage
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Page

from learning.catalogue.outline import SPOKEN, TAKEN_DOWN, Heading, Headings, headings, rank
from learning.library.permissions import reaching
from learning.search import words
from people.models import User
from web.codes import encode
from web.reading import links, names
from web.reading.languages import Spoken

# A page of them weighs less than 12 kB.
PAGE = 20
# From a page to what it has as a guide.
GUIDE = "guidepage__"


class Row(NamedTuple):
    """One version of a guide, as the database has it; `file` is the name of its document."""

    pk: int
    path: str
    key: UUID
    language: str
    alias_of: int | None
    live: bool
    title: str
    summary: str
    source: str
    dated: date | None
    link: str
    file: str | None


COLUMNS = (
    *("pk", "path", "translation_key", "spoken", "alias_of", "live", "title"),
    *(f"{GUIDE}{name}" for name in ("summary", "source", "dated", "link", "document__file")),
)


@dataclass(frozen=True, kw_only=True)
class Guide(Spoken):
    """A guide in one language, for a reader of `read`; `heading` is its subject."""

    row: Row
    read: str
    heading: Heading

    @property
    def language(self) -> str:  # type: ignore[override]
        return self.row.language

    @property
    def is_fallback(self) -> bool:
        return self.language != self.read

    @property
    def title(self) -> str:
        return self.row.title

    @property
    def host(self) -> str:
        """The other site that it is on; nothing for a document."""
        return links.host_of(self.row.link)

    @property
    def size(self) -> int:
        """The bytes of its document; 0 on another site, and where the file is missing."""
        try:
            return _storage().size(self.row.file) if self.row.file else 0
        except FileNotFoundError:
            return 0

    @property
    def address(self) -> str:
        """What opens it: the document, or our page that says where it leads. Nothing where an
        editor deleted the document."""
        if self.row.link:
            return reverse("outside", args=[links.token_of(self.row.link)])
        return _storage().url(self.row.file) if self.row.file else ""

    def is_of(self, subject: str) -> bool:
        """Whether it stands below the subject with this code."""
        return self.heading.key is not None and encode(self.heading.key) == subject

    def has(self, asked: str) -> bool:
        """Whether all words of `asked` (`words.asked_for`) are in what the library says of it."""
        return words.are_in(asked, f"{self.row.title} {self.row.summary} {self.row.source}")


@dataclass(frozen=True)
class Library:
    """All that a member may find: the versions of each guide, the best first, in the order of the
    page. `taken_down` has each guide with each language in which an editor took it down."""

    language: str
    versions: Mapping[UUID, list[Guide]]
    taken_down: frozenset[tuple[UUID, str]]

    @property
    def languages(self) -> list[str]:
        """All languages in which there are guides, that of the reader first."""
        found = {one.language for versions in self.versions.values() for one in versions}
        return sorted(found, key=lambda code: (code != self.language, code))

    @property
    def subjects(self) -> list[Heading]:
        """The subjects of the guides, each once."""
        heads = (versions[0].heading for versions in self.versions.values())
        return list({one.key: one for one in heads if one.key}.values())

    def find(self, *, typed: str = "", subject: str = "", language: str = "") -> list[Guide]:
        """Return the guides that fit, each in the best language, or in `language` alone where one
        was asked for. `subject` is the code of one; what is empty narrows nothing."""
        asked = words.asked_for(typed)
        if typed and not asked:
            return []
        found = (self._in(key, versions, language) for key, versions in self.versions.items())
        return [
            one
            for one in found
            if one and (not subject or one.is_of(subject)) and (not asked or one.has(asked))
        ]

    def _in(self, key: UUID, versions: list[Guide], language: str) -> Guide | None:
        if (key, language or self.language) in self.taken_down:
            return None
        return next((one for one in versions if language in ("", one.language)), None)


def _storage() -> Storage:
    """Return where documents lie. A document of Wagtail that is made from a name alone would ask
    the database for its collection."""
    return get_document_model()._meta.get_field("file").storage


def library_of(user: User, language: str) -> Library:
    """Return what `user` may find, in the language that they read: the guides of one subject
    together, the newest first. Two queries."""
    of_member = Page.objects.filter(guidepage__isnull=False).filter(reaching(user, GUIDE))
    rows = rows_of(of_member.filter(Q(live=True) | TAKEN_DOWN).order_by("path"))
    versions = _versions((row for row in rows if row.live), headings(language), language)
    # The subjects in the order of their first guide in the tree of pages.
    order: dict[UUID | None, int] = {}
    for best, *_others in versions.values():
        order.setdefault(best.heading.key, len(order))
    ordered = sorted(versions.items(), key=lambda one: _place(one[1][0], order))
    gone = {(row.key, row.language) for row in rows if not row.live and row.alias_of is None}
    return Library(language, dict(ordered), frozenset(gone))


def rows_of(pages: QuerySet) -> list[Row]:
    """Return the rows of guides among `pages`. One query."""
    return [Row._make(row) for row in pages.annotate(spoken=SPOKEN).values_list(*COLUMNS)]


def guides_in(rows: Iterable[Row], heads: Headings, language: str) -> list[Guide]:
    """Return the guides of these rows, each once, in the best language that is among them."""
    return [best for best, *_others in _versions(rows, heads, language).values()]


def best_for(user: User, language: str) -> Q:
    """Published guides that `user` may find, as pages, without those that there are in the language
    that they read, too, and without those that were taken down in it."""
    same = Page.objects.filter(translation_key=OuterRef("translation_key"), alias_of=None)
    own = same.filter(Q(live=True) | TAKEN_DOWN, locale__language_code=language)
    is_best = Q(locale__language_code=language, alias_of=None) | Q(~Exists(own))
    return Q(guidepage__isnull=False, live=True) & reaching(user, GUIDE) & is_best


def _versions(rows: Iterable[Row], heads: Headings, language: str) -> dict[UUID, list[Guide]]:
    """Return the versions of each guide, the best first."""
    found: dict[UUID, list[Row]] = {}
    for row in rows:
        found.setdefault(row.key, []).append(row)
    for same in found.values():
        same.sort(key=lambda row: (rank(row.language, language), row.alias_of is not None))
    return {
        key: [Guide(row=row, read=language, heading=heads(row.path)) for row in same]
        for key, same in found.items()
    }


def _place(one: Guide, order: Mapping[UUID | None, int]) -> tuple[bool, int, int, str]:
    # What has no subject stands at the end.
    written = one.row.dated or date.min
    subject = one.heading.key
    return subject is None, order[subject], -written.toordinal(), names.letters(one.title)
