"""The forms of the studio's own screens."""

from django import forms
from django.utils.translation import gettext_lazy as _

from learning.authoring.patterns import PATTERNS, Pattern


class BeginForm(forms.Form):
    """Choose what a new lesson starts from. `once` makes a form that is sent twice begin one."""

    pattern = forms.ChoiceField(
        choices=[(one.name, one.label) for one in PATTERNS],
        error_messages={
            "required": _("Choose one of these."),
            "invalid_choice": _("Choose one of these."),
        },
    )
    once = forms.UUIDField(widget=forms.HiddenInput)

    def clean_pattern(self) -> Pattern:
        return next(one for one in PATTERNS if one.name == self.cleaned_data["pattern"])
