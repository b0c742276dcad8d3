"""The form in which a learner writes an exercise."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from learning.models import Submission


class WrittenField(forms.CharField):
    """A longer text. Browsers send a line break as two characters; it counts as one."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class WorkForm(forms.Form):
    """The text of an exercise."""

    text = WrittenField(
        label=_("Your work"),
        validators=[
            MaxLengthValidator(
                Submission.LONGEST,
                _(
                    "Your text has %(show_value)d characters; the limit is %(limit_value)d. "
                    "Please shorten it a little."
                ),
            )
        ],
        error_messages={"required": _("Write something first. A few lines are enough to begin.")},
        widget=forms.Textarea(attrs={"rows": 12}),
    )
