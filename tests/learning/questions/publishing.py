"""A lesson that asks one question."""

from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from wagtail.images.models import Image

from learning.models import LessonPage
from tests.files import corpus
from tests.learning.walking import Walk


def published(walk: Walk, kind: str, value: dict) -> Walk:
    """Let the first lesson of the walk ask this one question."""
    page = LessonPage.objects.get(title="Lesson 1")
    block = page.body.stream_block.child_blocks[kind]
    page.body = [("story", "<p>Once there was a group.</p>"), (kind, block.normalize(value))]
    page.save_revision().publish()
    return walk


def question(walk: Walk) -> Any:
    """Return that question."""
    [found] = walk.content(1).questions
    return found


def address(walk: Walk, lang: str = "en") -> str:
    return walk.address("question", 1, question(walk).id, lang=lang)


def change(walk: Walk, corrected: Callable[[dict], dict]) -> None:
    """Let an editor correct that question: `corrected` takes its stored value, with all ids."""
    page = LessonPage.objects.get(title="Lesson 1")
    story, asked = page.body.get_prep_value()
    asked["value"] = corrected(asked["value"])
    page.body = page.body.stream_block.to_python([story, asked])
    page.save_revision().publish()


def drawing(title: str = "drawing") -> Image:
    """Return a picture in the library. Its file is in the folder for uploads of the test."""
    file = ContentFile(corpus.saved("PNG", corpus.drawing(size=(480, 360))), "a.png")
    return Image.objects.create(title=title, file=file)


def illustrated(value: Any) -> Any:
    """Return the value of a block, with a drawing wherever a picture is missing."""
    match value:
        case {"image": None}:
            return {**value, "image": drawing()}
        case dict():
            return {name: illustrated(inner) for name, inner in value.items()}
        case list():
            return [illustrated(inner) for inner in value]
    return value
