"""Spreadsheets as .ods, written part by part: nothing is in them but cells, formulas and a title.

The parts are those of OpenDocument 1.2 (ISO/IEC 26300), which every program for tables reads.
"""

import re
import zipfile
from io import BytesIO
from math import ceil
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from worksheets.formulas import open_formula, result
from worksheets.sources import JOINED, Faulty, Sheet

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = " ".join(
    f'xmlns:{short}="{name}"'
    for short, name in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
        "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
        "config": "urn:oasis:names:tc:opendocument:xmlns:config:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
        "of": "urn:oasis:names:tc:opendocument:xmlns:of:1.2",
    }.items()
)
# Styles of rows that run across all columns, and of which no program finds out the height.
ACROSS = {"title", "text", "asked"}
# At 12 points, with room to spare.
LETTERS_IN_A_CM = 3.6
OPTIMAL = ("false", "true")
# Signs and length that Excel refuses.
NOT_IN_A_TAB = re.compile(r"[:?/*\[\]\\]")
LONGEST_TAB = 31
PLACE = re.compile(r"\{(\w+)(?:\.(first|last))?\}")


def cells(sheet: Sheet) -> dict[str, Any]:
    """Return what is in each cell of the spreadsheet: a number, a text, a formula, or nothing."""
    found: dict[str, Any] = {}
    for number, row in enumerate(_rows(sheet), start=1):
        for column, value in enumerate(row["cells"]):
            if value == JOINED:
                continue
            found[f"{chr(ord('A') + column)}{number}"] = value
    return found


def written(sheet: Sheet) -> bytes:
    """Return the spreadsheet of the sheet. The same source makes the same bytes."""
    parts = {
        "mimetype": MIMETYPE,
        "content.xml": _content(sheet),
        "styles.xml": _styles(sheet),
        "settings.xml": _settings(sheet),
        "meta.xml": _meta(sheet),
        "META-INF/manifest.xml": _manifest(),
    }
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in parts.items():
            # Without a date; its kind comes first, and as it is (OpenDocument 1.2, part 3, 3.3).
            entry = zipfile.ZipInfo(name)
            is_kind = name == "mimetype"
            entry.compress_type = zipfile.ZIP_STORED if is_kind else zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    return made.getvalue()


def _tab(sheet: Sheet) -> str:
    """Return the name of the only table: the beginning of the title, as programs take it."""
    name = NOT_IN_A_TAB.split(sheet.said["title"])[0].strip()
    return name if len(name) <= LONGEST_TAB else name[: LONGEST_TAB + 1].rsplit(" ", 1)[0]


def _rows(sheet: Sheet) -> list[dict[str, Any]]:
    """Return the rows as they stand, each with its style and its cells, formulas filled in."""
    rows: list[dict[str, Any]] = []
    places: dict[str, tuple[int, int]] = {}
    for row in sheet.said["spreadsheet"]["rows"]:
        times = row.get("repeat", 1)
        if "name" in row:
            places[row["name"]] = (len(rows) + 1, len(rows) + times)
        style = row.get("style", "line")
        across = len(sheet.said["spreadsheet"]["columns"])
        missing = JOINED if style in ACROSS else ""
        filled = row["cells"] + [missing] * (across - len(row["cells"]))
        rows += [{"style": style, "cells": filled}] * times
    return [
        {**row, "cells": [_filled_in(cell, number, places, sheet) for cell in row["cells"]]}
        for number, row in enumerate(rows, start=1)
    ]


def _filled_in(cell: Any, row: int, places: dict[str, tuple[int, int]], sheet: Sheet) -> Any:
    """Return a formula with the numbers of the rows that it names; other cells as they are."""

    def number(found: re.Match[str]) -> str:
        name, which = found[1], found[2]
        if name == "row":
            return str(row)
        if name not in places:
            raise Faulty(f"{sheet.course}/{sheet.name}: no row is called “{name}”: {cell}")
        first, last = places[name]
        return str(last if which == "last" else first)

    return PLACE.sub(number, cell) if isinstance(cell, str) and cell.startswith("=") else cell


