"""The forms of mentoring: the profile, goals, meetings, reviews, programmes."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from learning.models import Review
from mentorship.matching import WORKING_LEVEL
from mentorship.models import Goal, Meeting, Pair, Profile, Programme, Subject
from mentorship.profiles import Answers
from mentorship.programmes import Terms
from mentorship.wording import LEVELS, PARTS, STRENGTHS
from people.languages import SPOKEN
from people.models import Region

NOTHING = ("", "—")


class ProfileForm(forms.Form):
    """What both sides are asked; the mentor's part only for those who were given that task."""

    LANGUAGE_ROWS = range(1, 5)
    NEED_ROWS = {1: _("Most of all"), 2: _("Then"), 3: _("And")}

    wants_mentor = forms.BooleanField(label=_("I would like a mentor"), required=False)
    nearness = forms.ChoiceField(
        label=_("My mentor comes"),
        choices=Profile.Nearness,
        widget=forms.RadioSelect,
        help_text=_("From my region: knows the law and the place. From elsewhere: knows nobody."),
    )
    free_time = forms.MultipleChoiceField(
        label=_("When I am often free, at my own hours"),
        choices=Profile.FreeTime,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    asynchronous = forms.BooleanField(
        label=_("We can also write to each other, each at her own hours"), required=False
    )
    paused = forms.BooleanField(label=_("I take a break: no new pairs for now"), required=False)

    def __init__(self, *args: Any, profile: Profile, for_mentor: bool, **kwargs: Any) -> None:
        self.for_mentor = for_mentor
        kwargs["initial"] = self._initial(profile)
        super().__init__(*args, **kwargs)
        subjects = [NOTHING, *Subject.choices]
        for row, label in self.NEED_ROWS.items():
            self.fields[f"need_{row}"] = forms.ChoiceField(
                label=label, choices=subjects, required=False
            )
        for row in self.LANGUAGE_ROWS:
            self.fields[f"language_{row}"] = forms.ChoiceField(
                label=_("Language %(number)d") % {"number": row},
                choices=[NOTHING, *SPOKEN.items()],
                required=False,
            )
            self.fields[f"level_{row}"] = forms.TypedChoiceField(
                label=_("How well I speak it"),
                choices=list(LEVELS.items()),
                coerce=int,
                empty_value=None,
                required=False,
            )
        if for_mentor:
            self._add_mentor_fields()

    def _add_mentor_fields(self) -> None:
        self.fields["is_mentor"] = forms.BooleanField(
            label=_("I would like to accompany somebody"), required=False
        )
        for key, label in Subject.choices:
            self.fields[f"strength_{key}"] = forms.TypedChoiceField(
                label=label,
                choices=[NOTHING, *STRENGTHS.items()],
                coerce=int,
                empty_value=None,
                required=False,
            )
        self.fields["capacity"] = forms.TypedChoiceField(
            label=_("How many people at the same time"),
            choices=[(number, str(number)) for number in range(1, Profile.MOST_MENTEES + 1)],
            coerce=int,
        )

    def _initial(self, profile: Profile) -> dict[str, Any]:
        initial: dict[str, Any] = {
            name: getattr(profile, name)
            for name in (
                *("wants_mentor", "nearness", "free_time", "asynchronous", "paused"),
                *("is_mentor", "capacity"),
            )
        }
        for row in self.LANGUAGE_ROWS:
            initial[f"level_{row}"] = WORKING_LEVEL
        for row, (code, level) in enumerate(_best_first(profile.languages), start=1):
            initial |= {f"language_{row}": code, f"level_{row}": level}
        for row, key in enumerate(profile.needs, start=1):
            initial[f"need_{row}"] = key
        for key, level in profile.strengths.items():
            initial[f"strength_{key}"] = level
        return initial

    @property
    def language_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"language_{row}"], self[f"level_{row}"]) for row in self.LANGUAGE_ROWS]

    @property
    def need_rows(self) -> list[forms.BoundField]:
        return [self[f"need_{row}"] for row in self.NEED_ROWS]

    @property
    def strength_rows(self) -> list[forms.BoundField]:
        return [self[f"strength_{key}"] for key in Subject.values if self.for_mentor]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._clean_languages(data)
        self._clean_subjects(data)
        if self._takes_part(data) and not (data.get("free_time") or data.get("asynchronous")):
            self.add_error(
                "free_time",
                _("Choose when you are often free, or that you can also write to each other."),
            )
        return data

    @staticmethod
    def _takes_part(data: dict[str, Any]) -> bool:
        return bool(data.get("wants_mentor") or data.get("is_mentor"))

    def _clean_languages(self, data: dict[str, Any]) -> None:
        languages: dict[str, int] = {}
        for row in self.LANGUAGE_ROWS:
            code = data.get(f"language_{row}")
            if code in languages:
                self.add_error(f"language_{row}", _("You chose this language twice."))
            elif code:
                languages[code] = data.get(f"level_{row}") or WORKING_LEVEL
        if self._takes_part(data) and not any(
            level >= WORKING_LEVEL for level in languages.values()
        ):
            self.add_error(
                "language_1",
                _("Choose at least one language in which you can talk about the work."),
            )
        data["languages"] = languages

    def _clean_subjects(self, data: dict[str, Any]) -> None:
        needs = [data.get(f"need_{row}") for row in self.NEED_ROWS]
        # Choosing a subject twice means it once: nothing to complain about.
        data["needs"] = list(dict.fromkeys(key for key in needs if key))
        if data.get("wants_mentor") and not data["needs"]:
            self.add_error("need_1", _("Choose what you would like help with most of all."))
        strengths = {key: data.get(f"strength_{key}") for key in Subject.values}
        data["strengths"] = {key: level for key, level in strengths.items() if level}
        if data.get("is_mentor") and not data["strengths"]:
            self.add_error("strength_money", _("Say of at least one subject that you know it."))

    def answers(self) -> Answers:
        data = self.cleaned_data
        return Answers(
            **{name: data[name] for name in Answers.__dataclass_fields__ if name in data}
        )


