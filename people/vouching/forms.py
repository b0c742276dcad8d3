"""The forms of vouching for someone, and of suspending a branch."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms import READ_OUT


class VouchForm(forms.Form):
    """A code that somebody reads out, and the word of who listens to her."""

    code = forms.CharField(
        label=_("The code that she reads out to you"),
        max_length=40,
        help_text=_("8 or 16 letters and numbers. Hyphens and small letters make no difference."),
        widget=forms.TextInput(attrs=READ_OUT),
    )
    sure = forms.BooleanField(label=_("I know her, I hear her speak, and nobody forces me."))


class BranchForm(forms.Form):
    """Who is meant: her pseudonym, exactly. There is no list to choose from."""

    pseudonym = forms.CharField(
        label=_("Her pseudonym, exactly"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
