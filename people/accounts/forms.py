"""The forms of signing in, of settings and of a new passphrase."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from people.accounts import pseudonyms
from people.forms import ChangeForm, NewPassphraseField, PassphraseAgainForm
from people.models import User
from people.picking.fields import TimeZoneField
from people.sessions import actions as sessions
from web import exits


class SignInForm(LoginForm):
    """allauth's form in our words, without placeholders and without “remember me”."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Passphrase")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs["autocapitalize"] = "none"
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        # Room for names that a keyboard writes with letters and accents apart.
        self.fields["login"] = forms.CharField(
            label=_("Pseudonym or login code"),
            max_length=pseudonyms.LONGEST_TYPED,
            widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
        )
        self.fields["is_shared"] = forms.BooleanField(
            label=_("This phone is shared"),
            initial=True,
            required=False,
        )

    def clean_login(self) -> str:
        return User.objects.one_name(super().clean_login())

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        sessions.choose(request, is_shared=self.cleaned_data["is_shared"])
        return super().login(request, redirect_url=redirect_url)


class ChangePassphraseForm(PassphraseAgainForm):
    """The current passphrase of a member, and the new one."""

    new_passphrase = NewPassphraseField(label=_("New passphrase"))
    written = forms.BooleanField(label=_("I have written down my passphrase."))

    def clean_new_passphrase(self) -> str:
        passphrase = self.cleaned_data["new_passphrase"]
        validate_password(passphrase, user=self.request.user)  # type: ignore[arg-type]
        return passphrase


class SettingsForm(ChangeForm, forms.ModelForm):
    """What members may change about themselves.

    `mail` says whether e-mails are offered to the member. The switch is here so that they can turn
    e-mails off without the passphrase.
    """

    time_zone = TimeZoneField(help_text=_("All times are shown in this time zone."))
    exit_to = forms.ChoiceField(
        label=_("Where “Leave” takes me"), choices=exits.choices, required=False
    )

    class Meta:
        model = User
        fields = [
            "time_zone",
            "exit_to",
            "leaves_nothing",
            "wants_notices",
            "wants_mail",
            "wants_recall",
            "shows_progress",
        ]
        labels = {
            "leaves_nothing": _("Leave nothing on this phone"),
            "wants_notices": _("Show me notifications here"),
            "wants_mail": _("E-mail me when something is waiting for me"),
            "wants_recall": _("Ask me again what I have learned"),
            "shows_progress": _("My organisation’s lead may see how far I am in my courses"),
        }
        help_texts = {
            "leaves_nothing": _(
                "“Leave” then also deletes what this site has put on the phone, including "
                "downloads. It cannot delete the browser’s history."
            ),
            "wants_notices": _(
                "If you turn this off, nothing is lost: you still find everything on the pages it "
                "belongs to."
            ),
            "wants_mail": _(
                "At most one e-mail a day, always the same sentence: no name, no link, and "
                "nothing about what is waiting."
            ),
            "wants_recall": _(
                "Three questions a day at most, from lessons that you finished 2, 7 and 30 days "
                "before. No one else sees it."
            ),
            "shows_progress": _(
                "They then read your pseudonym, which courses you take, and how many lessons are "
                "done. No answers, no exercises. You can take it back at any time."
            ),
        }

    def __init__(self, *args: Any, mail: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not mail:
            del self.fields["wants_mail"]
        if self.instance.organisation_id is None:
            del self.fields["shows_progress"]
