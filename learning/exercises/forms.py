"""The form in which a learner writes an exercise, fills in its table, and adds files to it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from files import storage
from files.fields import Cleaning, full_disk
from files.uploads import FileRefused
from learning.exercises import tables
from learning.exercises.tables import Column, Table
from learning.models import Attachment, Submission
from people.forms import LongTextField


class OwnFileField(Cleaning, forms.FileField):
    """A photo, which is reduced, or a recording or PDF that is small enough as it is."""

    # A film is told so rather than its size.
    kinds = (
        *storage.PHOTOS,
        *(
            replace(kind, largest=Attachment.LARGEST)
            for kind in (storage.PDF, storage.MP3, storage.OGG)
        ),
        storage.M4A,
    )
    # For the phone's own camera and recorder.
    widget = forms.FileInput(
        attrs={"accept": "image/jpeg,image/png,image/webp,audio/*,application/pdf"}
    )

    def validate(self, value: Any) -> None:
        super().validate(value)
        if isinstance(value, storage.CleanFile):
            try:
                storage.check_size(value, Attachment.LARGEST)
            except FileRefused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal


def _cell(label: str, column: Column) -> forms.CharField:
    """Return the field of a cell. Words get two lines: no screen is wide enough for one."""
    more: dict[str, Any] = {}
    if column.is_summed:
        more["widget"] = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "decimal"})
    too_long = _(
        "This cell has %(show_value)d characters; the limit is %(limit_value)d. Please shorten it "
        "a little."
    )
    return LongTextField(
        label=label, longest=tables.LONGEST_CELL, too_long=too_long, required=False, **more
    )


class WorkForm(forms.Form):
    """The text of an exercise, its table, a file that is added to them, and who may read them."""

    text = LongTextField(label=_("Your work"), longest=Submission.LONGEST, rows=12, required=False)
    file = OwnFileField(
        label=_("Add a photo, a voice note or a PDF"),
        required=False,
        help_text=_(
            "JPG, PNG, MP3, M4A, OGG or PDF, at most 3 files of 2 MB each. Photos are made smaller "
            "here: they may have up to 10 MB."
        ),
        error_messages={"empty": _("This file is empty.")},
    )
    is_for_coordinators = forms.BooleanField(
        label=_("If no one has answered by then, a coordinator of my region may read it"),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        table: Table | None,
        given: Table | None,
        is_at_risk: bool,
        may_be_empty: bool,
        asks_for_file: bool,
        **kwargs: Any,
    ) -> None:
        """`table` is what the member finds to fill in, and `given` that of the exercise.

        `is_at_risk`: coordinators read the work only if its author says yes. `may_be_empty`: there
        is a file, or one goes. `asks_for_file`: it was sent to add one.
        """
        super().__init__(*args, **kwargs)
        self.table, self.given = table, given
        self.may_be_empty, self.asks_for_file = may_be_empty, asks_for_file
        if not is_at_risk:
            del self.fields["is_for_coordinators"]
        if table:
            self.fields["text"].label = _("Your text")
            for name, cells in self._places(table):
                for column, key in cells:
                    label = f"{name}, {column.text}"
                    self.fields[key] = _cell(label, column)
            for (line, column_key), text in table.cells.items():
                self.initial[_name(line, column_key)] = text

    @property
    def lines(self) -> Iterator[tuple[str, list[tuple[Column, forms.BoundField]]]]:
        """The name of each line of the table, and its columns with their fields."""
        for name, cells in self._places(self.table or Table()):
            yield name, [(column, self[key]) for column, key in cells]

    @property
    def faulty(self) -> list[forms.BoundField]:
        """The fields with something to correct, in the order of the page."""
        names = [field.html_name for _name, cells in self.lines for _column, field in cells]
        shown = [*names, "text", "file"]
        return [self[name] for name in shown if name in self.errors]

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written, neither as text nor in the table."""
        if self.data.get("text", "").strip():
            return False
        typed = tables.typed_in(self.data).cells
        return typed.items() <= (self.given.cells if self.given else {}).items()

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("file"):
            if full := full_disk():
                self.add_error("file", full)
        elif "file" in self.errors:
            pass
        elif self.asks_for_file:
            self.add_error("file", gettext("Choose a file first."))
        elif said.get("text") == "" and not self.may_be_empty and self.is_blank:
            self.add_error(
                "text",
                gettext("Write something first, or add a file. A few lines are enough to begin."),
            )
        self._take_table(said)
        return said

    def _take_table(self, said: dict[str, Any]) -> None:
        """Put the table together from its cells."""
        if self.table is None:
            return
        texts = {
            (line.key, column.key): said.pop(_name(line.key, column.key), "")
            for line in self.table.lines
            for column in self.table.columns
        }
        said["table"] = self.table.written(texts)
        length = sum(map(len, texts.values()))
        if length > tables.LONGEST:
            fault = gettext(
                "Your table has %(length)d characters; the limit is %(limit)d. Please shorten it a "
                "little."
            )
            self.add_error(None, fault % {"length": length, "limit": tables.LONGEST})

    def _places(self, table: Table) -> Iterator[tuple[str, list[tuple[Column, str]]]]:
        for number, line in enumerate(table.lines, 1):
            cells = [(column, _name(line.key, column.key)) for column in table.columns]
            yield tables.name_of(line, number), cells


def _name(line: str, column: str) -> str:
    """Return the name of the field of a cell (`tables.CELL`)."""
    return f"cell-{line}-{column}"
