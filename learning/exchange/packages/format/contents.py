"""What a package says: a subject, a course, its lessons, each text in one or more languages, and
files. Nothing of it is on the site yet."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from learning.exchange.packages.format.archive import Archive, Unreadable
from learning.exchange.packages.format.bodies import key_in, wrong
from learning.models import CoursePage, LessonPage, SubjectPage

FORMAT, VERSION = "ensemble-course", 1
MANIFEST = "package"
# The place of what is the same in every language.
NO_LANGUAGE = ""
MOST_LESSONS, MOST_LANGUAGES = 500, 30


@dataclass(frozen=True)
class Enclosed:
    """A file of a package. Wagtail keeps its `title`, and the `description` of a picture."""

    name: str
    title: str
    description: str
    content: bytes

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


class Place(NamedTuple):
    """Which page of a site a text is for."""

    key: UUID
    language: str


@dataclass(frozen=True)
class Text:
    """A course or a lesson in one language: `said` are its fields, with those that are the same in
    every language, and `file` is the name of its text in the package."""

    model: type[CoursePage | LessonPage]
    key: UUID
    names: tuple[str, ...]
    language: str
    file: str
    said: dict[str, Any]

    @property
    def place(self) -> Place:
        return Place(self.key, self.language)

    @property
    def title(self) -> str:
        return str(self.said["title"])


@dataclass(frozen=True)
class Subject:
    key: UUID
    mark: str
    titles: dict[str, str]


@dataclass(frozen=True)
class Package:
    """`languages` begins with the one that the others were translated from."""

    key: UUID
    subject: Subject
    languages: tuple[str, ...]
    texts: tuple[Text, ...]
    files: dict[str, Enclosed]

    @property
    def source(self) -> str:
        return self.languages[0]

    @property
    def title(self) -> str:
        return self.texts[0].title

    def of_lessons(self, language: str) -> list[Text]:
        """Return the texts of the lessons in this language, in order."""
        lessons = (text for text in self.texts if text.model is LessonPage)
        return [text for text in lessons if text.language == language]

    @property
    def order(self) -> str:
        """Return a number that changes with the order of the lessons."""
        keys = [str(text.key) for text in self.of_lessons(self.source)]
        return hashlib.sha256("/".join(keys).encode()).hexdigest()

    def digest(self, text: Text) -> str:
        """Return a number that changes with the text, and with each file that it names."""
        named = sorted(name for name in _strings(text.said) if name in self.files)
        said = [text.said, [self.files[name].digest for name in named]]
        plain = json.dumps(said, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(plain.encode()).hexdigest()


def read(archive: Archive) -> Package:
    """Return what the files say. The texts stand in the order in which pages can be made: a course
    before its lessons, and each language after the one it was translated from. Raises
    `Unreadable`."""
    manifest = archive.table(MANIFEST)
    if manifest is None or manifest.get("format") != FORMAT:
        raise Unreadable(_("This file is not a package of a course."))
    if manifest.get("version") != VERSION:
        told = _(
            "This package was made by another version of this program. Export it again there, or "
            "bring this site up to date."
        )
        raise Unreadable(told)
    course = _part(manifest, "course", dict)
    name = _part(course, "key", str)
    languages = _strings_in(manifest, "languages")
    # Before a text is read: one that is named many times would be read as often.
    if not 0 < len(set(languages)) == len(languages) <= MOST_LANGUAGES:
        raise wrong(MANIFEST, "languages")
    lessons = _lessons(manifest, name)
    keys = [key_in(name), *(key_in(one.names[-1], name) for one in lessons)]
    if len(set(keys)) < len(keys):
        raise wrong(MANIFEST, "lessons/key")
    texts = [text for language in languages for text in _texts(archive, language, course, lessons)]
    found = {text.language for text in texts if text.model is CoursePage}
    written = [text for text in texts if text.language == languages[0]]
    if len(written) != 1 + len(lessons):
        raise wrong(MANIFEST, "lessons")
    if found != set(languages):
        raise wrong(MANIFEST, "languages")
    return Package(
        key=key_in(name),
        subject=_subject(manifest, languages),
        languages=tuple(languages),
        texts=tuple(texts),
        files=_files(archive, manifest),
    )


@dataclass(frozen=True)
class _Lesson:
    names: tuple[str, ...]
    text: str
    same: dict[str, Any]


def _lessons(manifest: dict[str, Any], course: str) -> list[_Lesson]:
    listed = _part(manifest, "lessons", list)
    if len(listed) > MOST_LESSONS:
        raise Unreadable(_("This package has too many lessons."))
    found = []
    for number, one in enumerate(listed, start=1):
        if not isinstance(one, dict):
            raise wrong(MANIFEST, "lessons")
        key = _part(one, "key", str)
        same = {part: value for part, value in one.items() if part != "key"}
        # A key that is a name is also that of the text.
        text = f"lesson-{number:02}" if str(key_in(key, course)) == key else key
        found.append(_Lesson((course, key), text, same))
    return found


def _texts(
    archive: Archive, language: str, course: dict[str, Any], lessons: list[_Lesson]
) -> Iterator[Text]:
    name = course["key"]
    same = {part: value for part, value in course.items() if part != "key"}
    file = f"{language}/course"
    if said := archive.table(file):
        _part(said, "title", str, file)
        yield Text(CoursePage, key_in(name), (name,), language, file, {**said, **same})
    for lesson in lessons:
        file = f"{language}/{lesson.text}"
        if said := archive.table(file):
            _part(said, "title", str, file)
            key = key_in(lesson.names[-1], name)
            yield Text(LessonPage, key, lesson.names, language, file, {**said, **lesson.same})


def _subject(manifest: dict[str, Any], languages: list[str]) -> Subject:
    said = _part(manifest, "subject", dict)
    titles = _part(said, "titles", dict)
    said_titles = [titles.get(language) for language in languages]
    if not all(isinstance(one, str) and one.strip() for one in said_titles):
        raise wrong(MANIFEST, "subject/titles")
    mark = said.get("mark", SubjectPage.Mark.BOOK)
    # A newer site may have more drawings.
    known = mark if mark in SubjectPage.Mark.values else SubjectPage.Mark.BOOK
    return Subject(key_in(_part(said, "key", str), "subject"), known, titles)


def _files(archive: Archive, manifest: dict[str, Any]) -> dict[str, Enclosed]:
    said = manifest.get("files", {})
    if not isinstance(said, dict):
        raise wrong(MANIFEST, "files")
    found = {}
    for path, content in archive.files.items():
        folder, _slash, name = path.partition("/")
        if folder != "files":
            continue
        about = said.get(name, {})
        title = about.get("title", name.rpartition(".")[0]) if isinstance(about, dict) else None
        description = about.get("description", "") if isinstance(about, dict) else None
        if not isinstance(title, str) or not isinstance(description, str):
            raise wrong(MANIFEST, f"files/{name}")
        found[name] = Enclosed(name, title[:255], description[:255], content)
    return found


def _strings_in(manifest: dict[str, Any], name: str) -> list[str]:
    found = _part(manifest, name, list)
    if not all(isinstance(one, str) for one in found):
        raise wrong(MANIFEST, name)
    return found


def _strings(said: Any) -> Iterator[str]:
    """Yield each text of a table, and each name of a file in its rich text."""
    match said:
        case str():
            yield said
            yield from (part.partition('"')[0] for part in said.split(' file="')[1:])
        case dict():
            for value in said.values():
                yield from _strings(value)
        case list():
            for value in said:
                yield from _strings(value)


def _part(said: dict[str, Any], name: str, kind: type, file: str = MANIFEST) -> Any:
    found = said.get(name)
    if not isinstance(found, kind) or found == "":
        raise wrong(file, name)
    return found
