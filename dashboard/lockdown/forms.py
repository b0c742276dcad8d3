from django import forms
from django.utils.translation import gettext_lazy as _

from web.lockdown import Mode


class LockdownForm(forms.Form):
    """How far the site is locked down; a tick, because everyone is signed out."""

    mode = forms.ChoiceField(
        label=_("How far"), choices=Mode.choices, widget=forms.RadioSelect, initial=Mode.READ_ONLY
    )
    sure = forms.BooleanField(label=_("I know that everyone is signed out at once, including me"))
