"""The form with which a mentor reviews an exercise."""

from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from learning.models import Review
from people.forms import OnceForm


class Pressed(forms.HiddenInput):
    """The widget of a choice that is the button which sends the form: it draws nothing itself."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return SafeString()


class ReviewForm(OnceForm):
    """A mentor's review: the text, and the decision, for which the page has a button each."""

    text = forms.CharField(
        label=_("Your comment"),
        max_length=Review.LONGEST,
        help_text=_(
            "Start with what is good, then name one thing to improve. No names, no places."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": _("Write at least one sentence: your comment is what helps them learn.")
        },
    )
    verdict = forms.ChoiceField(
        choices=Review.Verdict,
        widget=Pressed,
        error_messages=dict.fromkeys(
            ["required", "invalid_choice"],
            _("Press one of the buttons to say what happens next."),
        ),
    )
