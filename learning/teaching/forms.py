"""The form with which a member says that they taught a course."""

from datetime import date
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from learning.models import Taught
from people.forms import OnceForm

# This month and those before it that can be chosen.
MONTHS = 12


class TaughtForm(OnceForm):
    """In which month, and to roughly how many. `today` is that of the member."""

    # Translators: Label of a list of months: when someone taught a course.
    month = forms.TypedChoiceField(label=_("When"), coerce=date.fromisoformat)
    group = forms.ChoiceField(
        label=_("How many people took part, roughly"),
        choices=Taught.Group.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how many people took part.")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = [  # type: ignore[attr-defined]
            (one.isoformat(), formats.date_format(one, "F Y")) for one in _months(today)
        ]


def _months(today: date) -> list[date]:
    """Return the first days of the last months, that of `today` first."""
    at = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(at, at - MONTHS, -1)]
