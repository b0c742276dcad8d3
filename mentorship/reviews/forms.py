"""The form with which a mentor reviews an exercise."""

from django import forms
from django.utils.translation import gettext_lazy as _

from learning.models import Review
from people.forms import OnceForm


class ReviewForm(OnceForm):
    """A mentor's review: the text and the decision."""

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
        label=_("What happens next"),
        choices=[
            (Review.Verdict.IMPROVE, _("I ask for changes; they can hand it in again")),
            (Review.Verdict.ACCEPT, _("I accept the exercise")),
            (Review.Verdict.COMMENT, _("I only comment and decide later")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what happens next.")},
    )
