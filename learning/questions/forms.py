"""The form of an answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from learning.catalogue.contents import Choice, Question
from web.codes import encode


class AnswerForm(forms.Form):
    """One choice among those of `question`."""

    choice = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the answers first."),
            "invalid_choice": _("This answer is no longer here. Choose one of these."),
        },
    )

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        field = self.fields["choice"]
        field.label = question.text
        field.choices = [(encode(one.id), one.text) for one in question.choices]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Choice:
        """The choice that was made; of a valid form only."""
        code = self.cleaned_data["choice"]
        return next(one for one in self.question.choices if encode(one.id) == code)
