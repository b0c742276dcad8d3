"""The form of a member's e-mail address."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ContactForm(forms.Form):
    """The e-mail address of a member who wants to be reached."""

    mail = forms.EmailField(
        error_messages={"invalid": _("This e-mail address is mistyped. Check it.")},
        label=_("Your e-mail address"),
        required=False,
        max_length=254,
        help_text=_(
            "Only if no one else opens this mailbox. To remove your address, empty this field."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
