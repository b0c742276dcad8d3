"""Fields and forms that several packages build on: a name, a passphrase, a form that works once."""

from copy import copy
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from people.accounts import pseudonyms
from people.models import User
from web import limits

READ_OUT = {"autocomplete": "off", "autocapitalize": "characters"}


class NameField(forms.CharField):
    """What a group is called, in any script: tidied, and nothing invisible in it.

    A shared phone offers none of the names that were typed before.
    """

    widget = forms.TextInput(attrs={"autocomplete": "off"})

    def clean(self, value: Any) -> str:
        name = pseudonyms.tidy(super().clean(value))
        # Normalising may spell one letter out as many.
        if self.max_length is not None and len(name) > self.max_length:
            raise forms.ValidationError(_("This name is too long. Use a shorter one."))
        if not name.isprintable():
            raise forms.ValidationError(_("The name contains invisible characters. Type it again."))
        return name


class OnceForm(forms.Form):
    """A form that does one thing, however often it is sent.

    Its page brings a fresh `key`. Sent twice by a slow line or a second press of the button, it
    brings the same one, and the action finds what it made the first time
    (`people.changes.code_from`). With a `ModelForm`, this base comes first.
    """

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def clean(self) -> dict[str, Any]:
        """Replace a key that was damaged on the way: no one can see it, so no one could mend it."""
        data = super().clean() or self.cleaned_data
        if "key" in self.errors:
            del self.errors["key"]
            typed: Any = copy(self.data)
            typed[self.add_prefix("key")] = str(uuid4())
            self.data = typed
            self.add_error(None, _("This page has expired. Please send it again."))
        return data


class PassphraseAgainForm(forms.Form):
    """Asked before anything that cannot be undone or exports everything: is it still the member?"""

    passphrase = forms.CharField(
        label=_("Your passphrase again"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_passphrase(self) -> str:
        if not limits.may_try(self.request, "passphrase"):
            raise forms.ValidationError(_("Too many tries. Wait a few minutes, then try again."))
        passphrase = self.cleaned_data["passphrase"]
        if not self.request.user.check_password(passphrase):
            raise forms.ValidationError(_("This is not your passphrase. Try again."))
        return passphrase


class NewPassphraseField(forms.CharField):
    """Where six words are offered, and kept or written over.

    Two lines, so that all of them are seen at once on a small phone; no browser sends them to a
    spelling service. What was typed on two lines is one passphrase: the sign-in page has one line.
    """

    widget = forms.Textarea(
        attrs={
            "rows": 2,
            "autocomplete": "off",
            "autocapitalize": "none",
            "autocorrect": "off",
            "spellcheck": "false",
        }
    )

    def __init__(self, *, label: Any) -> None:
        super().__init__(
            label=label,
            max_length=200,
            help_text=_(
                "Six words, used only on this site. Write them on paper, and keep the paper where "
                "no one looks."
            ),
        )

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").splitlines())


class NewPassphraseForm(forms.Form):
    """Six words are suggested; the member keeps them or writes their own."""

    passphrase = NewPassphraseField(label=_("Passphrase"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if passphrase := data.get("passphrase"):
            try:
                validate_password(passphrase, user=self.whose())
            except forms.ValidationError as error:
                self.add_error("passphrase", error)
        return data

    def whose(self) -> User:
        """Return the member who will have it: their pseudonym is guessed first."""
        raise NotImplementedError
