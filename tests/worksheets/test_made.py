"""Each sheet has its files; they say what its source says, can be read aloud, and are light."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from defusedxml import ElementTree

from tests.outing import STIGMATISING, found, says_too_much
from worksheets import books, pages
from worksheets.printing import MADE_FROM, printed
from worksheets.sources import STARTER, Sheet, sheets

SHEETS = list(sheets())
BOOKS = [sheet for sheet in SHEETS if sheet.ods]
HEAVIEST = 40_000
A4 = (595, 842)
SMALLEST_TEXT = 12
# The parts of a spreadsheet that we write; a macro or a picture would be another one.
OF_A_BOOK = ["mimetype", "content.xml", "styles.xml", "settings.xml", "meta.xml"]
OF_A_BOOK += ["META-INF/manifest.xml"]
FORMULA = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}formula"
# What French sets before and after its signs; thousands are held together as well.
LOOSE = re.compile(r" [:;?!»%]|« |\d \d{3}\b|[^\u00a0][:;?!»%](?=\s|$)|«[^\u00a0]")


def named(sheet: Sheet) -> str:
    return f"{sheet.course}/{sheet.name}.{sheet.language}"


each_sheet = pytest.mark.parametrize("sheet", SHEETS, ids=named)
each_book = pytest.mark.parametrize("sheet", BOOKS, ids=named)


@pytest.fixture
def pdf(sheet: Sheet) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(sheet.pdf) as opened:
        yield opened


def texts(value: Any) -> Iterator[str]:
    """Yield all that a sheet says, formulas left out."""
    if isinstance(value, dict):
        for key, one in value.items():
            if key not in {"kind", "paper", "style", "name", "drawing"}:
                yield from texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)
    elif isinstance(value, str) and value and not value.startswith("="):
        yield value


def tags(element: Any) -> Iterator[Any]:
    """Yield the tags of a PDF, in the order in which they are read aloud."""
    if isinstance(element, pikepdf.Array):
        for one in element:
            yield from tags(one)
    elif isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            yield element
        if "/K" in element:
            yield from tags(element.K)


def drawn(page: pikepdf.Page) -> Iterator[tuple[str, list[float], float]]:
    """Yield each operator of a page with its numbers, and by how much it is drawn larger."""
    scales = [1.0]
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name == "q":
            scales.append(scales[-1])
        elif name == "Q":
            scales.pop()
        elif name == "cm":
            scales[-1] *= abs(float(operands[3]))
        numbers = [
            float(one) for one in operands if isinstance(one, (int, float)) or _is_number(one)
        ]
        yield name, numbers, scales[-1]


def _is_number(operand: Any) -> bool:
    try:
        float(operand)
    except (TypeError, ValueError):
        return False
    return True


def formulas(sheet: Sheet) -> dict[str, str]:
    return {
        cell: value
        for cell, value in books.cells(sheet).items()
        if isinstance(value, str) and value.startswith("=")
    }


def test_there_is_a_file_for_each_source_and_no_other():
    wanted = {sheet.pdf for sheet in SHEETS} | {sheet.ods for sheet in BOOKS}
    found_files = {path for end in ("pdf", "ods") for path in STARTER.glob(f"*/files/*.{end}")}
    assert found_files == wanted


@each_sheet
def test_pdf_says_what_its_source_says(sheet, pdf):
    # Otherwise: `make worksheets`, then look at what it makes.
    assert str(pdf.docinfo[MADE_FROM]) == pages.digest(sheet)


@each_sheet
def test_pdf_can_be_read_aloud(sheet, pdf):
    assert bool(pdf.Root.MarkInfo.Marked)
    assert str(pdf.Root.Lang) == sheet.language
    assert str(pdf.docinfo["/Title"]) == sheet.said["title"]
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    found_tags = list(tags(pdf.Root.StructTreeRoot.K))
    kinds = [str(tag.S) for tag in found_tags]
    parts = [part["kind"] for part in sheet.said["parts"]] * sheet.said.get("copies", 1)
    assert kinds.count("/H1") == sheet.said.get("copies", 1)
    assert kinds.count("/Table") == kinds.count("/Caption") == parts.count("table")
    assert kinds.count("/Figure") == parts.count("drawing")
    assert all(str(tag.get("/Alt", "")) for tag in found_tags if tag.S == "/Figure")
    assert ("/TH" in kinds) == ("table" in parts)


@each_sheet
def test_pdf_is_light_short_and_a4(sheet, pdf):
    assert sheet.pdf.stat().st_size <= HEAVIEST
    assert len(pdf.pages) <= 2
    for page in pdf.pages:
        size = sorted(round(float(side)) for side in page.mediabox[2:])
        assert tuple(size) == A4


@each_sheet
def test_pdf_is_black_and_large_enough(sheet, pdf):
    for page in pdf.pages:
        for operator, numbers, scale in drawn(page):
            if operator in {"rg", "RG", "g", "G"}:
                assert set(numbers) <= {0, 1}
            if operator == "Tf":
                assert round(numbers[-1] * scale, 1) >= SMALLEST_TEXT


@each_sheet
def test_pdf_tells_nothing_else_and_does_nothing(sheet, pdf):
    assert set(pdf.docinfo) == {"/Title", MADE_FROM}
    assert set(pdf.Root) == {
        *("/Lang", "/MarkInfo", "/Pages", "/StructTreeRoot", "/Type", "/ViewerPreferences"),
    }
    assert not any("/Annots" in page for page in pdf.pages)


@each_book
def test_spreadsheet_is_what_its_source_makes(sheet):
    with (
        zipfile.ZipFile(sheet.ods) as kept,
        zipfile.ZipFile(BytesIO(books.written(sheet))) as made,
    ):
        assert kept.namelist() == made.namelist() == OF_A_BOOK
        assert {name: kept.read(name) for name in OF_A_BOOK} == {
            name: made.read(name) for name in OF_A_BOOK
        }


@each_book
def test_spreadsheet_calculates(sheet):
    with zipfile.ZipFile(sheet.ods) as kept:
        for name in OF_A_BOOK[1:]:
            ElementTree.fromstring(kept.read(name))
        content = ElementTree.fromstring(kept.read("content.xml"))
    kept_formulas = [cell.get(FORMULA) for cell in content.iter() if cell.get(FORMULA)]
    assert len(kept_formulas) == len(formulas(sheet))
    assert all(formula.startswith("of:=") for formula in kept_formulas)
    assert sheet.ods.stat().st_size <= HEAVIEST


def test_languages_have_the_same_formulas():
    for english, french in zip(BOOKS[::2], BOOKS[1::2], strict=True):
        assert (english.name, french.name) == (english.name, english.name)
        assert formulas(english) == formulas(french)


@each_sheet
def test_title_and_file_say_nothing_over_a_shoulder(sheet):
    assert says_too_much(f"{sheet.said['title']}\n{sheet.name}") == []


@each_sheet
def test_words_are_those_of_the_movement(sheet):
    said = "\n".join(texts(sheet.said))
    assert found(STIGMATISING, said) == []
    assert found([r"\bdonors?\b", r"\bdonat(?:eur|rice)", r"hôtes? fisca"], said) == []
    assert "'" not in said
    assert '"' not in said
    if sheet.language == "fr":
        assert LOOSE.findall(said) == []


@pytest.mark.browser
def test_same_source_makes_the_same_bytes():
    assert printed(SHEETS[0]) == printed(SHEETS[0])
