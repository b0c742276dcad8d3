"""The forms of a practice story: its author's, its editor's, and that of the list."""

from copy import copy
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from learning.models import Story
from learning.stories.models import LONGEST, LONGEST_REPLY, LONGEST_TITLE
from learning.stories.parts import HEADINGS, Parts
from learning.stories.queries import Shelf, Subjects
from people.forms import FindForm, LongTextField, OnceForm
from web.codes import decode, encode


def _says_something(text: str) -> None:
    """Refuse, as if it was empty, a text without any letter or digit: its signs may be unseen."""
    if not any(sign.isalnum() for sign in text):
        raise forms.ValidationError("", code="required")


class _WordsField(LongTextField):
    default_validators = [_says_something]


def _part(name: str, help_text: Any) -> LongTextField:
    return _WordsField(
        label=HEADINGS[name],
        longest=LONGEST,
        rows=4,
        help_text=help_text,
        error_messages={"required": _("Write at least one sentence here.")},
    )


class PartsForm(forms.Form):
    """The parts of a story; when it is valid, they are in its data as `parts`."""

    worked = _part(
        "worked", _("What did you do together, and with what kind of people or services? No names.")
    )
    why = _part("why", _("What made it possible?"))
    effects = _part("effects", _("For example after a month, and after a year."))
    learned = _part("learned", _("What would you do again, and what would you do differently?"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        said = {name: data.pop(name) for name in HEADINGS}
        return data | {"parts": Parts(**said, title=data.pop("title", ""))}


class ChangeStoryForm(PartsForm):
    """A story as its author tells it, with what they decide about it."""

    subject = forms.ChoiceField(label=_("Subject"), required=False)
    # None is chosen first: it would be another one when the page is read in another language.
    language = forms.ChoiceField(
        label=_("Language of your story"),
        choices=[("", _("Choose a language")), *settings.LANGUAGES],
        error_messages={"required": _("Choose the language in which you wrote.")},
    )
    shows_name = forms.BooleanField(
        label=_("My pseudonym may stand below it. Without this tick, no name does."),
        required=False,
        help_text=_("Members of all regions then read your pseudonym; new members do not."),
    )
    may_stay = forms.BooleanField(
        label=_("My published story may stay, without a name, when my account is erased"),
        required=False,
    )

    def __init__(self, *args: Any, subjects: Subjects, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(encode(one.key), one.title) for one in subjects.values()]
        # Translators: Last entry of a list of subjects.
        others = ("", pgettext_lazy("in a list of subjects", "Another subject"))
        self.fields["subject"].choices = [*listed, others]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.errors:
            return data
        subject = data.pop("subject")
        return data | {"subject_key": decode(subject) if subject else None}


def as_told(story: Story) -> dict[str, Any]:
    """Return what `ChangeStoryForm` shows of a story first."""
    said = {name: getattr(story.written, name) for name in HEADINGS}
    subject = encode(story.subject_key) if story.subject_key else ""
    kept = {name: getattr(story, name) for name in ("language", "shows_name", "may_stay")}
    return said | kept | {"subject": subject}


class StoryForm(OnceForm, ChangeStoryForm):
    """A new story."""


class AnswerForm(forms.Form):
    """An answer to the text of a story that its page shows, `shown`; None when it shows none."""

    mark = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, shown: Story | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mark"].initial = shown.text_mark if shown else ""

    def renew(self, shown: Story) -> None:
        """Let the form, sent again as it was typed, answer the text of `shown`."""
        typed: Any = copy(self.data)
        typed[self.add_prefix("mark")] = shown.text_mark
        self.data = typed


class EditStoryForm(AnswerForm, PartsForm):
    """The text that an editor proposes to the author."""

    title = forms.CharField(
        label=_("Title"),
        max_length=LONGEST_TITLE,
        validators=[_says_something],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Give it a title."),
            "max_length": _("This is too long. Use fewer words."),
        },
    )
    field_order = ["title"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in HEADINGS:
            # It asks the author.
            self.fields[name].help_text = ""


class SendBackForm(AnswerForm):
    """Why a story is not published as it is."""

    reply = _WordsField(
        label=_("What you tell the member"),
        longest=LONGEST_REPLY,
        rows=3,
        help_text=_("Say what is missing, or why it cannot be published. No names, no places."),
        error_messages={"required": _("Write at least one sentence here.")},
    )


class StoriesForm(FindForm):
    """Finds published stories by their words, by subject and by language."""

    name = forms.CharField(
        label=_("Words in the story"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "search"}),
        error_messages={"max_length": _("This is too long. Use fewer words.")},
    )

    def __init__(self, *args: Any, shelf: Shelf, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = dict(settings.LANGUAGES)
        subjects = [(encode(one.key), one.title) for one in shelf.subjects]
        self.narrow("subject", _("Subject"), subjects)
        spoken = [(code, known[code]) for code in shelf.languages if code in known]
        self.narrow("language", _("Language"), spoken)

    def looked_for(self) -> dict[str, str]:
        """Return what `Shelf.find` asks for."""
        chosen = {name: self.wanted.get(name, "") for name in ("subject", "language")}
        return {"typed": self.wanted.get("name", ""), **chosen}
