"""A picture is described or decorates, and opens large for those who ask for it."""

import re

import pytest
from django.core.files.base import ContentFile
from wagtail.blocks import StructBlockValidationError
from wagtail.images.models import Image

from cms.blocks import LARGE, PICTURE, PictureBlock, Weight
from tests.files import corpus
from web.templatetags.ui import weight as measure

NEITHER = "Say in words what the picture shows, or tick that it only decorates."
BOTH = "A picture that only decorates has no words. Empty this field, or remove the tick."
BLOCK = PictureBlock()


def image(settings, tmp_path, size: tuple[int, int]) -> Image:
    settings.MEDIA_ROOT = tmp_path
    file = ContentFile(corpus.saved("PNG", corpus.drawing(size=size)), "a.png")
    return Image.objects.create(title="drawing", file=file)


@pytest.fixture
def wide(db, settings, tmp_path) -> Image:
    return image(settings, tmp_path, (1800, 900))


@pytest.fixture
def small(db, settings, tmp_path) -> Image:
    return image(settings, tmp_path, (60, 40))


def value(image: Image, **said: object):
    return BLOCK.to_python({"image": image.pk, **said})


@pytest.mark.parametrize("said", [{"alt": "Two boxes"}, {"decorative": True}])
def test_picture_with_words_or_with_the_tick_is_taken(small, said):
    cleaned = BLOCK.clean(value(small, **said))
    assert {name: cleaned[name] for name in said} == said


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, NEITHER),
        ({"alt": ""}, NEITHER),
        ({"alt": " \N{NO-BREAK SPACE} "}, NEITHER),
        ({"alt": "Two boxes", "decorative": True}, BOTH),
    ],
)
def test_picture_with_neither_or_both_is_refused_beside_the_words(small, said, sentence):
    with pytest.raises(StructBlockValidationError) as refused:
        BLOCK.clean(value(small, **said))
    assert {name: e.messages for name, e in refused.value.block_errors.items()} == {
        "alt": [sentence]
    }


def test_draft_waits_for_the_words(small):
    assert BLOCK.clean_deferred(value(small))["decorative"] is False


def shown(html: str) -> tuple[list[str], list[str]]:
    """Return the words that are read aloud, and what the picture leads to."""
    return re.findall(r'alt="(.*?)"', html), re.findall(r'href="(.*?)"', html)


def test_wide_picture_opens_large_and_says_how_much_that_is(wide):
    found = wide.get_renditions(PICTURE, LARGE)
    html = BLOCK.render(value(wide, alt="Two boxes"))
    assert shown(html) == (["Two boxes"], [found[LARGE].url])
    assert f"Open the picture large, {measure(found[LARGE].file.size)}" in html
    assert (found[LARGE].width, found[PICTURE].width) == (1600, 640)
    # Only what everyone gets is in the price of the lesson.
    assert BLOCK.weight(value(wide, alt="Two boxes")) == Weight(opening=found[PICTURE].file.size)


def test_small_picture_opens_no_larger(small):
    assert shown(BLOCK.render(value(small, alt="Two boxes"))) == (["Two boxes"], [])


def test_decoration_is_not_read_aloud_and_leads_nowhere(wide):
    assert shown(BLOCK.render(value(wide, decorative=True))) == ([""], [])
