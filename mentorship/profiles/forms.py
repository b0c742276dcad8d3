"""The form of a mentoring profile."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.matching.scoring import WORKING_LEVEL
from mentorship.models import Profile, Subject
from mentorship.profiles.actions import Answers
from people.forms import ChangeForm
from people.languages import SPOKEN

# Translators: In a list of languages or of subjects: none of them.
NOTHING = ("", _("Nothing chosen"))

STRENGTHS = {
    1: _("I know the basics"),
    2: _("I have done it"),
    3: _("I can show others"),
}

LEVELS = {
    1: _("a little"),
    2: _("well enough to work in it"),
    3: _("very well"),
}


LanguageRow = tuple[forms.BoundField, forms.BoundField]


class ProfileForm(ChangeForm):
    """The questions for both sides; the mentor's part is only for members with that role."""

    LANGUAGE_ROWS = range(1, 5)
    NEED_ROWS = {
        # Translators: Label of a list of subjects, under “What I would like help with”.
        1: _("First choice"),
        # Translators: Label of a list of subjects, under “What I would like help with”.
        2: _("Second choice"),
        # Translators: Label of a list of subjects, under “What I would like help with”.
        3: _("Third choice"),
    }

    # The best language comes first, so that a row may be of another language now.
    TOGETHER = [
        [f"{part}_{row}" for row in LANGUAGE_ROWS for part in ("language", "level")],
        [f"need_{row}" for row in NEED_ROWS],
    ]

    wants_mentor = forms.BooleanField(label=_("I would like a mentor"), required=False)
    nearness = forms.ChoiceField(
        # Translators: Label of three choices: from anywhere, only from my region, not from my
        # region.
        label=_("My mentor should be"),
        choices=Profile.Nearness,
        widget=forms.RadioSelect,
        help_text=_(
            "A mentor from your region knows the law and the area. A mentor from elsewhere does "
            "not know anyone around you."
        ),
    )
    free_time = forms.MultipleChoiceField(
        label=_("When I am usually free, in my time zone"),
        choices=Profile.FreeTime,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    asynchronous = forms.BooleanField(
        label=_("We can also write to each other, each in our own time"), required=False
    )
    paused = forms.BooleanField(
        label=_("I am taking a break: no new pairs for now"), required=False
    )

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
                # Translators: Label of a list: a little, well enough to work in it, very well.
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
            label=_("I would like to be a mentor"), required=False
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
            label=_("How many people I can mentor at the same time"),
            choices=[(number, str(number)) for number in range(1, Profile.MOST_MENTEES + 1)],
            coerce=int,
        )

    def _initial(self, profile: Profile) -> dict[str, Any]:
        initial: dict[str, Any] = {
            name: getattr(profile, name)
            for name in (
                "wants_mentor",
                "nearness",
                "free_time",
                "asynchronous",
                "paused",
                "is_mentor",
                "capacity",
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
    def language_rows(self) -> list[LanguageRow]:
        """The rows that are in use, and one more."""
        return [row for number, row in self._rows() if number <= self._rows_in_use + 1]

    @property
    def further_language_rows(self) -> list[LanguageRow]:
        return [row for number, row in self._rows() if number > self._rows_in_use + 1]

    def _rows(self) -> Iterator[tuple[int, LanguageRow]]:
        for row in self.LANGUAGE_ROWS:
            yield row, (self[f"language_{row}"], self[f"level_{row}"])

    @property
    def _rows_in_use(self) -> int:
        used = (row for row, (language, _level) in self._rows() if language.value())
        return max(used, default=0)

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
                _(
                    "Choose when you are usually free, or say that you can also write to each "
                    "other."
                ),
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
                _("Choose at least one language that you speak well enough to work in."),
            )
        data["languages"] = languages

    def _clean_subjects(self, data: dict[str, Any]) -> None:
        needs = [data.get(f"need_{row}") for row in self.NEED_ROWS]
        # A subject chosen twice counts once and is no error.
        data["needs"] = list(dict.fromkeys(key for key in needs if key))
        if data.get("wants_mentor") and not data["needs"]:
            self.add_error("need_1", _("Choose at least one subject you would like help with."))
        strengths = {key: data.get(f"strength_{key}") for key in Subject.values}
        data["strengths"] = {key: level for key, level in strengths.items() if level}
        if data.get("is_mentor") and not data["strengths"]:
            self.add_error("strength_money", _("Choose your level for at least one subject."))

    def answers(self) -> Answers:
        data = self.cleaned_data
        return Answers(
            **{name: data[name] for name in Answers.__dataclass_fields__ if name in data}
        )


def _best_first(levels: dict[str, int]) -> list[tuple[str, int]]:
    """Sort the levels, because PostgreSQL changes the order of keys in a JSON object."""
    return sorted(levels.items(), key=lambda one: (-one[1], one[0]))
