"""A short list, and behind it a field in which any other value is typed; no script is needed.

All of it has one name, so a browser sends what is chosen in the list, then what is chosen among the
candidates for a typed text, and the text last.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from people.picking.sources import LONGEST_TYPED, Source, once


@dataclass
class Reading:
    """What was sent: `chosen` from the lists, `typed`, and what the text means."""

    chosen: list[str]
    typed: str = ""
    # The values that parts of the text surely mean, or that were chosen for such a part.
    meant: list[str] = field(default_factory=list)
    # What the rest of the text may mean, and whether it has the name of more than one.
    candidates: list[str] = field(default_factory=list)
    is_ambiguous: bool = False
    is_unknown: bool = False


class Picker(forms.Widget):
    """What both pickers have in common. `given` is what the form began with: always in reach."""

    is_picker = True
    template_name = ""
    # What stands between several names in one text.
    between = re.compile(r"(?!)")

    def __init__(self, source: Source, attrs: Any = None) -> None:
        super().__init__(attrs)
        self.source = source
        self.given: list[str] = []

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name)
        return self.format_value(values)

    def format_value(self, value: Any) -> list[str]:
        if value is None or isinstance(value, str):
            return [value] if value else []
        return [str(one) for one in value if one]

    def read(self, value: Any) -> Reading:
        """Return what the values sent under the name of this field mean together."""
        sent = self.format_value(value)
        typed = [one for one in sent if not self._is_known(one)]
        reading = Reading([one for one in sent if self._is_known(one)], "\n".join(typed))
        if len(reading.typed) > LONGEST_TYPED:
            reading.is_unknown = True
            return reading
        for part in filter(str.strip, self.between.split(reading.typed)):
            self._read_part(part, reading)
        return reading

    def _read_part(self, part: str, reading: Reading) -> None:
        meant = self.source.meant(part)
        if len(meant) == 1:
            reading.meant += meant
            return
        candidates = meant or self.source.near(part)
        reading.candidates = once([*reading.candidates, *candidates])
        settled = [one for one in self.among(reading.chosen) if one in candidates]
        reading.meant += settled
        if not settled:
            reading.is_ambiguous |= bool(meant)
            reading.is_unknown |= not meant

    def among(self, chosen: list[str]) -> list[str]:
        """Return which of the values chosen may be chosen for what is typed."""
        return chosen

    def _is_known(self, value: str) -> bool:
        return self.source.known(value) or value in self.given

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        reading = self.read(value)
        shown = self.shown(reading)
        context = {
            **self.get_context(name, value, attrs)["widget"],
            "options": self._options(self.source.offered(once([*self.given, *shown])), shown),
            "candidates": self._options(reading.candidates, reading.meant),
            "typed": reading.typed,
            "source": self.source,
        }
        return render_to_string(self.template_name, context)

    def shown(self, reading: Reading) -> list[str]:
        """Return what is chosen in the list."""
        return reading.chosen

    def in_words(self, value: Any) -> str:
        """Return what is chosen and what is typed, for a summary."""
        reading = self.read(value)
        meant = [] if reading.typed and not reading.meant else self.counting(reading)
        return ", ".join([self.source.words(one) for one in meant] or [reading.typed])

    def counting(self, reading: Reading) -> list[str]:
        """Return the values that count, if nothing is left to ask."""
        return once([*reading.chosen, *reading.meant])

    def _options(self, values: Iterable[str], chosen: Iterable[str]) -> list[Any]:
        held = set(chosen)
        return [
            {"value": one, "words": self.source.words(one), "chosen": one in held} for one in values
        ]


class PickOne(Picker):
    """A list to choose one value from."""

    template_name = "people/includes/pick_one.html"

    def among(self, chosen: list[str]) -> list[str]:
        return chosen[1:]

    def shown(self, reading: Reading) -> list[str]:
        return reading.chosen[:1] if reading.typed else reading.chosen[-1:]

    def counting(self, reading: Reading) -> list[str]:
        return (reading.meant or reading.chosen)[-1:]


class PickSeveral(Picker):
    """Boxes to tick."""

    template_name = "people/includes/pick_several.html"
    use_fieldset = True
    between = re.compile("[,;،、/\n]")
