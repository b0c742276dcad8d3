"""The blocks that any page may be made of."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtailmedia.blocks import AudioChooserBlock

PLAIN_TEXT = ["bold", "italic", "ul", "ol", "link", "document-link"]


class StoryBlock(blocks.RichTextBlock):
    """A short story that a lesson begins with."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=["bold", "italic"], **kwargs)

    class Meta:
        icon = "openquote"
        label = _("Story")
        template = "blocks/story.html"


class HeadedTextBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)
    text = blocks.RichTextBlock(label=_("Text"), features=PLAIN_TEXT)

    class Meta:
        icon = "doc-full"
        label = _("Text")
        template = "blocks/text.html"


class IdeaBlock(HeadedTextBlock):
    class Meta:
        icon = "pick"
        label = _("One idea")
        template = "blocks/idea.html"


class PracticeBlock(HeadedTextBlock):
    class Meta:
        icon = "group"
        label = _("With your group")
        template = "blocks/practice.html"


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        label=_("What the picture shows, in words"), max_length=250, required=False
    )
    caption = blocks.CharBlock(label=_("Caption"), max_length=250, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "blocks/picture.html"


class AudioBlock(blocks.StructBlock):
    """A recording that is fetched only when she presses play; its size stands beside it."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    audio = AudioChooserBlock(label=_("Recording"))

    class Meta:
        icon = "media"
        label = _("Audio")
        template = "blocks/audio.html"


class DownloadBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    document = DocumentChooserBlock(label=_("Document"))

    class Meta:
        icon = "download"
        label = _("File to download")
        template = "blocks/download.html"
