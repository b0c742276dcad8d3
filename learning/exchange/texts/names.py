"""Headings that name a block of a lesson: “Story”, or “Practice: Count together”."""

from functools import cache

from django.conf import settings
from django.utils import translation

from learning.models import LessonPage

TEXT = "text"
# The blocks that are a piece of text, and what else writers call them.
ALSO = {
    "story": ("récit",),
    "idea": ("the idea", "idea", "l'idée", "idée"),
    "practice": ("practice", "pratique", "en groupe"),
    "in_short": (),
}


def named(heading: str) -> tuple[str, str]:
    """Return the kind of block that a heading begins, and the heading that the block has then."""
    name, _colon, rest = heading.partition(":")
    kind = _kinds().get(_bare(name), TEXT)
    return (kind, rest.strip()) if kind != TEXT else (TEXT, heading)


@cache
def _kinds() -> dict[str, str]:
    blocks = LessonPage._meta.get_field("body").stream_block.child_blocks
    found = {}
    for kind, names in ALSO.items():
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                found[_bare(str(blocks[kind].label))] = kind
        found |= {_bare(name): kind for name in names}
    return found


def _bare(name: str) -> str:
    return " ".join(name.replace("’", "'").split()).casefold()
