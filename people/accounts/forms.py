"""The forms of signing in, of settings and of a new passphrase."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from people.forms import NewPassphraseField, PassphraseAgainForm
from people.models import User
from people.sessions import actions as sessions
from people.time_zones import TIME_ZONES
from web import exits


class SignInForm(LoginForm):
    """allauth's form in our words: no placeholders, no «remember me»."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Pseudonym or login code")
        self.fields["password"].label = _("Passphrase")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.fields["login"].widget.attrs["autocapitalize"] = "none"
        self.fields["is_shared"] = forms.BooleanField(
            label=_("This phone is shared"),
            initial=True,
            required=False,
            help_text=_(
                "Then you are signed out after half an hour without a page, and after two hours "
                "at the latest. On a phone that only you use: after two hours without a page, "
                "and after twelve hours at the latest. Whoever sees other people by her task: "
                "after half an hour without a page there too."
            ),
        )

    def clean_login(self) -> str:
        return User.objects.one_name(super().clean_login())

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        sessions.choose(request, is_shared=self.cleaned_data["is_shared"])
        return super().login(request, redirect_url=redirect_url)


class ChangePassphraseForm(PassphraseAgainForm):
    """The passphrase that she has, and the one that she will have."""

    new_passphrase = NewPassphraseField(label=_("New passphrase"))
    written = forms.BooleanField(label=_("I wrote my passphrase down."))

    def clean_new_passphrase(self) -> str:
        passphrase = self.cleaned_data["new_passphrase"]
        validate_password(passphrase, user=self.request.user)  # type: ignore[arg-type]
        return passphrase


class SettingsForm(forms.ModelForm):
    """What a member may change about herself.

    `mail` says whether e-mails are offered to her; their switch stands here, so that she can turn
    them off without her passphrase.
    """

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=TIME_ZONES,
        help_text=_("All hours are shown in it."),
    )
    exit_to = forms.ChoiceField(
        label=_("Where “Leave” leads"), choices=exits.choices, required=False
    )

    class Meta:
        model = User
        fields = ["time_zone", "exit_to", "leaves_nothing", "wants_notices", "wants_mail"]
        labels = {
            "leaves_nothing": _("Leave nothing on this phone"),
            "wants_notices": _("Tell me here what is new"),
            "wants_mail": _("Tell me by e-mail that something is waiting"),
        }
        help_texts = {
            "leaves_nothing": _(
                "“Leave” then also deletes what this site has put on the phone, downloads too. It "
                "cannot delete the browser’s history."
            ),
            "wants_notices": _(
                "Switched off, nothing is lost: you find it all on the pages it belongs to."
            ),
            "wants_mail": _(
                "At most one letter a day, always the same sentence: no name, no link, and not "
                "what it is about."
            ),
        }

    def __init__(self, *args: Any, mail: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not mail:
            del self.fields["wants_mail"]
