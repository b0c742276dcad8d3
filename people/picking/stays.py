"""A choice that stays as it is where who changes something could not make it, and a day."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _


class DayInput(forms.DateInput):
    input_type = "date"


class ChoicesWithNone(ModelChoiceIterator):
    field: Any

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        choices = iter(super().__iter__())
        yield next(choices)
        if self.field.kept is not None:
            yield self.field.NONE, self.field.no_label
        yield from choices


class ChoiceThatStays(forms.ModelChoiceField):
    """A choice of a row, or of none. A row that was chosen before and is not offered can be kept:
    then it stays as long as no one chooses another, or none."""

    NONE = "none"
    kept: Any = None
    no_label: Any = ""
    iterator = ChoicesWithNone

    def keep(self, row: Any) -> None:
        self.kept, self.no_label = row, self.empty_label
        # Translators: In a list: the choice of someone else stays. It is not named here.
        self.empty_label = _("As before")

    def to_python(self, value: Any) -> Any:
        if self.kept is None:
            return super().to_python(value)
        if value == self.NONE:
            return None
        return self.kept if value in self.empty_values else super().to_python(value)
