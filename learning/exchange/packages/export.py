"""A course of this site as a package: what readers get, in all languages, with its files."""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.translations import queries
from learning.exchange.packages.format.archive import Archive, packed
from learning.exchange.packages.format.bodies import BlockWriter
from learning.exchange.packages.format.contents import FORMAT, MANIFEST, VERSION, read
from learning.exchange.packages.media import remember
from learning.exchange.packages.pages import fields_of, streams_of
from learning.models import CoursePage, LessonPage, PackagedPage, SubjectPage
from web.errors import Gone


class NotLive(Gone):
    """Readers do not have the course."""

    sentence = _("This course is not published. Publish it first: a package has what readers get.")


class FileMissing(Gone):
    """A file of the course is not on the disk."""

    sentence = _(
        "A file of this course is missing on the server. Take it out of the course, or add it "
        "again, then export."
    )


@dataclass(frozen=True)
class Exported:
    """`name` is what the file is called, without a word of what it is about."""

    name: str
    content: bytes
    languages: int
    lessons: int


@dataclass
class Gathered:
    """Names of files and pages (`Names`), with the files that were named."""

    files: dict[str, bytes] = field(default_factory=dict)
    said: dict[str, dict[str, str]] = field(default_factory=dict)
    found: dict[str, Model] = field(default_factory=dict)
    _named: dict[tuple[type[Model], int], str | None] = field(default_factory=dict)

    def of_file(self, model: type[Model], pk: Any) -> str | None:
        place = (model, int(pk))
        if place not in self._named:
            self._named[place] = self._name(*place)
        return self._named[place]

    def of_page(self, pk: Any) -> str | None:
        found = Page.objects.filter(pk=int(pk)).first()
        return str(found.translation_key) if found else None

    def _name(self, model: type[Model], pk: int) -> str | None:
        kept: Any = model._default_manager.filter(pk=pk).first()
        if kept is None:
            return None
        try:
            with kept.file.open() as opened:
                content = opened.read()
        except FileNotFoundError as error:
            told = gettext(
                "The file of “%(title)s” is missing on the server. Take it out of the course, or "
                "add it again, then export."
            )
            raise FileMissing(told % {"title": kept.title}) from error
        # Its name says nothing, and is another one after each exchange of the file.
        name = kept.file.name.rpartition("/")[2]
        self.files[f"files/{name}"] = content
        self.said[name] = {"title": kept.title}
        if description := getattr(kept, "description", ""):
            self.said[name]["description"] = description
        self.found[name] = kept
        return name


@transaction.atomic
def export(*, course: UUID) -> Exported:
    """Return the published course as a package, with the lessons that are published in the language
    of the course, and remember what it says of each page. Raises `NotLive`, `FileMissing`."""
    pages = _in_languages(course, CoursePage)
    if not pages:
        raise NotLive
    source = next(iter(pages.values()))
    lessons = list(source.get_children().live().filter(alias_of=None).specific())
    names, files = Gathered(), {}
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "languages": list(pages),
        "subject": _subject(source, pages),
        "course": {"key": str(course), **_same(source)},
        "lessons": [],
    }
    for language, page in pages.items():
        files[f"{language}/course"] = _said(page, names)
    for number, lesson in enumerate(lessons, start=1):
        manifest["lessons"].append({"key": str(lesson.translation_key), **_same(lesson)})
        for language, page in _in_languages(lesson.translation_key, LessonPage).items():
            if language in pages:
                files[f"{language}/lesson-{number:02}"] = _said(page, names)
    files[MANIFEST] = {**manifest, "files": names.said}
    texts = {f"{name}.json": _json(said) for name, said in files.items()}
    whole = {**texts, **names.files}
    _remember(whole, names)
    return Exported(
        name=f"{course.hex[:8]}.zip",
        content=packed(whole),
        languages=len(pages),
        lessons=len(lessons),
    )


def _remember(whole: dict[str, bytes], names: Gathered) -> None:
    """Record what the pages and the package have in common now."""
    package = read(Archive(whole))
    for name, kept in names.found.items():
        remember(kept, package.files[name].digest)
    live = Page.objects.filter(
        translation_key__in={text.key for text in package.texts}, alias_of=None
    )
    revisions = {
        (key, language): revision
        for key, language, revision in live.values_list(
            "translation_key", "locale__language_code", "live_revision"
        )
    }
    for text in package.texts:
        place = {"translation_key": text.key, "language": text.language}
        digest, revision = package.digest(text), revisions[text.place] or 0
        known = PackagedPage.objects.filter(**place, digest=digest)
        # Where it came from a package, it stays known as that.
        if not known.filter(revision=revision).exists():
            known.delete()
            PackagedPage.objects.create(**place, digest=digest, revision=revision, is_ours=True)


def _in_languages(key: UUID, model: type[Page]) -> dict[str, Any]:
    """Return the published pages with this key, by their languages; first the one that was
    translated into the others."""
    found = model._default_manager.live().filter(translation_key=key, alias_of=None)
    pages = list(found.select_related("locale").order_by("pk"))
    if not pages:
        return {}
    source = queries.ruling(pages[0]) or pages[0]
    pages.sort(key=lambda page: page.pk != source.pk)
    return {page.locale.language_code: page for page in pages}


def _subject(source: Page, pages: dict[str, Page]) -> dict[str, Any]:
    subject = source.get_parent().specific
    titles = dict(
        SubjectPage.objects.filter(translation_key=subject.translation_key).values_list(
            "locale__language_code", "title"
        )
    )
    return {
        "key": str(subject.translation_key),
        "mark": subject.mark,
        "titles": {language: titles.get(language, subject.title) for language in pages},
    }


def _same(page: Page) -> dict[str, Any]:
    """Return the values that are the same in every language."""
    names = queries.same_in_every_language(page)
    return {
        one.name: one.value_from_object(page) for one in fields_of(type(page)) if one.name in names
    }


def _said(page: Page, names: Gathered) -> dict[str, Any]:
    shared = queries.same_in_every_language(page)
    own = [one for one in fields_of(type(page)) if one.name not in shared]
    written = BlockWriter(names)
    streams = {
        name: written.stream(one.stream_block, one.value_from_object(page).get_prep_value())
        for name, one in streams_of(type(page)).items()
    }
    return {**{one.name: one.value_from_object(page) for one in own}, **streams}


def _json(said: dict[str, Any]) -> bytes:
    return f"{json.dumps(said, ensure_ascii=False, indent=2)}\n".encode()