class GoalForm(forms.Form):
    """A goal in one line."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    text = forms.CharField(
        label=_("A new goal"),
        max_length=Goal.LONGEST,
        help_text=_("Something you can see when it is done. No names, no places."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the goal in a few words.")},
    )


class MeetingForm(forms.Form):
    """That the pair met."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    held_on = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        # What the browser's own date field sends; anything else would be guessed at.
        input_formats=["%Y-%m-%d"],
        initial=timezone.localdate,
    )
    length = forms.ChoiceField(
        label=_("How long"), choices=Meeting.Length, initial=Meeting.Length.HALF
    )
    channel = forms.ChoiceField(label=_("How"), choices=Meeting.Channel)
    line = forms.CharField(
        label=_("One line about it"),
        max_length=Meeting.LONGEST,
        required=False,
        help_text=_("Only the two of you read it. No names, no places."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, pair: Pair, **kwargs: Any) -> None:
        self.pair = pair
        super().__init__(*args, **kwargs)

    def clean_held_on(self) -> date:
        held_on = self.cleaned_data["held_on"]
        if held_on > timezone.localdate():
            raise forms.ValidationError(
                _("This day is still to come. Write the meeting down when it has taken place.")
            )
        if self.pair.started_at and held_on < timezone.localdate(self.pair.started_at):
            raise forms.ValidationError(
                _("Your pair began on %(day)s. Choose that day or a later one.")
                % {"day": date_format(timezone.localdate(self.pair.started_at))}
            )
        return held_on


class ReviewForm(forms.Form):
    """What a mentor answers: words, and what follows from them."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    text = forms.CharField(
        label=_("Your comment"),
        max_length=Review._meta.get_field("text").max_length,
        help_text=_("First what is good, then one thing to improve. No names, no places."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write at least one sentence: it is what she learns from.")},
    )
    verdict = forms.ChoiceField(
        label=_("What happens next"),
        choices=[
            (Review.Verdict.IMPROVE, _("I ask for an improvement; she can send it again")),
            (Review.Verdict.ACCEPT, _("I accept the exercise")),
            (Review.Verdict.COMMENT, _("Only a comment; I decide later")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what happens next.")},
    )


class ProgrammeForm(forms.ModelForm):
    """What a coordinator decides about a programme of her own regions."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    class Meta:
        model = Programme
        fields = ["name", "region", "is_open", *(f"{part}_points" for part in PARTS)]
        help_texts = {"region": _("Only members of this region take part.")}

    def __init__(self, *args: Any, region_ids: set[int], everywhere: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["region"]
        field.queryset = (
            Region.objects.all() if everywhere else Region.objects.filter(pk__in=region_ids)
        )
        field.required = not everywhere
        field.empty_label = _("all regions") if everywhere else None
        # What was drafted for one region must never be read by the next one's coordinator.
        field.disabled = self.instance.pk is not None
        for part in PARTS:
            self.fields[f"{part}_points"].max_value = 100  # type: ignore[attr-defined]

    @property
    def point_rows(self) -> list[forms.BoundField]:
        return [self[f"{part}_points"] for part in PARTS]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        points: list[Any] = [data.get(f"{part}_points") for part in PARTS]
        if None not in points and sum(points) != 100:
            self.add_error(
                "subject_points",
                _("The points add up to %(sum)d. Together they must make 100.")
                % {"sum": sum(points)},
            )
        return data

    def terms(self) -> Terms:
        data = self.cleaned_data
        return Terms(
            name=data["name"],
            region=data["region"],
            is_open=data["is_open"],
            points={part: data[f"{part}_points"] for part in PARTS},
        )


def _best_first(levels: dict[str, int]) -> list[tuple[str, int]]:
    """PostgreSQL keeps the keys of a JSON object in an order of its own."""
    return sorted(levels.items(), key=lambda one: (-one[1], one[0]))
