"""Load the starter course into an empty site: pages in one language, their translation into the
others, and their files."""

import tomllib
from collections import Counter
from html import escape
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid5

from django.core.files import File
from django.core.files.images import ImageFile
from django.db import models, transaction
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Locale, Page, Site
from wagtailmedia.blocks import AudioChooserBlock
from wagtailmedia.models import get_media_model

from cms.blocks import StoryBlock
from cms.models import HomePage
from learning.exchange.starter import translating
from learning.exchange.starter.mp3 import seconds
from learning.models import CoursePage, LessonPage, SubjectPage
from people.models import User

BODY = LessonPage._meta.get_field("body").stream_block
PageType = TypeVar("PageType", bound=Page)
HERE = Path(__file__).parent
COURSE = "our_money"
SOURCE = "en"
HOMES = {"en": "Home", "fr": "Accueil"}
SUBJECTS = {"money": {"en": "Money", "fr": "L’argent"}}

# Keys and ids are derived from names, so that the course has the same address on every site, and
# answers belong to the same question in every language.
NAMESPACE = UUID("5d4c9f0e-6a0b-4f57-9d5e-2f1c7a3b8e60")


def load(*, owner: User | None = None, folder: Path = HERE) -> None:
    """Make the home pages, the subject and the course with all its lessons, and publish them.

    `owner` becomes the author of the new pages. Existing pages are left as they are, so a second
    run changes nothing and editors' work survives. `folder` holds `our_money.<language>.toml` and
    `files/`. Raises ValidationError for a text that the editor would refuse, and then changes
    nothing.
    """
    with transaction.atomic():
        for language, title in HOMES.items():
            _home(language, title, owner)
        _front(HomePage.objects.get(locale__language_code=SOURCE))
        courses = {
            language: Course(
                tomllib.loads((folder / f"{COURSE}.{language}.toml").read_text("utf-8")),
                language=language,
                owner=owner,
                files=folder / "files",
            )
            for language in HOMES
        }
        courses.pop(SOURCE).publish()
        for course in courses.values():
            course.translate()


class Course:
    """The course in one language, turned from text into pages."""

    def __init__(
        self, text: dict[str, Any], *, language: str, owner: User | None, files: Path
    ) -> None:
        self.text = text
        self.language = language
        self.locale = Locale.objects.get(language_code=language)
        self.owner = owner
        self.files = files

    def publish(self) -> None:
        """Make and publish the subject, the course and the lessons, unless the course exists."""
        if self._exists():
            return
        subject = self._subject()
        found = SubjectPage.objects.filter(
            translation_key=subject.translation_key, locale=self.locale
        ).first()
        home = HomePage.objects.get(locale=self.locale)
        course = self._add(self._course(), under=found or self._add(subject, under=home))
        for lesson in self.text["lessons"]:
            self._add(self._lesson(lesson), under=course)

    def translate(self) -> None:
        """Translate the published course as translators do, unless the translation exists."""
        if self._exists():
            return
        written = [self._subject(), self._course(), *map(self._lesson, self.text["lessons"])]
        for page in written:
            translating.translate(page, locale=self.locale, user=self.owner)

    def _exists(self) -> bool:
        key = _key(self.text["key"])
        return CoursePage.objects.filter(translation_key=key, locale=self.locale).exists()

    def _subject(self) -> SubjectPage:
        name = self.text["subject"]
        return SubjectPage(
            title=SUBJECTS[name][self.language],
            mark=SubjectPage.Mark(name),
            slug=name,
            translation_key=_key("subject", name),
        )

    def _course(self) -> CoursePage:
        return CoursePage(
            title=self.text["title"],
            slug=self.text["key"],
            summary=self.text["summary"],
            outcomes=self.text["outcomes"].strip(),
            needs=self.text["needs"],
            teach_back=self.text["teach_back"].strip(),
            translation_key=_key(self.text["key"]),
        )

    def _lesson(self, lesson: dict[str, Any]) -> LessonPage:
        seen: Counter[str] = Counter()
        body = []
        for written in lesson["blocks"]:
            kind = written["type"]
            seen[kind] += 1
            name = (self.text["key"], lesson["key"], f"{kind}-{seen[kind]}")
            body.append(self._stored(kind, BODY.child_blocks[kind], written, *name))
        return LessonPage(
            title=lesson["title"],
            slug=lesson["key"],
            summary=lesson["summary"],
            minutes=lesson["minutes"],
            translation_key=_key(self.text["key"], lesson["key"]),
            body=BODY.clean(BODY.to_python(body)),
        )

    def _add(self, page: PageType, *, under: Page) -> PageType:
        page.locale, page.owner = self.locale, self.owner
        page._history_user = self.owner
        under.add_child(instance=page)
        page.save_revision(user=self.owner).publish(user=self.owner, skip_permission_checks=True)
        return page

    def _stored(self, kind: str, block: blocks.Block, written: Any, *name: str) -> dict[str, Any]:
        """Return one block as Wagtail stores it: its type, its id, its value."""
        return {"type": kind, "id": str(_key(*name)), "value": self._value(block, written, *name)}

    def _value(self, block: blocks.Block, written: Any, *name: str) -> Any:
        match block:
            case StoryBlock():
                return rich(written["text"])
            case blocks.RichTextBlock():
                return rich(written)
            case blocks.StructBlock():
                return {
                    part: self._value(inner, _part(written, part, inner), *name, part)
                    for part, inner in block.child_blocks.items()
                }
            case blocks.ListBlock():
                return [
                    self._stored("item", block.child_block, item, *name, str(number))
                    for number, item in enumerate(written, start=1)
                ]
            case AudioChooserBlock():
                return self._recording(written).pk
            case ImageChooserBlock():
                return self._file(block.model_class, written, wrap=ImageFile).pk
            case blocks.ChooserBlock():
                return self._file(block.model_class, written).pk
        return written

    def _recording(self, name: str) -> models.Model:
        length = seconds((self.files / name).read_bytes())
        return self._file(get_media_model(), name, type="audio", duration=length)

    def _file(
        self, model: type[models.Model], name: str, *, wrap: type[File] = File, **fields: Any
    ) -> models.Model:
        """Return the imported file with this name; languages may share one."""
        title = Path(name).stem
        found = model._default_manager.filter(title=title).first()
        if found:
            return found
        with (self.files / name).open("rb") as content:
            return model._default_manager.create(
                title=title,
                file=wrap(content, name=name),
                uploaded_by_user=self.owner,
                **fields,
            )


