"""Pictures are redrawn from their pixels, without place, camera, names and comments."""

from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from files.uploads import FileRefused

# A phone's camera has 12 million pixels. A JPEG may have twice as many, because it is reduced while
# it is read; the others take 16 bytes of memory per pixel.
MOST_POINTS = {"JPEG": 25_000_000, "MPO": 25_000_000}
MOST_POINTS_OF_OTHERS = 12_500_000
# No page shows more, and smaller files save memory, disk space and backups.
LONGEST_SIDE = 2048
# Times its width. A longer picture would be reduced to a strip on which no one can read a word.
TALLEST = 4
FORMATS = ("JPEG", "PNG", "WEBP")
# The parts of a WebP file that are needed to show one picture.
NEEDED = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}


def clean(data: bytes) -> bytes:
    """Return the picture in `data` (JPEG, PNG or WebP) as a WebP file with only its pixels.

    Lossless if the original was lossless, so that letters in a drawing stay sharp. Raises
    FileRefused when it cannot be read, moves, is too long or has too many pixels.
    """
    return _cleaned(data, keeps_lossless=True)


def clean_photo(data: bytes) -> bytes:
    """Return the same, never lossless: a screenshot of a photo would be ten times as large."""
    return _cleaned(data, keeps_lossless=False)


def _cleaned(data: bytes, *, keeps_lossless: bool) -> bytes:
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            most = MOST_POINTS.get(str(image.format), MOST_POINTS_OF_OTHERS)
            if image.width * image.height > most:
                raise FileRefused(
                    _(
                        "This picture is too large: %(width)s × %(height)s pixels. Please make it "
                        "smaller."
                    )
                    % {"width": image.width, "height": image.height}
                )
            # A phone's JPEG may carry a second image of the same moment, for depth.
            if image.format in ("PNG", "WEBP") and getattr(image, "is_animated", False):
                raise FileRefused(
                    _("This picture moves, and only its first image would be kept. Use a photo.")
                )
            return _written(_drawn(image), lossless=keeps_lossless and image.format == "PNG")
    except FileRefused:
        raise
    except Exception as error:  # Decoders fail in more ways than they document.
        raise FileRefused(
            _("This picture cannot be read. Save it again as JPEG or PNG, then try again.")
        ) from error


def is_bare(data: bytes) -> bool:
    """Whether `data` is a WebP file with nothing but one picture in it."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        return False
    if int.from_bytes(data[4:8], "little") + 8 != len(data):
        return False
    at = 12
    while at < len(data):
        if data[at : at + 4] not in NEEDED:
            return False
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + size + size % 2
    return at == len(data)


def _drawn(image: Image.Image) -> Image.Image:
    """Return the pixels of `image`: upright, in sRGB, no larger than a page needs.

    Raises FileRefused when this would make them too narrow.
    """
    width, height = image.size
    profile = image.info.get("icc_profile")
    # A JPEG is read at a half, a quarter or an eighth of its size at once.
    image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
    target = "RGBA" if image.has_transparency_data else "RGB"
    drawn: Image.Image = image
    if image.mode.startswith("I"):
        # Pillow would turn 16-bit grey into white.
        drawn = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif image.mode not in ("RGB", "RGBA", "CMYK"):
        drawn = image.convert(target)
    drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    drawn = ImageOps.exif_transpose(drawn)
    if max(width, height) > LONGEST_SIDE and drawn.height > TALLEST * drawn.width:
        raise FileRefused(
            _(
                "This picture is too long for its width: %(width)s × %(height)s pixels. Please cut "
                "it into parts."
            )
            % {"width": min(width, height), "height": max(width, height)}
        )
    if profile:
        drawn = _in_srgb(drawn, profile, target)
    drawn = drawn.convert(target)
    # A new image from the pixels drops all metadata of `drawn`.
    return Image.frombytes(target, drawn.size, drawn.tobytes())


def _in_srgb(image: Image.Image, profile: bytes, target: str) -> Image.Image:
    try:
        return ImageCms.profileToProfile(  # type: ignore[return-value]
            image,
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode=target,
        )
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        # A broken profile: slightly wrong colours are better than no picture.
        return image


def _written(image: Image.Image, *, lossless: bool) -> bytes:
    written = BytesIO()
    quality = 50 if lossless else 85
    image.save(
        written, "WEBP", lossless=lossless, quality=quality, method=3, exif=b"", icc_profile=b""
    )
    return written.getvalue()
