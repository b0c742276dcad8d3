"""A sheet as a page of HTML, from which Chromium prints it."""

from hashlib import sha256
from typing import Any

from django.template import Context, Engine

from worksheets.sources import HERE, JOINED, Sheet

ENGINE = Engine(dirs=[HERE], libraries={})


def page(sheet: Sheet) -> str:
    """Return the whole page of the sheet. It names its fonts as files that lie beside it."""
    said = sheet.said
    context = {
        "language": sheet.language,
        "title": said["title"],
        "purpose": said["purpose"],
        "paper": said.get("paper", "portrait"),
        "copies": range(said.get("copies", 1)),
        "parts": [_ready(part) for part in said["parts"]],
    }
    # Neither numbers nor dates depend on the settings of a site.
    return ENGINE.get_template("page.html").render(Context(context, use_l10n=False, use_tz=False))


def digest(sheet: Sheet) -> str:
    """Return by what one sees whether a PDF says what the source and the template now say."""
    return sha256(page(sheet).encode()).hexdigest()


def _ready(part: dict[str, Any]) -> dict[str, Any]:
    """Return the part as the template takes it."""
    ready = dict(part)
    if part["kind"] == "fields":
        ready["fields"] = [_field(one) for one in part["fields"]]
    elif part["kind"] in {"points", "panels"}:
        ready[part["kind"]] = [
            {**one, "lines": range(one.get("lines", 0))} for one in part[part["kind"]]
        ]
    elif part["kind"] == "table":
        ready |= _table(part)
    elif part["kind"] == "drawing":
        ready["file"] = f"drawings/{part['drawing']}.svg"
    return ready


def _field(field: str | dict[str, Any]) -> dict[str, Any]:
    said = {"label": field} if isinstance(field, str) else field
    # The first line stands beside the label.
    return {**said, "more": range(said.get("lines", 1) - 1)}


def _table(part: dict[str, Any]) -> dict[str, Any]:
    columns = part["columns"]
    whole = sum(column["width"] for column in columns)
    rows = [list(row) for row in part.get("rows", [])]
    sums = part.get("sums", [])
    rows += [
        [str(number) if part.get("numbered") else "", *[""] * (len(columns) - 1)]
        for number in range(1, part.get("lines", 0) + 1)
    ]
    return {
        "columns": [
            {**column, "share": f"{100 * column['width'] / whole:.2f}"} for column in columns
        ],
        "bodies": [
            {"rows": [_cells(row) for row in body], "sums": body is sums}
            for body in (rows, sums)
            if body
        ],
        "height": str(part.get("height", 9)),
    }


def _cells(row: list[str]) -> list[dict[str, Any]]:
    """Return the cells of a row; one that says «<» belongs to the cell before it."""
    cells: list[dict[str, Any]] = []
    for text in row:
        if text == JOINED:
            cells[-1]["span"] += 1
        else:
            cells.append({"text": text, "span": 1})
    return cells
