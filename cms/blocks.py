"""The blocks that any page may contain.

Each has a purpose and a sample for the editor's chooser, and says how much data it uses besides its
text (`Heavy`).
"""

import gzip
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, runtime_checkable

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.images.shortcuts import get_rendition_or_not_found, get_renditions_or_not_found
from wagtailmedia.blocks import AudioChooserBlock

from cms.pages.lists import ListBlock
from cms.translations.voices import VoiceBlock

# Translators: Heading of the blocks in the studio's list that an editor adds to a lesson.
TEXT = pgettext_lazy("blocks of a lesson", "Text")
MEDIA = pgettext_lazy("blocks of a lesson", "Picture, sound, file")
ASK = pgettext_lazy("blocks of a lesson", "Questions and exercises")

# What stands in a list from which nothing is chosen yet, instead of Wagtail’s dashes.
UNCHOSEN = ("", _("Nothing chosen"))

PLAIN_TEXT = ["bold", "italic", "ul", "ol", "link", "document-link"]
# No phone shows a wider picture, and WebP is the smallest format that all of them read.
PICTURE = "width-640|format-webp"
# What a reader gets who asks for more: small print stays legible when they zoom.
LARGE = "max-1600x1600|format-webp"
# Several of them stand on one screen, to choose from.
SMALL = "max-240x180|format-webp"
# A drawing (SVG), which a browser draws in any size, to the byte. Wagtail’s own “original” is
# another file, of one size; this says the same to it, and is never asked for by the studio.
WHOLE = "original|original"


@dataclass(frozen=True)
class Weight:
    """Bytes that a block uses besides its text: `opening` when its page is opened; `audio` and
    `downloads` only when the reader asks for them."""

    opening: int = 0
    audio: int = 0
    downloads: int = 0

    def __add__(self, other: "Weight") -> "Weight":
        return Weight(
            self.opening + other.opening,
            self.audio + other.audio,
            self.downloads + other.downloads,
        )


@runtime_checkable
class Heavy(Protocol):
    """A block that uses data besides its text."""

    def weight(self, value: Any) -> Weight:
        """Return how much data the block uses with this value."""


def weight(body: blocks.StreamValue) -> Weight:
    """Return how much data the blocks of a page use together, besides its text."""
    heavy = (child.block.weight(child.value) for child in body if isinstance(child.block, Heavy))
    return sum(heavy, Weight())


def size_of(stored: Any) -> int:
    """Return the bytes of a picture, recording or document as they are sent; 0 when it or its file
    is missing."""
    try:
        if stored and stored.file.name.endswith(".svg"):
            with stored.file.open() as opened:
                return len(gzip.compress(opened.read()))
        return stored.file.size if stored else 0
    except FileNotFoundError:
        return 0


def reduced(image: Any, spec: str) -> Any:
    """Return the picture that readers get of `image`: reduced, but a drawing as it is."""
    return _whole(image) if image.is_svg() else get_rendition_or_not_found(image, spec)


def _whole(drawing: Any) -> Any:
    """Return a drawing as a file for readers; None when it is missing."""
    found = drawing.renditions.filter(filter_spec=WHOLE)
    if not found.exists():
        try:
            with drawing.file.open() as opened:
                file = ContentFile(opened.read(), "drawing.svg")
        except FileNotFoundError:
            return None
        drawing.renditions.get_or_create(filter_spec=WHOLE, defaults={"file": file})
    # Read again, because its measures were no whole numbers before.
    return found.get()


def paragraph(text: str) -> str:
    """Return a sample as rich text."""
    return f"<p>{text}</p>"


