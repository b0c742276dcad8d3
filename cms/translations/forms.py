"""Forms about translations."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from wagtailmedia.models import get_media_model
from wagtailmedia.widgets import AdminAudioChooser

from cms.translations.recordings import Recording
from cms.translations.voices import Voice


class RecordingChooser(AdminAudioChooser):
    """A chooser that shows an empty field where something else than a recording was sent."""

    def get_instance(self, value: Any) -> Any:
        try:
            return super().get_instance(value)
        except (TypeError, ValueError, OverflowError):
            return None


class RecordingsForm(forms.Form):
    """A field for each recording of a page, and one for who reads it; an empty one means the
    recording of the source, with its voice."""

    def __init__(self, *args: Any, recordings: Iterable[Recording], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in recordings:
            self.fields[one.name] = forms.ModelChoiceField(
                queryset=get_media_model().objects.filter(type="audio"),
                widget=RecordingChooser(),
                required=False,
                initial=one.chosen,
                label=one.place,
            )
            if one.voice_id:
                self.fields[one.voice_name] = forms.ChoiceField(
                    choices=Voice.choices, initial=one.voice, label=_("Who reads")
                )
