"""The form of a message."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.models import Message
from people.forms import OnceForm


class MessageForm(OnceForm):
    """A short text."""

    text = forms.CharField(
        label=_("Your message"),
        max_length=Message.LONGEST,
        help_text=_("Only the two of you can read it. No names, no places."),
        widget=forms.Textarea(attrs={"autocomplete": "off", "rows": 3}),
        error_messages={"required": _("Write a few words.")},
    )
