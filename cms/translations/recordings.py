"""The recordings of a translation: each is that of its source, or another with its own voice."""

from dataclasses import dataclass
from typing import Any

from wagtail.blocks import BaseStreamBlock
from wagtail.models import Page
from wagtail_localize.models import OverridableSegment, SegmentOverride, Translation
from wagtailmedia.blocks import AbstractMediaChooserBlock
from wagtailmedia.models import get_media_model

from cms.translations.queries import place_of


@dataclass(frozen=True)
class Recording:
    """A recording of the source that a translation may exchange; `chosen` is the other one.

    `voice` says who reads it, in the part `voice_id`; there is none where the source was last
    published before recordings said so.
    """

    context_id: int
    name: str
    place: str
    source: Any
    chosen: Any
    voice_id: int | None
    voice: str

    @property
    def voice_name(self) -> str:
        return f"{self.name}-voice"


def recordings_of(translation: Translation) -> list[Recording]:
    """Return the recordings of the page, in its order. Three queries, and one for each."""
    page = translation.source.as_instance()
    segments = {
        one.context.path: one
        for one in OverridableSegment.objects.filter(source=translation.source)
        .select_related("context")
        .order_by("order")
    }
    chosen = {
        one.context_id: one.data
        for one in SegmentOverride.objects.filter(
            context__object_id=translation.source.object_id, locale=translation.target_locale
        )
    }
    media = get_media_model().objects.in_bulk
    found = []
    for path, segment in segments.items():
        if _is_recording(page, path):
            other = chosen.get(segment.context_id)
            known = media([int(pk) for pk in (segment.data, other) if pk])
            reads = segments.get(f"{path.rpartition('.')[0]}.voice")
            found.append(
                Recording(
                    context_id=segment.context_id,
                    name=f"recording-{segment.context_id}",
                    place=place_of(page, path),
                    source=known.get(segment.data),
                    chosen=known.get(int(other)) if other else None,
                    voice_id=reads and reads.context_id,
                    voice=chosen.get(reads.context_id, reads.data) if reads else "",
                )
            )
    return found


def _is_recording(page: Page, path: str) -> bool:
    name, *inside = path.split(".")
    block = getattr(page._meta.get_field(name), "stream_block", None)
    if not isinstance(block, BaseStreamBlock) or not inside:
        return False
    held = next((one for one in getattr(page, name) if one.id == inside[0]), None)
    found = held.block if held else None
    for part in inside[1:]:
        found = getattr(found, "child_blocks", {}).get(part)
    return isinstance(found, AbstractMediaChooserBlock)
