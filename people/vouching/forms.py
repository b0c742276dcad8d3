"""The forms of vouching for someone, and of suspending a branch."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.accounts import pseudonyms
from people.forms import ReadableCodeField


class VouchForm(forms.Form):
    """A code that someone reads out, and the confirmation of the member who vouches."""

    code = ReadableCodeField(
        label=_("The code they read out to you"),
        help_text=_(
            "8 or 16 letters and numbers. You can use small letters and leave out the hyphens."
        ),
    )
    sure = forms.BooleanField(
        label=_("I know this person, I can hear them speak, and no one is forcing me.")
    )


class BranchForm(forms.Form):
    """The exact pseudonym of the member. There is no list to choose from."""

    pseudonym = forms.CharField(
        label=_("Their exact pseudonym"),
        max_length=pseudonyms.LONGEST_TYPED,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
