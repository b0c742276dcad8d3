"""The form of a member's e-mail address."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ContactForm(forms.Form):
    """How to reach her, if she wants it."""

    mail = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        max_length=254,
        help_text=_("Only if nobody else opens this mailbox. Leave it empty to take it away."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
