"""How long a lesson takes: to read it, to answer its questions, and to try it with a group."""

import re
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.utils.html import strip_tags
from wagtail.blocks.stream_block import StreamValue

from learning.questions.kinds.registry import BY_NAME

# About as fast as one reads aloud to others, which suits people who do not read every day.
WORDS_A_MINUTE = 120
MINUTES_A_QUESTION = 2
# What an editor rounds by.
STEP = 5


@dataclass(frozen=True)
class Length:
    """Minutes."""

    reading: int
    asking: int
    together: int

    @property
    def total(self) -> int:
        return self.reading + self.asking + self.together


def of_body(body: StreamValue) -> Length:
    """Return how long a lesson with this body takes. Parts with a page of their own are not read
    with it, and of a law by country a reader opens one."""
    read = (
        one for one in body if not is_apart(one) and getattr(one.block.meta, "aim", 0) is not None
    )
    tried = (one.value for one in body if one.block_type == "practice")
    return Length(
        reading=ceil(sum(map(words_in, read)) / WORDS_A_MINUTE),
        asking=MINUTES_A_QUESTION * sum(one.block_type in BY_NAME for one in body),
        together=sum(one.get("minutes") or 0 for one in tried),
    )


def is_apart(part: Any) -> bool:
    """Whether a part of a lesson has a page of its own."""
    return bool(getattr(part.block.meta, "is_apart", False))


def words_in(part: Any) -> int:
    """Return the words of a part as a reader has them, without the labels of the editor."""
    return count_words(" ".join(map(str, part.block.get_searchable_content(part.value))))


def count_words(html: str) -> int:
    """Return how many words a text has."""
    return len(re.findall(r"\w+(?:[’'-]\w+)*", strip_tags(html)))
