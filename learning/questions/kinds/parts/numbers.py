"""Numbers as people type them.

In “1,250” the comma may stand before thousands or before decimals, so either reading counts. A
number is kept as it was typed, without blanks, and is read again each time.
"""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from web.reading import names

LONGEST = 40
MOST_DIGITS = 15
# Between thousands: any blank, the apostrophe of Switzerland, and the Arabic sign for them.
BETWEEN = re.compile(r"[\s'٬_]")
POINTS = str.maketrans("٫،", ",,")
PLAIN = re.compile(r"-?\d+(?:[.,]\d+)?")
THOUSANDS = re.compile(r"-?\d{1,3}([.,])\d{3}(?:\1\d{3})*(?:(?!\1)[.,]\d+)?")


def tidy(typed: str, unit: str) -> str:
    """Return the number in `typed` without blanks and its `unit`, in the digits 0 to 9."""
    bare = names.key(typed).removesuffix(names.key(unit))
    return BETWEEN.sub("", bare).translate(POINTS).removeprefix("+")


def readings(number: str) -> set[Decimal]:
    """Return what a tidy number may mean; nothing when it is none."""
    found = set()
    if PLAIN.fullmatch(number):
        found.add(Decimal(number.replace(",", ".")))
    if grouped := THOUSANDS.fullmatch(number):
        whole = number.replace(grouped[1], "")
        found.add(Decimal(whole.replace(",", ".")))
    return found


def is_near(number: str, wanted: Decimal, tolerance: Decimal) -> bool:
    """Return whether a tidy number may mean one that is as near as `tolerance` to the `wanted`."""
    return any(abs(one - wanted) <= tolerance for one in readings(number))


def plain(number: Decimal) -> str:
    """Return a number as a tidy one."""
    return f"{number.normalize():f}"


def shown(number: Decimal) -> str:
    """Return a number as people of this language write it."""
    return number_format(Decimal(plain(number)), force_grouping=True)


class Measure(forms.TextInput):
    """A field for a number with its unit behind it, which is read aloud with it."""

    unit = ""

    def __init__(self) -> None:
        super().__init__(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        if not self.unit:
            return super().render(name, value, attrs, renderer)
        about = f"{attrs['id']}_unit"
        described = f"{attrs.get('aria-describedby', '')} {about}".strip()
        field = super().render(name, value, {**attrs, "aria-describedby": described}, renderer)
        return format_html(
            '<span class="measure">{} <span id="{}">{}</span></span>', field, about, self.unit
        )


class NumberField(forms.CharField):
    """A field whose value is a tidy number."""

    widget = Measure
    default_error_messages = {
        "required": _("Write a number first."),
        "max_length": _("This number is too long. Write at most %(limit_value)d characters."),
    }

    def __init__(self, *, unit: str = "", **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST, **kwargs)
        self.unit = self.widget.unit = unit

    def clean(self, value: Any) -> str:
        number = tidy(super().clean(value), self.unit)
        if not readings(number):
            raise ValidationError(gettext("Write one number in digits, such as 1250 or 12.5."))
        return number
