"""The printable certificate: a number that can be checked, and a name typed at download.

The name is written into the file and nowhere else.
"""

import unicodedata
from datetime import UTC, datetime
from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from fpdf import FPDF
from fpdf import fpdf as engine
from fpdf.enums import XPos, YPos
from fpdf.unicode_script import UnicodeScript, get_unicode_script

from cms.models import Branding
from learning.catalogue.outline import Course
from learning.certificates import letters
from learning.certificates.queries import course_of
from learning.models import Certificate
from web.reading import qr
from web.templatetags.ui import minutes

INK, SOFT, ACTION, WAY, PAPER = "#1d2230", "#454b59", "#14565c", "#c98312", "#fbf6ee"
WIDTH, HEIGHT = 297, 210
# How long a line in the middle may be, where what stands at the left begins, and how high.
ROOM, LEFT, FOOT = 247, 25, 148
# The side of the picture of the address.
PICTURE = 40
# The titles of the lessons: points of their letters, and the most lines.
SMALL, LINES = 9, 5


@lru_cache(maxsize=1000)
def _script_of(letter: str) -> UnicodeScript:
    """Return the script of a letter as fpdf2 does, but none for what takes on that of its
    neighbours, such as vowel signs and joiners: fpdf2 cuts a word there, and its letters do not
    join."""
    script = get_unicode_script(letter)
    return UnicodeScript.COMMON if script == UnicodeScript.INHERITED else script


engine.get_unicode_script = _script_of


def pdf(certificate: Certificate, *, name: str, language: str) -> bytes:
    """Return the certificate as an A4 sheet in `language` with `name`, or without a name for "".

    Raises ValueError when `letters.unprintable(name)` is not empty.
    """
    if letters.unprintable(name):
        raise ValueError("The font lacks letters of the name.")
    with translation.override(language):
        sheet = _sheet(certificate, language)
        issuer = letters.printable(Branding.current_name())
        course = course_of(certificate, language)
        month = formats.date_format(certificate.month, "F Y")
        _line(sheet, 23, 13, issuer, colour=ACTION, bold=True)
        _line(sheet, 33, 30, _("Certificate"), bold=True)
        if name:
            # Translators: On the certificate: this line, a name, then “has completed the course”.
            _line(sheet, 58, 12, _("This certifies that"), colour=SOFT)
            _line(sheet, 66, 24, unicodedata.normalize("NFC", name), colour=ACTION, bold=True)
            _line(sheet, 82, 12, _("has completed the course"), colour=SOFT)
        else:
            _line(
                sheet, 74, 12, _("The holder of this number has completed the course"), colour=SOFT
            )
        _line(sheet, 92, 20, letters.printable(course.title) if course else "", bold=True)
        length = [minutes(course.minutes)] if course and course.minutes else []
        _line(sheet, 106, 13, " · ".join([*length, month]))
        _lessons(sheet, 117, course)
        _proof(sheet, certificate, issuer)
    return bytes(sheet.output())


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
    sheet.add_font("sheet", "", letters.REGULAR)
    sheet.add_font("sheet", "B", letters.BOLD)
    sheet.add_page()
    sheet.set_fill_color(PAPER)
    sheet.rect(0, 0, WIDTH, HEIGHT, style="F")
    for inset, width, colour in ((10, 1.4, ACTION), (13, 0.3, WAY)):
        sheet.set_draw_color(colour)
        sheet.set_line_width(width)
        sheet.rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset)
    sheet.set_line_width(0.9)
    sheet.line(WIDTH / 2 - 22, 51, WIDTH / 2 + 22, 51)
    return sheet


def _lessons(sheet: FPDF, top: float, course: Course | None) -> None:
    """Set the titles of the lessons, as many as fit on a few lines; the check names all of them."""
    titles = [
        f"{one.number}. {letters.printable(one.title)}"
        for one in (course.lessons if course else ())
    ]
    lines: list[str] = []
    for at, title in enumerate(titles):
        left = len(titles) - at
        if _added(sheet, lines, title, room=LINES if left == 1 else LINES - 1):
            continue
        more = ngettext("and %(n)d more", "and %(n)d more", left) % {"n": left}
        lines = [*lines, more]
        break
    for at, line in enumerate(lines):
        _line(sheet, top + at * 5, SMALL, line, colour=SOFT)


def _added(sheet: FPDF, lines: list[str], title: str, *, room: int) -> bool:
    """Add `title` to the last of at most `room` lines, or on a new one; False when none is left."""
    # Beside letters that join or run from right to left, the order of a line could be misread.
    is_plain = bool(lines) and not letters.joins(lines[-1] + title)
    together = f"{lines[-1]} · {title}" if is_plain else ""
    _set_font(sheet, together, SMALL)
    if together and sheet.get_string_width(together) <= ROOM:
        lines[-1] = together
    elif len(lines) < room:
        lines.append(title)
    else:
        return False
    return True


def _proof(sheet: FPDF, certificate: Certificate, issuer: str) -> None:
    """Set the number and where to check it, as words and as a picture for a phone."""
    path = reverse("certificate-check", args=[certificate.number])
    address = settings.WAGTAILADMIN_BASE_URL + path
    picture = qr.picture(address)
    side = PICTURE / picture.side
    sheet.set_fill_color("#ffffff")
    sheet.rect(LEFT, FOOT, PICTURE, PICTURE, style="F")
    sheet.set_fill_color(INK)
    for x, y, width in picture.runs:
        sheet.rect(LEFT + x * side, FOOT + y * side, width * side, side, style="F")
    beside = LEFT + PICTURE + 7
    words = (
        (FOOT + 4, 11, _("Issued by %(name)s") % {"name": issuer}, INK, False),
        (FOOT + 12, 14, certificate.number, INK, True),
        (FOOT + 23, 9, _("Anyone can check this number here, or with the picture:"), SOFT, False),
        (FOOT + 29, 9, address, SOFT, False),
    )
    for top, size, text, colour, bold in words:
        _line(sheet, top, size, text, colour=colour, bold=bold, start=beside)


def _set_font(sheet: FPDF, text: str, size: float, *, bold: bool = False) -> None:
    """Choose the font for `text`, with others for the letters that it lacks, and let letters join
    where they do."""
    others = letters.others_for(text)
    for font in others:
        if font.stem.lower() not in sheet.fonts:
            sheet.add_font(font.stem, "", font)
    alone = letters.font_for(text)
    # The others have one weight, which also stands for the bold one.
    sheet.set_fallback_fonts([] if alone else [one.stem for one in others], exact_match=False)
    sheet.set_text_shaping(letters.joins(text))
    family, style = (alone.stem, "") if alone else ("sheet", "B" if bold else "")
    sheet.set_font(family, style, size)


def _line(
    sheet: FPDF,
    top: float,
    size: float,
    text: str,
    *,
    colour: str = INK,
    bold: bool = False,
    start: float | None = None,
) -> None:
    """Set one line, smaller when it would not fit: centred, or from `start` on."""
    room = ROOM if start is None else WIDTH - LEFT - start
    _set_font(sheet, text, size, bold=bold)
    wanted = sheet.get_string_width(text)
    if wanted > room:
        _set_font(sheet, text, size * room / wanted, bold=bold)
    sheet.set_text_color(colour)
    sheet.set_xy(start or 0, top)
    align = "C" if start is None else "L"
    width = WIDTH if start is None else room
    sheet.cell(width, size * 0.5, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
