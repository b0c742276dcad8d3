"""The forms of a common question."""

from django import forms
from django.utils.translation import gettext_lazy as _

from learning.models import CommonQuestion
from people.forms import LongTextField, OnceForm


class CommonQuestionForm(forms.Form):
    """The question and the answer, as everyone will read them."""

    question = LongTextField(
        label=_("The question, as anyone could ask it"),
        longest=CommonQuestion.LONGEST,
        rows=2,
        error_messages={"required": _("Write the question first.")},
    )
    answer = LongTextField(
        label=_("The answer"),
        longest=CommonQuestion.LONGEST_ANSWER,
        rows=8,
        error_messages={"required": _("Write the answer first.")},
    )


class ProposalForm(CommonQuestionForm, OnceForm):
    """The same, proposed once."""
