"""The forms of a pair: a goal, a meeting."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentorship.models import Goal, Meeting, Pair
from people.forms import OnceForm
from web.reading.days import date_format


class GoalForm(OnceForm):
    """A goal in one line."""

    text = forms.CharField(
        label=_("A new goal"),
        max_length=Goal.LONGEST,
        help_text=_("Something you can both see when it is done. No names, no places."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the goal in a few words.")},
    )


class MeetingForm(OnceForm):
    """A meeting of the pair."""

    held_on = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        # The format that browsers send; any other would be ambiguous.
        input_formats=["%Y-%m-%d"],
        initial=timezone.localdate,
    )
    length = forms.ChoiceField(
        # Translators: How long a meeting of two people took.
        label=_("Length"),
        choices=Meeting.Length,
        initial=Meeting.Length.HALF,
    )
    # Translators: Label of a list: voice call, video call, in writing, in person.
    channel = forms.ChoiceField(label=_("How you met"), choices=Meeting.Channel)
    line = forms.CharField(
        label=_("A short note"),
        max_length=Meeting.LONGEST,
        required=False,
        help_text=_("Only the two of you can read it. No names, no places."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, pair: Pair, **kwargs: Any) -> None:
        self.pair = pair
        super().__init__(*args, **kwargs)

    def clean_held_on(self) -> date:
        held_on = self.cleaned_data["held_on"]
        if held_on > timezone.localdate():
            raise forms.ValidationError(
                _("This day is in the future. Add the meeting once it has taken place.")
            )
        if self.pair.started_at and held_on < timezone.localdate(self.pair.started_at):
            raise forms.ValidationError(
                _("Your pair began on %(day)s. Choose that day or a later one.")
                % {"day": date_format(timezone.localdate(self.pair.started_at))}
            )
        return held_on
