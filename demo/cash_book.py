"""A photo of a page of an invented cash book, as a member takes one with their phone."""

import io

from PIL import Image, ImageDraw, ImageFont

PAPER, INK, LINE, TABLE = (250, 247, 236), (32, 44, 110), (176, 190, 214), (96, 74, 58)
SIZE = (1_000, 1_300)
MARGIN, FIRST, ROW = 70, 210, 92
COLUMNS = (MARGIN, 430, 610, 780)
ROWS = (
    ("", "in", "out", "left"),
    ("From the fund", "1 660 000", "", "1 660 000"),
    ("Workshop, March", "", "402 000", "1 258 000"),
    ("Workshop, April", "", "402 000", "856 000"),
    ("Rent, 3 months", "", "690 000", "166 000"),
    ("Phone, 3 months", "", "113 000", "53 000"),
    ("Unexpected", "", "50 000", "3 000"),
    ("Left", "", "", "3 000"),
)


def photo() -> bytes:
    """Return the page as a JPEG; each time the same."""
    page = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(page)
    pen.text((MARGIN, 80), "Our cash book", INK, ImageFont.load_default(54))
    small = ImageFont.load_default(36)
    for number, row in enumerate(ROWS):
        top = FIRST + number * ROW
        for left, word in zip(COLUMNS, row, strict=True):
            pen.text((left, top), word, INK, small)
        pen.line((MARGIN, top + 60, SIZE[0] - 30, top + 60), LINE, 3)
    pen.text((MARGIN, FIRST + 8 * ROW), "Counted by two of us, read aloud by Baobab", INK, small)
    written = io.BytesIO()
    # Not quite straight, on a table.
    page.rotate(2, Image.Resampling.BICUBIC, expand=True, fillcolor=TABLE).save(written, "JPEG")
    return written.getvalue()
