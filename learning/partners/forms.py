"""How many did a work together, and the code that the others type."""

from django import forms
from django.utils.translation import gettext_lazy as _

from learning.models import Together
from people.forms import ReadableCodeField


class PeopleForm(forms.Form):
    people = forms.IntegerField(
        label=_("How many of you did it together, with you?"),
        min_value=Together.FEWEST,
        max_value=Together.MOST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": _("Write a number first.")},
    )


class CodeForm(forms.Form):
    code = ReadableCodeField(
        label=_("The code that your group shows you"),
        help_text=_("8 letters and numbers. You can use small letters and leave out the hyphen."),
    )
