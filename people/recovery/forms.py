"""The forms of coming back without the passphrase."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.accounts import line, pseudonyms
from people.forms import DigitsField, NewPassphraseForm, OnceForm, ReadableCodeField, RequestForm
from people.models import User
from people.recovery import actions
from web import limits
from web.reading import names


class AskRecoveryForm(OnceForm):
    """The name of the member. The answer does not say whether there is such a member."""

    pseudonym = forms.CharField(
        label=_("Pseudonym or login code"),
        max_length=pseudonyms.LONGEST_TYPED,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )


class PaperCodeForm(RequestForm):
    """A name and one of its codes on paper. The same sentence for every mistake."""

    pseudonym = forms.CharField(
        label=_("Pseudonym or login code"),
        max_length=pseudonyms.LONGEST_TYPED,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    paper = DigitsField(
        label=_("One of your codes on paper"), help_text=_("20 digits; spaces do not matter.")
    )
    member: User | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Three forms are on one page, so their ids must differ.
        kwargs.setdefault("auto_id", "paper_%s")
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "pseudonym" not in data or "paper" not in data:
            return data
        account = User.objects.one_name(data["pseudonym"])
        may_try = limits.may_try_at(self.request, "paper", account=account)
        try:
            # Slowed down and not refused: a neighbour may have used up the tries.
            with line.place(turn="" if may_try else f"paper:{names.key(account)}"):
                self.member = actions.owner_of_code(pseudonym=data["pseudonym"], code=data["paper"])
        except line.Busy as error:
            raise forms.ValidationError(str(error)) from error
        if self.member is None:
            self.add_error("paper", str(actions.PaperCodeUnusable()))
        return data


class RecoveryCodeForm(forms.Form):
    """The code for which two people have vouched."""

    code = ReadableCodeField(
        label=_("Your code"),
        opens=actions.find,
        unusable=_(
            "This code does not work now. It starts to work three days after the second of two "
            "people has vouched for you, and stops two weeks after you asked for it."
        ),
    )


class ChooseForm(NewPassphraseForm):
    """The new passphrase, which only the member chooses, with the code that allows it."""

    # Shown again only when they no longer work.
    opened_with: tuple[str, ...]

    written = forms.BooleanField(label=_("I have written down my passphrase."))

    def carried(self) -> list[forms.BoundField]:
        return [self[name] for name in self.opened_with]

    def asks_again(self) -> bool:
        return any(name in self.errors for name in self.opened_with)


class ComeBackForm(ChooseForm, RecoveryCodeForm):
    """After two people have vouched for the member."""

    opened_with = ("code",)

    def whose(self) -> User:
        asked = actions.find(self.cleaned_data.get("code", ""))
        return asked.user if asked else User()


class ComeBackOnPaperForm(ChooseForm, PaperCodeForm):
    """With one of the member's codes on paper."""

    opened_with = ("pseudonym", "paper")

    def whose(self) -> User:
        return self.member or User()