def _content(sheet: Sheet) -> str:
    columns = sheet.said["spreadsheet"]["columns"]
    rows = _rows(sheet)
    values = cells(sheet)
    kinds = [column.get("kind", "text") for column in columns]
    widths = "".join(
        f'<style:style style:name="co{place}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{column["width"]}cm"/></style:style>'
        for place, column in enumerate(columns)
    )
    # Programs find out how high a row is, but not that of joined cells.
    high = {_lines(row, columns) for row in rows}
    heights = "".join(
        f'<style:style style:name="row{lines}" style:family="table-row">'
        f'<style:table-row-properties style:use-optimal-row-height="{OPTIMAL[lines == 0]}" '
        f'style:row-height="{0.3 + 0.55 * max(lines, 1):.2f}cm"/></style:style>'
        for lines in sorted(high)
    )
    head = sheet.said["spreadsheet"].get("head", 0)
    lines = [
        f'<table:table-row table:style-name="row{_lines(row, columns)}">'
        f"{''.join(_cells(row, number, kinds, values))}</table:table-row>"
        for number, row in enumerate(rows, start=1)
    ]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMES} '
        f'office:version="1.2"><office:automatic-styles>{widths}{heights}'
        f'<style:style style:name="ta" style:family="table" style:master-page-name="Default">'
        f'<style:table-properties table:display="true"/></style:style>'
        f"</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name={quoteattr(_tab(sheet))} table:style-name="ta">'
        + "".join(
            f'<table:table-column table:style-name="co{place}" '
            f'table:default-cell-style-name="Default"/>'
            for place in range(len(columns))
        )
        # Printed again on each page.
        + (
            f"<table:table-header-rows>{''.join(lines[:head])}</table:table-header-rows>"
            * bool(head)
        )
        + "".join(lines[head:])
        + "</table:table></office:spreadsheet></office:body></office:document-content>"
    )


def _lines(row: dict[str, Any], columns: list[dict[str, Any]]) -> int:
    """Return how many lines a text across all columns takes; 0 for a row that finds it out."""
    if row["style"] not in ACROSS:
        return 0
    across = sum(column["width"] for column in columns) * LETTERS_IN_A_CM
    return ceil(len(row["cells"][0]) / across) if row["style"] != "title" else 1


def _cells(row: dict[str, Any], number: int, kinds: list[str], values: dict[str, Any]) -> list[str]:
    told = []
    for column, value in enumerate(row["cells"]):
        if value == JOINED:
            told.append("<table:covered-table-cell/>")
            continue
        joined = [*(one == JOINED for one in row["cells"][column + 1 :]), False]
        span = joined.index(False) + 1
        style = f"{row['style']}-{kinds[column]}"
        shown = result(values, f"{chr(ord('A') + column)}{number}")
        told.append(_cell(style, value, shown, span))
    return told


def _cell(style: str, value: Any, shown: Any, span: int) -> str:
    begin = f'<table:table-cell table:style-name="{style}"'
    if span > 1:
        begin += f' table:number-columns-spanned="{span}"'
    if isinstance(value, str) and value.startswith("="):
        begin += f" table:formula={quoteattr(open_formula(value))}"
        shown = "" if shown is None else shown
    if shown is None:
        return f"{begin}/>"
    if isinstance(shown, str):
        text = f"<text:p>{escape(shown)}</text:p>" if shown else ""
        return f'{begin} office:value-type="string">{text}</table:table-cell>'
    return (
        f'{begin} office:value-type="float" office:value="{shown:.15g}">'
        f"<text:p>{shown:.15g}</text:p></table:table-cell>"
    )


