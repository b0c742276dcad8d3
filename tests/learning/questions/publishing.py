"""A lesson that asks one question."""

from collections.abc import Callable
from typing import Any

from learning.models import LessonPage
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
