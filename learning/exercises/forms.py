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
    """The text of an exercise, and who may read it."""

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
    is_for_coordinators = forms.BooleanField(
        label=_("If no one has answered by then, a coordinator of my region may read it"),
        required=False,
    )

    def __init__(self, *args: Any, is_at_risk: bool, **kwargs: Any) -> None:
        """`is_at_risk`: coordinators read the work only if its author says yes."""
        super().__init__(*args, **kwargs)
        if not is_at_risk:
            del self.fields["is_for_coordinators"]
