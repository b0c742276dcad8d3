"""A small package as a folder, and what there is on a site after an import."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from learning.exchange.packages.format import archive
from learning.exchange.packages.format.bodies import key_of
from learning.models import CoursePage, LessonPage, SubjectPage
from tests.files import corpus

PACKAGE = """
format = "ensemble-course"
version = 1
languages = ["en", "fr"]

[subject]
key = "money"
mark = "money"
titles = { en = "Money", fr = "L’argent" }

[course]
key = "tiny"
way = "group"
"""
ENTRY = """
[[lessons]]
key = "{name}"
minutes = {minutes}
"""
PICTURE = """
[files."a.png"]
title = "A drawing"
description = "Two hands"
"""
COURSE = """
title = "{title}"
summary = "What it is about."
outcomes = "keep a book"
needs = "a pen"
teach_back = "Tell it to your group."
"""
LESSON = """
title = "{title}"
summary = "{summary}"

[[blocks]]
type = "story"
value = "Once there was a group."

[[blocks]]
type = "text"
heading = "To read"
text = [
  "<p>Go on with <a linktype=\\"page\\" key=\\"{other}\\">the other one</a>.</p>",
  "<p>Or <a linktype=\\"document\\" file=\\"a.pdf\\">print</a> it.</p>",
]

[[blocks]]
type = "picture"
image = "a.png"
alt = "Two hands"

[[blocks]]
type = "audio"
heading = "Listen"
audio = "{language}.mp3"
"""
QUESTION = """
[[blocks]]
type = "single_choice"
text = "Who keeps the book?"
why = "It was agreed."
choices = [
  {{ text = "One", right = true, feedback = "Yes." }},
  {{ text = "Two", right = {second}, feedback = "Look again." }},
]
"""


BLOCKS = ("body", "before")


def begin(path: Path, titles: dict[str, str], lessons: dict[str, int]) -> None:
    """Write what a package says of its course: its titles by language, the minutes of its lessons
    by their names."""
    entries = [ENTRY.format(name=name, minutes=minutes) for name, minutes in lessons.items()]
    path.mkdir(parents=True)
    (path / "package.toml").write_text(PACKAGE + "".join(entries) + PICTURE, "utf-8")
    for language, title in titles.items():
        (path / language).mkdir()
        (path / language / "course.toml").write_text(COURSE.format(title=title), "utf-8")


def folder(path: Path) -> Path:
    """Write the package, and return its folder."""
    begin(path, {"en": "Tiny en", "fr": "Tiny fr"}, {"one": 10, "two": 15})
    (path / "files").mkdir()
    (path / "files" / "a.png").write_bytes(corpus.saved("PNG"))
    (path / "files" / "a.pdf").write_bytes(corpus.finished(corpus.paper()))
    for language, sound in (("en", corpus.SOUND), ("fr", corpus.SOUND * 2)):
        (path / "files" / f"{language}.mp3").write_bytes(sound)
        for name, other in (("one", "two"), ("two", "one")):
            text = (LESSON + QUESTION).format(
                title=f"Lesson {name} {language}",
                summary=f"About {name} {language}.",
                other=key_of("tiny", other),
                language=language,
                second="false",
            )
            (path / language / f"{name}.toml").write_text(text, "utf-8")
    return path


def again(files: dict[str, bytes]) -> bytes:
    """Return a package of these files, with its checksums."""
    return archive.packed({name: one for name, one in files.items() if name != archive.CHECKSUMS})


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        return {name: made.read(name) for name in made.namelist()}


def changed(content: bytes, name: str, **values: Any) -> bytes:
    """Return the package with other values in one of its texts."""
    files = opened(content)
    files[name] = json.dumps({**json.loads(files[name]), **values}).encode()
    return again(files)


def site() -> list[dict[str, Any]]:
    """Return what readers have of courses: every value of every page, with the bodies."""
    found = []
    for model in (SubjectPage, CoursePage, LessonPage):
        fields = [one for one in model._meta.local_concrete_fields if not one.primary_key]
        for page in model.objects.order_by("path").select_related("locale"):
            values = {
                one.name: one.value_from_object(page) for one in fields if one.name not in BLOCKS
            }
            blocks = {
                one: getattr(page, one).get_prep_value() for one in BLOCKS if hasattr(page, one)
            }
            about = {"title": page.title, "key": page.translation_key, "live": page.live}
            language = page.locale.language_code
            found.append({**about, "language": language, **values, **blocks})
    return found