def _styles(sheet: Sheet) -> str:
    wide = sheet.said.get("paper") == "landscape"
    width, height = ("29.7cm", "21cm") if wide else ("21cm", "29.7cm")
    language = sheet.language
    border = 'fo:border="0.5pt solid #000000"'
    rows = {
        "title": ("", 'fo:font-size="16pt" fo:font-weight="bold"'),
        "text": ("", ""),
        "head": (border, 'fo:font-weight="bold"'),
        "asked": (border, ""),
        "line": (border, ""),
        "sum": (border, 'fo:font-weight="bold"'),
    }
    styles = ""
    for row, (cell, text) in rows.items():
        for kind in ("text", "number", "date"):
            data = f'style:data-style-name="{kind}"' if kind != "text" else ""
            styles += (
                f'<style:style style:name="{row}-{kind}" style:family="table-cell" '
                f'style:parent-style-name="Default" {data}>'
                f'<style:table-cell-properties {cell} fo:wrap-option="wrap" '
                f'style:vertical-align="top" fo:padding="0.1cm"/>'
                f"<style:text-properties {text}/></style:style>"
            )
    country = {"en": "GB", "fr": "FR"}[language]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-styles {NAMES} '
        f'office:version="1.2"><office:styles>'
        f'<number:number-style style:name="number"><number:number number:decimal-places="0" '
        f'number:min-integer-digits="1" number:grouping="true"/></number:number-style>'
        f'<number:date-style style:name="date"><number:day number:style="long"/>'
        f"<number:text>/</number:text>"
        f'<number:month number:style="long"/></number:date-style>'
        f'<style:style style:name="Default" style:family="table-cell">'
        f'<style:text-properties fo:font-family="Arial" style:font-family-generic="swiss" '
        f'fo:font-size="12pt" fo:language="{language}" '
        f'fo:country="{country}"/></style:style>{styles}</office:styles>'
        f'<office:automatic-styles><style:page-layout style:name="page">'
        f'<style:page-layout-properties fo:page-width="{width}" fo:page-height="{height}" '
        f'style:print-orientation="{"landscape" if wide else "portrait"}" fo:margin="1.4cm" '
        f'style:scale-to-X="1" style:scale-to-Y="0"/></style:page-layout>'
        f"</office:automatic-styles><office:master-styles>"
        f'<style:master-page style:name="Default" style:page-layout-name="page">'
        f'<style:header style:display="false"/><style:footer style:display="false"/>'
        f"</style:master-page></office:master-styles></office:document-styles>"
    )


def _settings(sheet: Sheet) -> str:
    """Keep the head in sight while the lines move below it."""
    head = sheet.said["spreadsheet"].get("head", 0)
    items = {"VerticalSplitMode": 2, "VerticalSplitPosition": head, "PositionBottom": head}
    kinds = {"VerticalSplitMode": "short"}
    told = "".join(
        f'<config:config-item config:name="{name}" config:type="{kinds.get(name, "int")}">{value}'
        "</config:config-item>"
        for name, value in {**items, "ActiveSplitRange": 2}.items()
    )
    name = quoteattr(_tab(sheet))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-settings {NAMES} '
        f'office:version="1.2"><office:settings>'
        f'<config:config-item-set config:name="ooo:view-settings">'
        f'<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        f'<config:config-item config:name="ViewId" config:type="string">view1'
        f"</config:config-item>"
        f'<config:config-item-map-named config:name="Tables">'
        f"<config:config-item-map-entry config:name={name}>{told}</config:config-item-map-entry>"
        f"</config:config-item-map-named></config:config-item-map-entry>"
        f"</config:config-item-map-indexed></config:config-item-set>"
        f"</office:settings></office:document-settings>"
    )


def _meta(sheet: Sheet) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-meta {NAMES} '
        f'office:version="1.2"><office:meta><dc:title>{escape(sheet.said["title"])}</dc:title>'
        f"<dc:language>{sheet.language}</dc:language></office:meta></office:document-meta>"
    )


def _manifest() -> str:
    name = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    files = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="text/xml"/>'
        for path in ("content.xml", "styles.xml", "settings.xml", "meta.xml")
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{name}" '
        f'manifest:version="1.2"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{MIMETYPE}"/>{files}</manifest:manifest>'
    )
