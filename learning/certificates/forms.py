"""The forms of a certificate: a name to print, a number to withdraw or to check."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from learning.certificates import actions
from learning.certificates.letters import unprintable
from learning.models import Certificate
from people.forms import NameField
from people.models import User
from people.organisations.permissions import can_be_named


class NameForm(forms.Form):
    """The name that is printed and not stored."""

    name = NameField(
        label=_("Name on the certificate"),
        max_length=80,
        help_text=_("We print it in the file and do not keep it. A pseudonym is fine."),
        error_messages={"required": _("Type the name to print on the certificate.")},
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if letters := unprintable(name):
            raise forms.ValidationError(
                _(
                    "These characters cannot be printed yet: %(letters)s. Please write the name "
                    "with other letters."
                ),
                params={"letters": " ".join(letters)},
            )
        return name


def certificate_form(user: User) -> type[forms.Form]:
    """Return the form for a certificate of `user`: with the name, unless a name is dangerous."""
    return NameForm if can_be_named(user) else forms.Form


class NumberForm(forms.Form):
    """Which certificate of a member a button is about. `own` are all of theirs from the course."""

    def __init__(self, *args: Any, own: QuerySet[Certificate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"] = forms.ModelChoiceField(
            own, to_field_name="number", widget=forms.HiddenInput
        )


class CheckForm(forms.Form):
    """The number of a certificate, typed from paper."""

    number = forms.CharField(
        label=_("Certificate number"),
        max_length=40,
        error_messages={"required": _("Type the number that is on the certificate.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    certificate: Certificate

    def clean_number(self) -> str:
        found = actions.by_number(self.cleaned_data["number"])
        if found is None:
            raise forms.ValidationError(
                _("No certificate has this number. Compare it with the certificate and try again.")
            )
        self.certificate = found
        return found.number