def rich(text: str) -> str:
    """Return plain text as rich text: paragraphs, and lines that begin with “- ” as a list."""
    parts, items = [], []
    for line in [*text.strip().splitlines(), ""]:
        if line.startswith("- "):
            items.append(f"<li>{escape(line[2:].strip(), quote=False)}</li>")
            continue
        if items:
            parts.append(f"<ul>{''.join(items)}</ul>")
            items = []
        if line.strip():
            parts.append(f"<p>{escape(line.strip(), quote=False)}</p>")
    return "".join(parts)


def _key(*names: str) -> UUID:
    return uuid5(NAMESPACE, "/".join(names))


def _part(written: dict[str, Any], part: str, block: blocks.Block) -> Any:
    """Return the value of one part of a block: files are always under “file”, and what may be left
    empty need not be written.
    """
    name = "file" if isinstance(block, blocks.ChooserBlock) else part
    return written[name] if block.required else written.get(name, block.get_default())


def _home(language: str, title: str, owner: User | None) -> None:
    locale, _ = Locale.objects.get_or_create(language_code=language)
    other = HomePage.objects.exclude(locale=locale).filter(locale__language_code="en").first()
    key = other.translation_key if other else _key("home")
    home = HomePage.objects.filter(locale=locale).first()
    if home is None:
        root = Page.get_first_root_node()
        slug = f"home-{language}"
        home = HomePage(title=title, slug=slug, locale=locale, owner=owner, translation_key=key)
        root.add_child(instance=home)
        home.save_revision(user=owner).publish(user=owner, skip_permission_checks=True)
    elif other and home.translation_key != key:
        home.translation_key = key
        home.save(update_fields=["translation_key"])


def _front(home: HomePage) -> None:
    """Replace the welcome page that Wagtail's migrations made with `home`."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(hostname="localhost", is_default_site=True, root_page=home)
    elif site.root_page_id != home.pk:
        site.root_page = home
        site.save()
    welcome = Page.objects.filter(depth=2, numchild=0, content_type__model="page").first()
    if welcome:
        welcome.delete()
