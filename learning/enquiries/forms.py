"""The forms of a question to a facilitator, and of the answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from learning.models import Enquiry
from people.forms import LongTextField, OnceForm


class EnquiryForm(OnceForm):
    """A question, and who may read it."""

    text = LongTextField(
        label=_("Your question"),
        longest=Enquiry.LONGEST,
        rows=5,
        error_messages={"required": _("Write your question first.")},
    )
    is_for_coordinators = forms.BooleanField(
        label=_("If no one has answered by then, a coordinator may read my question"),
        required=False,
    )

    def __init__(self, *args: Any, is_at_risk: bool, **kwargs: Any) -> None:
        """`is_at_risk`: coordinators read the question only if its author says yes."""
        super().__init__(*args, **kwargs)
        if not is_at_risk:
            del self.fields["is_for_coordinators"]


class EnquiryAnswerForm(forms.Form):
    """The answer to a question."""

    text = LongTextField(
        label=_("Your answer"),
        longest=Enquiry.LONGEST_ANSWER,
        rows=8,
        help_text=_("Only who asked reads it. No names, no places."),
        error_messages={"required": _("Write your answer first.")},
    )
