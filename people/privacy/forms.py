"""The forms of a member's copy and of erasing an account."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.forms import PassphraseAgainForm


class CopyForm(PassphraseAgainForm):
    """Which part of their copy a member takes now, where it has several."""

    part = forms.TypedChoiceField(
        label=_("Which part"),
        coerce=int,
        help_text=_(
            "Your files are too large for one download, so your copy comes in parts. The first one "
            "also has everything that you wrote. Take one, wait until it is here, then choose the "
            "next one and type your passphrase again."
        ),
    )

    def __init__(self, *args: Any, parts: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        part = self.fields["part"]
        assert isinstance(part, forms.TypedChoiceField)
        part.choices = [
            # Translators: One of the files in which a member's own copy comes.
            (number, gettext("part %(number)d of %(count)d") % {"number": number, "count": parts})
            for number in range(1, parts + 1)
        ]
        if parts == 1:
            del self.fields["part"]


class EraseForm(PassphraseAgainForm):
    """The last question before an account is erased."""

    sure = forms.BooleanField(label=_("I want everything about me to be erased."))
