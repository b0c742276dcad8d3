"""Who is heard in a recording. Each language may have a recording of its own, so a translation says
it for itself."""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy
from wagtail.blocks import ChoiceBlock
from wagtail_localize.segments import OverridableSegmentValue


class Voice(TextChoices):
    # Translators: In the studio: whose voice a recording has.
    PERSON = "person", pgettext_lazy("voice of a recording", "A person")
    # Translators: In the studio: whose voice a recording has.
    COMPUTER = "computer", pgettext_lazy("voice of a recording", "A computer")


class VoiceBlock(ChoiceBlock):
    """Which `Voice` reads, in the language of the page."""

    def __init__(self, **kwargs: Any) -> None:
        # It is no word of the lesson.
        super().__init__(choices=Voice.choices, default=Voice.PERSON, search_index=False, **kwargs)

    def get_translatable_segments(self, value: str) -> list[OverridableSegmentValue]:
        """Return what wagtail-localize lets a translation say otherwise."""
        return [OverridableSegmentValue("", value)]

    def restore_translated_segments(
        self, value: str, segments: list[OverridableSegmentValue]
    ) -> str:
        """Return what the translation says."""
        return str(segments[0].data)
