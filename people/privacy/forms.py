"""The form of erasing an account."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms import PassphraseAgainForm


class EraseForm(PassphraseAgainForm):
    """The last question before an account is erased."""

    sure = forms.BooleanField(label=_("I want everything about me to be erased."))
