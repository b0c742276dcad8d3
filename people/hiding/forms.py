"""The forms of a code word: choosing one, and using that of someone else."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.accounts import pseudonyms
from people.accounts.permissions import MemberRequest
from people.forms import RequestForm
from people.models import User
from web import limits
from web.reading import names

# A word of six letters is quickly said on the phone; tries are slowed down, so that it is enough.
SHORTEST, LONGEST = 6, 60
# The same word with letters and accents apart.
LONGEST_TYPED = 4 * LONGEST
PLAIN = {
    "autocomplete": "off",
    "autocapitalize": "none",
    "autocorrect": "off",
    "spellcheck": "false",
}


class CodeWordForm(forms.Form):
    """The code word that a member chooses. It is never shown again."""

    word = forms.CharField(
        label=_("Code word"),
        max_length=LONGEST,
        help_text=_(
            "At least 6 letters or numbers; it may be several words. Choose something that no one "
            "says by chance, and not your passphrase. Capitals and accents do not matter."
        ),
        widget=forms.TextInput(attrs=PLAIN),
    )

    def __init__(self, *args: Any, request: MemberRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = request.user

    def clean_word(self) -> str:
        word = names.key(self.cleaned_data["word"])
        if sum(sign.isalnum() for sign in word) < SHORTEST:
            raise forms.ValidationError(_("Too short: use at least 6 letters or numbers."))
        own = (self.user.pseudonym, self.user.login_code)
        if names.letters(word) in {names.letters(names.key(each)) for each in own}:
            raise forms.ValidationError(_("Others know your name here. Choose another word."))
        if self.user.check_password(self.cleaned_data["word"]):
            raise forms.ValidationError(
                _("This is your passphrase. Tell it to no one, and choose another word.")
            )
        return word


class HideSomeoneForm(RequestForm):
    """Whose account, and the code word that its member told. Every answer is the same."""

    pseudonym = forms.CharField(
        label=_("Their pseudonym or login code"),
        max_length=pseudonyms.LONGEST_TYPED,
        widget=forms.TextInput(attrs=PLAIN),
    )
    word = forms.CharField(
        label=_("Their code word"), max_length=LONGEST_TYPED, widget=forms.TextInput(attrs=PLAIN)
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "pseudonym" not in data or "word" not in data:
            return data
        # Tries at one name count together, no matter who makes them, also where no member has it.
        account = names.key(User.objects.one_name(data["pseudonym"]))
        if not limits.may_try(self.request, "code_word_of", key=account):
            raise forms.ValidationError(_("Too many tries. Wait a few minutes, then try again."))
        return data
