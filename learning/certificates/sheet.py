"""The printable certificate: a number that can be checked, and a name typed at download.

The name is written into the file and nowhere else.
"""

import unicodedata
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from cms.models import Branding
from learning.certificates.queries import course_title
from learning.models import Certificate

FONTS = Path(__file__).parent / "fonts"
REGULAR = FONTS / "DejaVuSans.ttf"
BOLD = FONTS / "DejaVuSans-Bold.ttf"

INK, SOFT, ACTION, WAY, PAPER = "#1d2230", "#454b59", "#14565c", "#c98312", "#fbf6ee"
WIDTH, HEIGHT = 297, 210


def unprintable(name: str) -> list[str]:
    """Return the letters of `name` that cannot be printed well, in order, each once.

    These are letters that the font lacks, and letters that join or run from right to left: without
    a shaping engine they would be printed wrongly.
    """
    name = unicodedata.normalize("NFC", name)
    return list(dict.fromkeys(letter for letter in name if not _is_printable(letter)))


def pdf(certificate: Certificate, *, name: str, language: str) -> bytes:
    """Return the certificate as an A4 sheet in `language` with `name`, or without a name for "".

    Raises ValueError when `unprintable(name)` is not empty.
    """
    if unprintable(name):
        raise ValueError("The font lacks letters of the name.")
    with translation.override(language):
        sheet = _sheet(certificate, language)
        month = formats.date_format(certificate.month, "F Y")
        address = settings.WAGTAILADMIN_BASE_URL + reverse(
            "certificate-check", args=[certificate.number]
        )
        _line(sheet, 34, 13, Branding.current_name(), colour=ACTION, bold=True)
        _line(sheet, 48, 34, _("Certificate"), bold=True)
        if name:
            # Translators: On the certificate: this line, a name, then “has completed the course”.
            _line(sheet, 78, 12, _("This certifies that"), colour=SOFT)
            _line(sheet, 88, 26, unicodedata.normalize("NFC", name), colour=ACTION, bold=True)
            _line(sheet, 108, 12, _("has completed the course"), colour=SOFT)
        else:
            _line(
                sheet, 100, 12, _("The holder of this number has completed the course"), colour=SOFT
            )
        title = course_title(certificate, language)
        _line(sheet, 118, 20, title.text if title else "", bold=True)
        _line(sheet, 136, 13, month, colour=INK)
        _line(sheet, 164, 13, certificate.number, bold=True)
        _line(sheet, 173, 9, _("Anyone can check this number here:"), colour=SOFT)
        _line(sheet, 179, 9, address, colour=SOFT)
    return bytes(sheet.output())


def _is_printable(letter: str) -> bool:
    if letter == " ":
        return True
    joins = unicodedata.bidirectional(letter) in ("R", "AL", "AN")
    return letter.isprintable() and ord(letter) in _letters() and not joins


@cache
def _letters() -> frozenset[int]:
    """Code points that both fonts have."""
    with TTFont(REGULAR, lazy=True) as regular, TTFont(BOLD, lazy=True) as bold:
        return frozenset(regular.getBestCmap()) & frozenset(bold.getBestCmap())


def _sheet(certificate: Certificate, language: str) -> FPDF:
    sheet = FPDF(orientation="landscape", unit="mm", format="A4")
    # The file contains neither the program nor the minute, which could be compared with a log.
    sheet.set_producer("")
    sheet.set_creation_date(
        datetime(certificate.month.year, certificate.month.month, 1, tzinfo=UTC)
    )
    sheet.set_lang(language)
    sheet.set_title(_("Certificate"))
    sheet.set_auto_page_break(False)
    sheet.set_margin(0)
    sheet.add_font("sheet", "", REGULAR)
    sheet.add_font("sheet", "B", BOLD)
    sheet.add_page()
    sheet.set_fill_color(PAPER)
    sheet.rect(0, 0, WIDTH, HEIGHT, style="F")
    for inset, width, colour in ((10, 1.4, ACTION), (13, 0.3, WAY)):
        sheet.set_draw_color(colour)
        sheet.set_line_width(width)
        sheet.rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset)
    sheet.set_line_width(0.9)
    sheet.line(WIDTH / 2 - 22, 68, WIDTH / 2 + 22, 68)
    return sheet


def _line(
    sheet: FPDF, top: float, size: float, text: str, *, colour: str = INK, bold: bool = False
) -> None:
    """Set one centred line, smaller when it would not fit between the borders."""
    style, room = "B" if bold else "", WIDTH - 50
    sheet.set_font("sheet", style, size)
    wanted = sheet.get_string_width(text)
    if wanted > room:
        sheet.set_font("sheet", style, size * room / wanted)
    sheet.set_text_color(colour)
    sheet.set_xy(0, top)
    sheet.cell(WIDTH, size * 0.5, text, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
