"""The form of a member's e-mail address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from web.reading import names

LONGEST = 254


class MailField(forms.EmailField):
    """An address, also as a chat or an Asian keyboard writes it."""

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        return typed if len(typed) > LONGEST else names.UNSEEN.sub("", names.tidy(typed))


class ContactForm(forms.Form):
    """The e-mail address of a member who wants to be reached."""

    mail = MailField(
        error_messages={"invalid": _("This e-mail address is mistyped. Check it.")},
        label=_("Your e-mail address"),
        required=False,
        max_length=LONGEST,
        help_text=_(
            "Only if no one else opens this mailbox. To remove your address, empty this field."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
