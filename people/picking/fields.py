"""The fields in which a time zone and languages are chosen, on every form that has them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.languages import SPOKEN
from people.picking.languages import Languages
from people.picking.widgets import Picker, PickOne, PickSeveral, Reading
from people.picking.zones import Zones
from people.time_zones import TIME_ZONES


class Picking:
    """What both fields have in common: the form's initial value stays in reach, even if it is not
    one that could be chosen. Without it, saving anything else would change this, too."""

    widget: Any
    # Sentences for a text that means several values, for one that nearly means some, and for
    # another one.
    several: Any
    nearly: Any
    unknown: Any

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        first = form.get_initial_for_field(self, field_name)  # type: ignore[arg-type]
        self.widget.given = self.widget.format_value(first)
        return super().get_bound_field(form, field_name)  # type: ignore[misc]

    def valid_value(self, value: str) -> bool:
        return value in self.widget.given or super().valid_value(value)  # type: ignore[misc]

    def read(self, value: Any) -> Reading:
        """Return what was sent; raises `ValidationError` where a text leaves a question."""
        picker: Picker = self.widget
        reading = picker.read(value)
        if reading.is_unknown:
            raise forms.ValidationError(self.nearly if reading.candidates else self.unknown)
        if reading.is_ambiguous:
            raise forms.ValidationError(self.several)
        return reading


class TimeZoneField(Picking, forms.ChoiceField):
    """A time zone: those near the one that is set, or any that is typed."""

    several = _("Several places have this name. Choose the one you mean.")
    nearly = _("This place is not on our list. Choose a similar one, or type a country.")
    unknown = _("This place is not on our list. Type a large city nearby, or a country.")

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", PickOne(Zones()))
        super().__init__(label=_("Time zone"), choices=TIME_ZONES, **options)

    def to_python(self, value: Any) -> str:
        """Return what is typed, if anything is; else what is chosen."""
        return "".join(self.widget.counting(self.read(value)))


class LanguagesField(Picking, forms.MultipleChoiceField):
    """The languages in which people meet, each by its own name."""

    several = _("Several languages have this name. Choose the one you mean.")
    nearly = _("This language is not on our list. Which one is it?")
    unknown = _("This language is not on our list. Check the spelling, or choose another one.")

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", PickSeveral(Languages()))
        super().__init__(label=_("Languages"), choices=SPOKEN.items(), **options)

    def to_python(self, value: Any) -> list[str]:
        """Return what is ticked and what is typed; in the order of before if nothing changed."""
        both = self.widget.counting(self.read(value))
        return self.widget.given if set(both) == set(self.widget.given) else both
