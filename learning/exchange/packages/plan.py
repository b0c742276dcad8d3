"""What an import would change on this site, page by page."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db import models
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Locale, Page

from cms.models import HomePage
from learning.exchange.packages.format.archive import Unreadable
from learning.exchange.packages.format.bodies import wrong
from learning.exchange.packages.format.contents import NO_LANGUAGE, Package, Place, Text
from learning.exchange.packages.media import DryRun
from learning.exchange.packages.pages import built, ids_in
from learning.models import CoursePage, LessonPage, PackagedPage
from web.reading.languages import in_sentence


class Fate(models.TextChoices):
    """What becomes of a text of the package."""

    NEW = "new", gettext_lazy("New: it is added")
    CHANGED = "changed", gettext_lazy("Changed in the package: it is brought up to date")
    SAME = "same", gettext_lazy("Nothing new")
    KEPT = "kept", gettext_lazy("Changed only on this site: it stays as it is")
    BOTH = "both", gettext_lazy("Changed here, too")
    GONE = "gone", gettext_lazy("Deleted here since")
    LOCKED = "locked", gettext_lazy("Locked in the studio: it stays as it is")


# An id in what a StreamField keeps, whatever the database makes of JSON.
ID = re.compile(r'"id": ?"([0-9a-f-]{36})"')
ASKED = (Fate.BOTH, Fate.GONE)


@dataclass(frozen=True)
class Row:
    """`is_unfinished` means that an import wrote it, and has its links still to do, or has still to
    publish the course."""

    text: Text
    page: Page | None
    fate: Fate
    is_unfinished: bool = False

    @property
    def code(self) -> str:
        """What a form sends to say that this may be written over."""
        return f"{self.text.language}:{self.text.key}"

    @property
    def language(self) -> str:
        return in_sentence(self.text.language)

    @property
    def is_asked(self) -> bool:
        return self.fate in ASKED

    def is_written(self, replacing: Iterable[str]) -> bool:
        """Whether an import writes it, if the pages with the codes `replacing` may be."""
        return self.fate in (Fate.NEW, Fate.CHANGED) or (self.is_asked and self.code in replacing)


@dataclass(frozen=True)
class Plan:
    """`absent` are languages that this site has not, `extra` is the number of lessons that are here
    and not in the package, `reorders` means that the lessons get another order."""

    package: Package
    rows: tuple[Row, ...]
    absent: tuple[str, ...]
    extra: int
    reorders: bool

    @cached_property
    def asked(self) -> list[Row]:
        return [row for row in self.rows if row.is_asked]

    @property
    def settled(self) -> list[Row]:
        return [row for row in self.rows if not row.is_asked]

    @property
    def absent_languages(self) -> list[str]:
        return [in_sentence(code) for code in self.absent]

    @property
    def writes(self) -> int:
        """How many pages are written without asking."""
        return sum(row.is_written([]) for row in self.rows)

    @property
    def is_read(self) -> bool:
        """Whether readers have the course here, so that they get at once what is written."""
        return any(row.page and row.page.live for row in self.rows if row.text.model is CoursePage)

    @property
    def weight(self) -> int:
        """Bytes of the files."""
        return sum(len(one.content) for one in self.package.files.values())


def plan(package: Package) -> Plan:
    """Return what an import would do. Raises `Unreadable` for a package that fits no site, or not
    this one. A few queries, however many pages there are."""
    here = set(Locale.objects.values_list("language_code", flat=True)) & set(
        HomePage.objects.values_list("locale__language_code", flat=True)
    )
    if package.source not in here:
        told = _(
            "This course was written in %(language)s, and this site has no pages in that language."
        )
        raise Unreadable(told % {"language": in_sentence(package.source)})
    texts = [text for text in package.texts if text.language in here]
    pages = _pages(package)
    ids: dict[str, UUID] = {}
    for text in texts:
        page = built(text, DryRun(package), is_checked=False)
        # One answer would count for two lessons.
        for own in ids_in(page.body.get_prep_value()) if text.model is LessonPage else ():
            if ids.setdefault(own, text.key) != text.key:
                raise wrong(text.file, "id")
    _refuse_ids_of_others(ids)
    records: dict[Place, list[PackagedPage]] = defaultdict(list)
    keys = {text.key for text in package.texts}
    for one in PackagedPage.objects.filter(translation_key__in=keys).order_by("pk"):
        records[Place(one.translation_key, one.language)].append(one)
    rows = [_row(package, text, pages.get(text.place), records[text.place]) for text in texts]
    orders = [one.digest for one in records[Place(package.key, NO_LANGUAGE)]]
    below = {pk for place, pk in _lessons_here(package) if place not in keys}
    return Plan(
        package=package,
        rows=tuple(rows),
        absent=tuple(code for code in package.languages if code not in here),
        extra=len(below),
        reorders=bool(orders) and orders[-1] != package.order,
    )


def _refuse_ids_of_others(ids: dict[str, UUID]) -> None:
    """Raise `Unreadable` when another lesson of this site has a block with one of `ids`. One query,
    which reads all lessons."""
    lessons = LessonPage.objects.exclude(translation_key__in=set(ids.values()))
    bodies = lessons.annotate(raw=Cast("body", TextField())).values_list("title", "raw")
    for title, raw in bodies.iterator(chunk_size=50):
        if ids.keys() & set(ID.findall(raw or "")):
            told = _(
                "The package has parts of “%(title)s”, which is another lesson of this site. It "
                "cannot be imported here."
            )
            raise Unreadable(told % {"title": title})


def _pages(package: Package) -> dict[Place, Page]:
    """Return the pages of this site that the texts are for. Raises `Unreadable` when one of them is
    something else here, or belongs to another course."""
    keys = {text.key: text.model for text in package.texts}
    found = Page.objects.filter(translation_key__in=keys).select_related("locale", "content_type")
    above = {
        page.path
        for page in found
        if page.translation_key == package.key and page.specific_class is CoursePage
    }
    for page in found:
        is_lesson = page.specific_class is LessonPage
        is_elsewhere = is_lesson and page.path[: -Page.steplen] not in above
        if page.specific_class is not keys[page.translation_key] or is_elsewhere:
            told = _(
                "“%(title)s” has the key of a page that is somewhere else on this site. The "
                "package cannot be imported here."
            )
            raise Unreadable(told % {"title": page.title})
    return {
        Place(page.translation_key, page.locale.language_code): page
        for page in found.filter(alias_of=None).specific(defer=True)
    }


def _lessons_here(package: Package) -> Iterable[tuple]:
    course = CoursePage.objects.filter(
        translation_key=package.key, locale__language_code=package.source
    ).first()
    if course is None:
        return []
    return LessonPage.objects.child_of(course).values_list("translation_key", "pk")


def _row(package: Package, text: Text, page: Page | None, records: list[PackagedPage]) -> Row:
    """Say what becomes of the text. `records` are the times when it and the page said the same, the
    last one at the end."""
    if page is None:
        return Row(text, page, Fate.GONE if records else Fate.NEW)
    digest = package.digest(text)
    known = next((one for one in records if one.digest == digest), None)
    if known and known.revision == page.latest_revision_id:
        return Row(text, page, Fate.SAME)
    if known and known == records[-1]:
        return Row(text, page, Fate.KEPT)
    if page.locked:
        return Row(text, page, Fate.LOCKED)
    imported = next((one for one in reversed(records) if not one.is_ours), None)
    is_untouched = imported is not None and imported.revision == page.latest_revision_id
    if known or imported is None or not is_untouched:
        return Row(text, page, Fate.BOTH)
    return Row(text, page, Fate.CHANGED, is_unfinished=not imported.digest)
