"""The forms of signing in, settings and leaving."""

from typing import Any
from zoneinfo import available_timezones

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from cms import exits
from people import limits, pseudonyms, sessions
from people.models import User

TIME_ZONES = [
    (name, name.replace("_", " "))
    for name in sorted(available_timezones())
    if "/" in name and not name.startswith(("Etc/", "SystemV/", "US/", "posix", "right"))
]


class NameField(forms.CharField):
    """What a group is called, in any script: tidied, and nothing invisible in it.

    A shared phone offers none of the names that were typed before.
    """

    widget = forms.TextInput(attrs={"autocomplete": "off"})

    def clean(self, value: Any) -> str:
        name = pseudonyms.tidy(super().clean(value))
        # Tidying may spell one letter out as many.
        if self.max_length is not None and len(name) > self.max_length:
            raise forms.ValidationError(_("This name is too long. Use a shorter one."))
        if not name.isprintable():
            raise forms.ValidationError(_("The name holds invisible characters. Type it anew."))
        return name


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


class PassphraseAgainForm(forms.Form):
    """Asked before what cannot be undone or carries everything away: is it still she?"""

    passphrase = forms.CharField(
        label=_("Your passphrase, once more"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_passphrase(self) -> str:
        if not limits.may_try(self.request, "passphrase"):
            raise forms.ValidationError(
                _("That was too often. Wait a few minutes, then try again.")
            )
        passphrase = self.cleaned_data["passphrase"]
        if not self.request.user.check_password(passphrase):
            raise forms.ValidationError(_("This is not your passphrase."))
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
                "Six words, only for here. Write them on paper, and keep it where nobody looks."
            ),
        )

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").splitlines())


class ChangePassphraseForm(PassphraseAgainForm):
    """The passphrase that she has, and the one that she will have."""

    new_passphrase = NewPassphraseField(label=_("New passphrase"))
    written = forms.BooleanField(label=_("I wrote my passphrase down."))

    def clean_new_passphrase(self) -> str:
        passphrase = self.cleaned_data["new_passphrase"]
        validate_password(passphrase, user=self.request.user)  # type: ignore[arg-type]
        return passphrase


class EraseForm(PassphraseAgainForm):
    """The last question before an account goes."""

    sure = forms.BooleanField(label=_("I want everything about me to be erased."))


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


class ContactForm(forms.Form):
    """How to reach her, if she wants it."""

    mail = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        max_length=254,
        help_text=_("Only if nobody else opens this mailbox. Leave it empty to take it away."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