class StoryBlock(blocks.RichTextBlock):
    """A short story that a lesson begins with."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("About 150 to 250 words. Use invented names."))
        super().__init__(features=["bold", "italic"], **kwargs)

    class Meta:
        icon = "openquote"
        group = TEXT
        label = _("Story")
        description = _("A short story that opens the lesson and raises its question.")
        template = "blocks/story.html"
        # As many words as its help asks for at most.
        aim = 250

    def get_preview_value(self) -> Any:
        return self.normalize(
            paragraph(
                gettext("On Friday the group meets in the courtyard. Who has seen the receipt?")
            )
        )


class HeadedTextBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120, required=False, default="")
    text = blocks.RichTextBlock(label=_("Text"), features=PLAIN_TEXT)

    class Meta:
        icon = "doc-full"
        group = TEXT
        label = _("Text")
        description = _("Plain text, with a heading or without.")
        template = "blocks/text.html"

    def sample(self) -> tuple[str, str]:
        """Return the heading and the text that an editor sees as a sample."""
        return (
            gettext("What goes into a cash book"),
            gettext("Write the date, the amount and the reason on one line."),
        )

    def get_preview_value(self) -> Any:
        heading, text = self.sample()
        return self.normalize({"heading": heading, "text": paragraph(text)})


class IdeaBlock(HeadedTextBlock):
    class Meta:
        icon = "pick"
        group = TEXT
        label = _("One idea")
        description = _("The one thing to remember, in at most 120 words.")
        template = "blocks/idea.html"

    def sample(self) -> tuple[str, str]:
        return (
            gettext("Two people count"),
            gettext("When two people count together, no one has to be believed alone."),
        )


class PracticeBlock(HeadedTextBlock):
    minutes = blocks.IntegerBlock(
        label=_("Minutes"), min_value=1, max_value=600, required=False, default=None
    )
    needs = blocks.CharBlock(
        label=_("What the group needs"), max_length=200, required=False, default=""
    )

    class Meta:
        icon = "group"
        group = TEXT
        label = _("With your group")
        description = _("Something to try together, away from the screen.")
        template = "blocks/practice.html"

    def sample(self) -> tuple[str, str]:
        return (
            gettext("Try it at your next meeting"),
            gettext("Read 3 lines of the cash book aloud, and let people ask questions."),
        )


class WorkedExampleBlock(HeadedTextBlock):
    steps = ListBlock(
        blocks.TextBlock(label=_("Step"), max_length=600, rows=2),
        label=_("Steps"),
        help_text=_("One thing at a time, with the numbers or the words that someone would write."),
        min_num=2,
        max_num=12,
        default=["", "", ""],
    )

    class Meta:
        icon = "list-ol"
        group = TEXT
        label = _("Worked example")
        description = _("How someone does it, step by step, before learners try it.")
        template = "blocks/worked_example.html"

    def sample(self) -> tuple[str, str]:
        return (
            gettext("Lagoon writes a line of the cash book"),
            gettext("On Tuesday, Lagoon pays 2,000 for the bus."),
        )

    def get_preview_value(self) -> Any:
        heading, text = self.sample()
        steps = [
            gettext("The date: Tuesday."),
            gettext("The amount: 2,000."),
            gettext("The reason: the bus to the meeting."),
        ]
        return self.normalize({"heading": heading, "text": paragraph(text), "steps": steps})


class ChecklistBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    points = ListBlock(
        blocks.CharBlock(label=_("Point"), max_length=200),
        label=_("Points"),
        min_num=2,
        max_num=15,
        default=["", "", ""],
    )

    class Meta:
        icon = "tasks"
        group = TEXT
        label = _("Checklist")
        description = _("What to check or to bring. Ticks are not saved, and it can be printed.")
        template = "blocks/checklist.html"

    def get_preview_value(self) -> Any:
        points = [
            gettext("The cash book"),
            gettext("All receipts"),
            gettext("Two people who count"),
        ]
        return self.normalize({"heading": gettext("Before the meeting"), "points": points})


class GlossaryBlock(blocks.StructBlock):
    """A word that is explained where it stands, for those who ask."""

    word = blocks.CharBlock(label=_("Word"), max_length=80)
    meaning = blocks.TextBlock(
        label=_("What it means"),
        help_text=_("One or two sentences, with words that everyone knows."),
        max_length=400,
        rows=3,
    )

    class Meta:
        icon = "help"
        group = TEXT
        label = _("Word explained")
        description = _("A difficult word. Learners who tap it read what it means.")
        template = "blocks/glossary.html"

    def get_preview_value(self) -> Any:
        meaning = gettext("An organisation that receives money for a group that cannot.")
        return self.normalize({"word": gettext("Fiscal host"), "meaning": meaning})


class PictureBlock(blocks.StructBlock):
    """A picture that is described in words, or that only decorates."""

    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        label=_("What the picture shows, in words"),
        help_text=_("Read aloud to people who cannot see the picture."),
        max_length=250,
        required=False,
        default="",
    )
    decorative = blocks.BooleanBlock(
        label=_("The picture only decorates"),
        help_text=_("It is not read aloud: people who cannot see it miss nothing."),
        required=False,
    )
    caption = blocks.CharBlock(label=_("Caption"), max_length=250, required=False, default="")

    class Meta:
        icon = "image"
        group = MEDIA
        label = _("Picture")
        description = _("A picture, made small for phones. No photographs of people.")
        template = "blocks/picture.html"
        preview_template = "blocks/previews/picture.html"

    def clean(self, value: Any) -> Any:
        """Refuse a picture with neither words nor the tick, or with both, except in a draft."""
        cleaned = super().clean(value)
        if self.is_deferred_validation or bool(cleaned["alt"]) != cleaned["decorative"]:
            return cleaned
        refusal = (
            _("A picture that only decorates has no words. Empty this field, or remove the tick.")
            if cleaned["alt"]
            else _("Say in words what the picture shows, or tick that it only decorates.")
        )
        raise StructBlockValidationError(block_errors={"alt": ValidationError(refusal)})

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        picture, large = self._shown(value)
        is_larger = large and not value.get("decorative")
        shown = {
            "picture": picture,
            "large": large if is_larger else None,
            "size": size_of(large) if is_larger else 0,
        }
        return super().get_context(value, parent_context) | shown

    def weight(self, value: Any) -> Weight:
        picture, _large = self._shown(value)
        return Weight(opening=size_of(picture))

    def _shown(self, value: Any) -> tuple[Any, Any]:
        """Return the reduced picture that readers get, and the larger one they may ask for; None
        when there is none. Each is made once. A drawing is both: alone it fills the screen."""
        if not value["image"]:
            return None, None
        if value["image"].is_svg():
            return (_whole(value["image"]),) * 2
        found = get_renditions_or_not_found(value["image"], [PICTURE, LARGE])
        is_larger = found[LARGE].width > found[PICTURE].width
        return found[PICTURE], found[LARGE] if is_larger else None


class FileBlock(blocks.StructBlock):
    """A file with its size next to it. Each kind names the field with the file in `FILE`, and in
    `COUNTS_AS` the part of the lesson's weight that it adds to."""

    FILE: ClassVar[str]
    COUNTS_AS: ClassVar[str]

    heading = blocks.CharBlock(label=_("Heading"), max_length=120)

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        return super().get_context(value, parent_context) | {"size": size_of(value[self.FILE])}

    def weight(self, value: Any) -> Weight:
        return Weight(**{self.COUNTS_AS: size_of(value[self.FILE])})


class AudioBlock(FileBlock):
    """A recording that is loaded only when the reader presses play."""

    FILE = COUNTS_AS = "audio"

    audio = AudioChooserBlock(
        label=_("Recording"),
        help_text=_("MP3. Speech needs 32 kbit/s: 3 minutes are then about 700 kB."),
    )
    voice = VoiceBlock(label=_("Who reads"), help_text=_("Learners are told before they listen."))

    class Meta:
        icon = "media"
        group = MEDIA
        label = _("Audio")
        description = _("A recording to listen to. It is loaded only when someone presses play.")
        template = "blocks/audio.html"
        # It is heard, not read.
        aim = None
        preview_template = "blocks/previews/audio.html"


class DownloadBlock(FileBlock):
    FILE = "document"
    COUNTS_AS = "downloads"

    document = DocumentChooserBlock(label=_("Document"))

    class Meta:
        icon = "download"
        group = MEDIA
        label = _("File to download")
        description = _("A file to print or keep, such as a form. Its size is beside the link.")
        template = "blocks/download.html"
        preview_template = "blocks/previews/download.html"
