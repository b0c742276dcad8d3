"""The forms of coming in, of answering for somebody, and of coming back."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from people import invitation_sheets, joining, limits, pseudonyms, recovery
from people.forms import NewPassphraseField
from people.models import Organisation, RoleGrant, User

READ_OUT = {"autocomplete": "off", "autocapitalize": "characters"}


class NewPassphrase(forms.Form):
    """Six words are offered; she keeps them or writes her own."""

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
        """Whoever is to have it: her pseudonym is the first that is guessed."""
        raise NotImplementedError


class InvitationCodeForm(forms.Form):
    """The code of an invitation, typed from paper."""

    code = forms.CharField(
        label=_("Invitation code"),
        max_length=40,
        help_text=_("16 letters and numbers. Hyphens and small letters make no difference."),
        widget=forms.TextInput(attrs=READ_OUT),
    )

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if joining.find(code) is None:
            raise forms.ValidationError(
                _(
                    "This code does not open anything: it may be mistyped, used already, or older "
                    "than three days. Check it, or ask for a new one."
                )
            )
        return code


class JoinForm(NewPassphrase, InvitationCodeForm):
    """Everything an account needs. Nothing else is asked, here or later."""

    pseudonym = forms.CharField(
        label=_("Pseudonym"),
        # Far more than a name may have: bringing a long text into normal form takes minutes.
        max_length=100,
        help_text=_("A name that is not yours. Others see it, and you sign in with it."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    adult = forms.BooleanField(label=_("I am an adult, and I wrote my passphrase down."))

    def clean_pseudonym(self) -> str:
        pseudonym = pseudonyms.tidy(self.cleaned_data["pseudonym"])
        pseudonyms.validate_pseudonym(pseudonym)
        # Who is here, only somebody who was invited is told, and only about her own choice.
        if "code" in self.errors:
            return pseudonym
        if User.objects.filter(pseudonym__iexact=pseudonym).exists():
            raise forms.ValidationError(self.taken())
        return pseudonym

    def whose(self) -> User:
        return User(pseudonym=self.cleaned_data.get("pseudonym", ""))

    @staticmethod
    def taken() -> str:
        return _("This pseudonym is taken. How about «%(offer)s»?") % {"offer": pseudonyms.offer()}


class InviteForm(forms.Form):
    """What a coordinator says about an invitation: where to, and as what."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), empty_label=None
    )
    role = forms.ChoiceField(
        label=_("Comes as"),
        required=False,
        choices=[
            ("", _("emerging leader")),
            (RoleGrant.Role.MENTOR, RoleGrant.Role.MENTOR.label),
            (RoleGrant.Role.FACILITATOR, RoleGrant.Role.FACILITATOR.label),
        ],
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class SlipsForm(InviteForm):
    """The same for a sheet of paper."""

    number = forms.IntegerField(
        label=_("How many slips"),
        min_value=1,
        max_value=invitation_sheets.MOST,
        initial=invitation_sheets.MOST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class VouchForm(forms.Form):
    """A code that somebody reads out, and the word of who listens to her."""

    code = forms.CharField(
        label=_("The code that she reads out to you"),
        max_length=40,
        help_text=_("8 or 16 letters and numbers. Hyphens and small letters make no difference."),
        widget=forms.TextInput(attrs=READ_OUT),
    )
    sure = forms.BooleanField(label=_("I know her, I hear her speak, and nobody forces me."))


class BranchForm(forms.Form):
    """Who is meant: her pseudonym, exactly. There is no list to choose from."""

    pseudonym = forms.CharField(
        label=_("Her pseudonym, exactly"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )


class AskRecoveryForm(forms.Form):
    """Who wants to come back. Whether there is such a member, the answer does not say."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    pseudonym = forms.CharField(
        label=_("Pseudonym or login code"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )


class PaperCodeForm(forms.Form):
    """A name and one of the codes printed for it. The same sentence whatever is wrong."""

    pseudonym = forms.CharField(
        label=_("Pseudonym or login code"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    paper = forms.CharField(
        label=_("One of your codes on paper"),
        max_length=40,
        help_text=_("20 figures; gaps make no difference."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    member: User | None = None

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        # Three forms stand on one page.
        kwargs.setdefault("auto_id", "paper_%s")
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "pseudonym" not in data or "paper" not in data:
            return data
        account = User.objects.one_name(pseudonyms.tidy(data["pseudonym"]))
        if not limits.may_try_at(self.request, "paper", account=account):
            raise forms.ValidationError(
                _("That was too often. Wait a few minutes, then try again.")
            )
        self.member = recovery.owner_of_code(pseudonym=data["pseudonym"], code=data["paper"])
        if self.member is None:
            self.add_error("paper", self.does_not_fit())
        return data

    @staticmethod
    def does_not_fit() -> str:
        return str(
            _(
                "Pseudonym and code do not fit together, or this code was used already: each opens "
                "once. If you used it a moment ago, sign in with your new passphrase."
            )
        )


class RecoveryCodeForm(forms.Form):
    """The code for which two people have answered."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=40,
        help_text=_("16 letters and numbers. Hyphens and small letters make no difference."),
        widget=forms.TextInput(attrs=READ_OUT),
    )

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if recovery.find(code) is None:
            raise forms.ValidationError(
                _(
                    "This code does not open anything now. It opens three days after the second of "
                    "two people has answered for you, and until two weeks after you asked for it."
                )
            )
        return code


class ChooseForm(NewPassphrase):
    """The new passphrase, which nobody but she chooses, beside what lets her choose it."""

    # Shown again only where they do not open any more.
    opened_with: tuple[str, ...]

    written = forms.BooleanField(label=_("I wrote my passphrase down."))

    def carried(self) -> list[forms.BoundField]:
        return [self[name] for name in self.opened_with]

    def asks_again(self) -> bool:
        return any(name in self.errors for name in self.opened_with)


class ComeBackForm(ChooseForm, RecoveryCodeForm):
    """After two people have answered for her."""

    opened_with = ("code",)

    def whose(self) -> User:
        asked = recovery.find(self.cleaned_data.get("code", ""))
        return asked.user if asked else User()


class ComeBackOnPaperForm(ChooseForm, PaperCodeForm):
    """With one of her codes on paper."""

    opened_with = ("pseudonym", "paper")

    def whose(self) -> User:
        return self.member or User()
