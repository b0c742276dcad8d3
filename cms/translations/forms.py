"""Forms about translations."""

from collections.abc import Iterable
from typing import Any

from django import forms
from wagtailmedia.models import get_media_model
from wagtailmedia.widgets import AdminAudioChooser

from cms.translations.queries import Recording


class RecordingChooser(AdminAudioChooser):
    """A chooser that shows an empty field where something else than a recording was sent."""

    def get_instance(self, value: Any) -> Any:
        try:
            return super().get_instance(value)
        except (TypeError, ValueError, OverflowError):
            return None


class RecordingsForm(forms.Form):
    """A field for each recording of a page; an empty one means the recording of the source."""

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
