"""The forms of learning: an answer, a piece of work, a name on paper, a number to check."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from cms.codes import encode
from learning import certificates
from learning.contents import Choice, Question
from learning.models import Certificate, Submission
from people.models import User
from people.rules import may_be_named


class AnswerForm(forms.Form):
    """One choice among those of `question`."""

    choice = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the answers first."),
            "invalid_choice": _("This answer is not here any more. Choose one of these."),
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


class WrittenField(forms.CharField):
    """A longer text. The browser sends a line's end as two characters; it counts as one."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class WorkForm(forms.Form):
    """The text of an exercise.

    Its length is checked here and not in the browser, which would cut a pasted text silently.
    """

    text = WrittenField(
        label=_("Your work"),
        validators=[
            MaxLengthValidator(
                Submission.LONGEST,
                _(
                    "Your text has %(show_value)d characters; there is room for %(limit_value)d."
                    " Shorten it a little."
                ),
            )
        ],
        error_messages={"required": _("Write something first. A few lines are enough to begin.")},
        widget=forms.Textarea(attrs={"rows": 12}),
    )


class NameForm(forms.Form):
    """The name that is printed and then forgotten."""

    name = forms.CharField(
        label=_("Name to print"),
        max_length=80,
        help_text=_("It goes into the file and is not kept here. A pseudonym is fine."),
        error_messages={"required": _("Type the name that the certificate is for.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if letters := certificates.unprintable(name):
            raise forms.ValidationError(
                _("These letters cannot be printed yet: %(letters)s. Write the name in others."),
                params={"letters": " ".join(letters)},
            )
        return name


def certificate_form(user: User) -> type[forms.Form]:
    """Return the form before a certificate of `user`: the name, or nothing where it endangers."""
    return NameForm if may_be_named(user) else forms.Form


class CheckForm(forms.Form):
    """The number of a certificate, typed from paper."""

    number = forms.CharField(
        label=_("Number of the certificate"),
        max_length=40,
        error_messages={"required": _("Type the number that stands on the certificate.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    certificate: Certificate

    def clean_number(self) -> str:
        found = certificates.by_number(self.cleaned_data["number"])
        if found is None:
            raise forms.ValidationError(
                _("No certificate has this number. Compare it with the paper once more.")
            )
        self.certificate = found
        return found.number
