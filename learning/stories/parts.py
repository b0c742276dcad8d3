"""The parts of a practice story, as they are sealed together."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The questions that a story answers, in their order on each page.
HEADINGS: dict[str, Promise] = {
    "worked": _("What worked"),
    "why": _("Why it worked"),
    "effects": _("What changed at once, and what later"),
    "learned": _("What we learned"),
}


@dataclass(frozen=True)
class Parts:
    """What a story says; its author gives it no title, its editor does."""

    worked: str
    why: str
    effects: str
    learned: str
    title: str = ""

    @classmethod
    def opened(cls, kept: str) -> "Parts":
        return cls(**json.loads(kept))

    @property
    def as_kept(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @property
    def as_text(self) -> str:
        """All of it as one text to read."""
        told = [f"{HEADINGS[name]}\n{getattr(self, name)}" for name in HEADINGS]
        return "\n\n".join([self.title, *told] if self.title else told)

    def __iter__(self) -> Iterator[tuple[Promise, str]]:
        """Each heading with what stands below it."""
        return iter((words, getattr(self, name)) for name, words in HEADINGS.items())
