"""A picture is drawn again: what it shows stays, upright and in its colours."""

import io

import pytest
from PIL import Image

from files import pictures
from files.uploads import FileRefused
from tests.files import corpus


def shown(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.format == "WEBP"
        return picture.convert("RGB")


def colour(picture: Image.Image, x: float, y: float) -> str:
    red, _green, blue = picture.getpixel((int(picture.width * x), int(picture.height * y)))
    return "red" if red > blue else "blue"


@pytest.mark.parametrize(
    ("orientation", "size", "red"),
    [
        (1, (60, 40), (0.1, 0.5)),
        (2, (60, 40), (0.9, 0.5)),
        (3, (60, 40), (0.9, 0.5)),
        (4, (60, 40), (0.1, 0.5)),
        (5, (40, 60), (0.5, 0.1)),
        (6, (40, 60), (0.5, 0.1)),
        (7, (40, 60), (0.5, 0.9)),
        (8, (40, 60), (0.5, 0.9)),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_picture_is_upright(kind, orientation, size, red):
    picture = shown(pictures.clean(corpus.saved(kind, exif=corpus.exif(orientation))))
    assert picture.size == size
    assert colour(picture, *red) == "red"
    assert colour(picture, 1 - red[0], 1 - red[1]) == "blue"


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "LA", "1", "CMYK"])
def test_every_way_of_keeping_colours_is_read(mode):
    source = corpus.drawing(mode)
    kind = "JPEG" if mode == "CMYK" else "PNG"
    picture = shown(pictures.clean(corpus.saved(kind, source)))
    expected = source.convert("RGB").getpixel((5, 20))
    found = picture.getpixel((5, 20))
    assert all(abs(one - other) < 12 for one, other in zip(expected, found, strict=True))


def test_sixteen_bits_of_grey_stay_grey():
    deep = Image.new("I;16", (10, 10), 128 * 256)
    assert shown(pictures.clean(corpus.saved("PNG", deep))).getpixel((5, 5)) == (128, 128, 128)


def test_what_was_seen_through_is_seen_through():
    source = Image.new("RGBA", (10, 10), (200, 0, 0, 0))
    source.paste((0, 200, 0, 255), (5, 0, 10, 10))
    with Image.open(io.BytesIO(pictures.clean(corpus.saved("PNG", source)))) as picture:
        assert picture.mode == "RGBA"
        assert (picture.getpixel((2, 5))[3], picture.getpixel((7, 5))) == (0, (0, 200, 0, 255))


def test_colours_of_a_wide_profile_are_kept_for_everyone():
    """A profile that swaps nothing changes nothing; a broken one is left out."""
    for profile in (corpus.profile(), b"broken"):
        picture = shown(pictures.clean(corpus.saved("PNG", icc_profile=profile)))
        assert colour(picture, 0.1, 0.5) == "red"


@pytest.mark.parametrize(
    ("kind", "size", "expected"),
    [
        ("JPEG", (5000, 4000), (2048, 1638)),
        ("JPEG", (1500, 6000), (512, 2048)),
        ("JPEG", (6000, 300), (2048, 102)),
        ("JPEG", (400, 2000), (400, 2000)),
        ("PNG", (2500, 1000), (2048, 819)),
    ],
)
def test_it_is_no_larger_than_a_page_needs(kind, size, expected):
    source = Image.new("RGB", size)
    assert shown(pictures.clean(corpus.saved(kind, source))).size == expected


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize(("size", "orientation"), [((800, 9000), 1), ((9000, 800), 6)])
def test_a_poster_that_no_one_could_read_afterwards_is_refused(kind, size, orientation):
    poster = corpus.saved(kind, Image.new("RGB", size), exif=corpus.exif(orientation))
    with pytest.raises(FileRefused) as refusal:
        pictures.clean(poster)
    assert str(refusal.value) == (
        "This picture is too long for its width: 800 × 9000 pixels. Please cut it into parts."
    )


@pytest.mark.parametrize(("kind", "size"), [("JPEG", (5001, 5000)), ("PNG", (12_501, 1000))])
def test_too_many_points_are_named(kind, size):
    with pytest.raises(FileRefused) as refusal:
        pictures.clean(corpus.saved(kind, Image.new("L", size)))
    assert str(refusal.value) == (
        f"This picture is too large: {size[0]} × {size[1]} pixels. Please make it smaller."
    )


def test_what_is_clean_is_known_to_be():
    clean = pictures.clean(corpus.saved("JPEG", exif=corpus.exif()))
    assert pictures.is_bare(clean)
    alpha = pictures.clean(corpus.saved("PNG", corpus.drawing("RGBA")))
    assert pictures.is_bare(alpha)
    for other in (
        *(clean + b"x", clean[:-1], b"", b"RIFF", corpus.saved("JPEG")),
        *(corpus.webp_with(b"EXIF", b"x"), corpus.saved("WEBP", xmp=corpus.XMP)),
    ):
        assert not pictures.is_bare(other)


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_a_picture_that_moves_is_refused_with_the_reason(kind):
    """Only its first image would be kept."""
    first, second = corpus.drawing(), corpus.drawing(size=(60, 40)).rotate(180)
    moving = corpus.saved(kind, first, save_all=True, append_images=[second], duration=300)
    with pytest.raises(FileRefused, match="moves"):
        pictures.clean(moving)


def test_a_photo_of_two_lenses_is_its_first_image():
    first, second = corpus.drawing(), corpus.drawing().rotate(180)
    kept = pictures.clean(corpus.saved("MPO", first, save_all=True, append_images=[second]))
    with Image.open(io.BytesIO(kept)) as picture:
        red, _green, blue = picture.convert("RGB").getpixel((5, 5))
    assert red > 200 > 50 > blue
