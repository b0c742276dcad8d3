"""A question whose answers are pictures, of which one is right.

Stored as `{"kind": "picture_choice", "v": 1, "choice": <id>}`. The picture of an answer is part of
its words: a translation may show another one. Without its picture, an answer is what it shows.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Self
from uuid import UUID

from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.blocks import SMALL, Weight, reduced, size_of
from cms.pages.lists import ListBlock
from learning.questions.kinds.parts.choices import (
    UNWRITTEN,
    Choice,
    ChoiceBlock,
    choices_of,
    sample_choice,
)
from learning.questions.kinds.parts.foreign import Foreign
from learning.questions.kinds.single_choice import SingleChoice, SingleChoiceBlock

NO_PICTURE = {"image": None}


class PictureBlock(ChoiceBlock):
    image = ImageChooserBlock(label=_("Picture"))
    text = blocks.CharBlock(
        label=_("What the picture shows, in words"),
        help_text=_("Members who see no pictures choose by these words."),
        max_length=250,
        default="",
    )

    class Meta:
        # Editors choose the picture first.
        form_layout = ["image", "text", "right", "feedback"]
        icon = "image"
        label = _("Picture")


class PictureChoiceBlock(SingleChoiceBlock):
    choices = ListBlock(
        PictureBlock(),
        label=_("Pictures"),
        help_text=_("Members get them small. No photographs of people."),
        min_num=2,
        max_num=4,
        default=[UNWRITTEN | NO_PICTURE] * 3,
    )

    def refusal(self, right: int) -> str:
        return "" if right == 1 else gettext("Mark exactly one picture as right.")

    def sample(self) -> dict[str, Any]:
        choices = [
            sample_choice(gettext("Two people count the notes together"), right=True),
            sample_choice(gettext("One person counts alone"), right=False),
        ]
        return {
            "text": gettext("Which picture shows money that is counted well?"),
            "choices": [choice | NO_PICTURE for choice in choices],
        }

    def weight(self, value: Any) -> Weight:
        """Return the bytes of the small pictures, which the page of the question loads."""
        images = [choice["image"] for choice in value["choices"] if choice["image"]]
        return Weight(opening=sum(size_of(reduced(image, SMALL)) for image in images))

    def taking(self, found: Foreign) -> dict[str, Any] | None:
        # Files of questions bring no pictures.
        return None

    class Meta:
        icon = "image"
        label = _("Choice of pictures")
        description = _("Members choose one of a few pictures, each described in words.")
        preview_template = "blocks/previews/picture_choice.html"


@dataclass(frozen=True)
class Picture:
    address: str
    width: int
    height: int


@dataclass(frozen=True)
class PicturedChoice(Choice):
    """`picture` is None where it was deleted, and in a draft."""

    picture: Picture | None

    @property
    def label(self) -> str:
        if self.picture is None:
            return self.text
        return format_html(
            '<img src="{}" width="{}" height="{}" alt="{}">',
            self.picture.address,
            self.picture.width,
            self.picture.height,
            self.text,
        )


@dataclass(frozen=True)
class PictureChoice(SingleChoice):
    kind: ClassVar[str] = "picture_choice"
    block: ClassVar[type[SingleChoiceBlock]] = PictureChoiceBlock

    choices: tuple[PicturedChoice, ...]

    @classmethod
    def of_block(cls, question_id: UUID, value: blocks.StructValue) -> Self:
        written = choices_of(question_id, value["choices"])
        choices = (
            PicturedChoice(**vars(choice), picture=_picture(one["image"]))
            for choice, one in zip(written, value["choices"], strict=True)
        )
        return cls.of_parts(question_id, value, choices=tuple(choices))

    @property
    def options(self) -> list[tuple[str, str]]:
        return [(choice.code, choice.label) for choice in self.choices]


def _picture(image: Any) -> Picture | None:
    if not image:
        return None
    shown = reduced(image, SMALL)
    return shown and Picture(shown.url, shown.width, shown.height)
