"""The sources of the sheets: one TOML a sheet, with both languages side by side."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from worksheets import typed

HERE = Path(__file__).resolve().parent
STARTER = HERE.parent / "learning/exchange/starter"
LANGUAGES = ("en", "fr")
# What a cell says that belongs to the cell before it.
JOINED = "<"

# What a sheet and its parts may say. Every part may have a heading, and begin a page.
OF_A_SHEET = {"title", "purpose", "paper", "copies", "parts", "spreadsheet", "typed"}
OF_EVERY_PART = {"kind", "heading", "new_page"}
PARTS = {
    "text": {"text"},
    "fields": {"fields", "across"},
    "table": {"caption", "columns", "rows", "lines", "numbered", "sums", "height"},
    "boxes": {"boxes", "across"},
    "points": {"points"},
    "panels": {"panels"},
    "drawing": {"drawing", "alt", "labels"},
    "note": {"note"},
}
ROW_STYLES = {"title", "text", "head", "asked", "line", "sum"}


class Faulty(ValueError):
    """A source that no sheet can be made of, with a sentence that says why."""


@dataclass(frozen=True)
class Sheet:
    """One sheet in one language: `course` and `name` are its place, `said` what its source says."""

    course: str
    name: str
    language: str
    said: dict[str, Any]

    @property
    def pdf(self) -> Path:
        """Where its PDF is."""
        return self._made("pdf")

    @property
    def ods(self) -> Path | None:
        """Where its spreadsheet is, if it has one."""
        return self._made("ods") if "spreadsheet" in self.said else None

    def _made(self, ending: str) -> Path:
        return STARTER / self.course / "files" / f"{self.name}.{self.language}.{ending}"


def sheets(folder: Path = HERE) -> Iterator[Sheet]:
    """Yield every sheet of `folder` in every language. Raises `Faulty`."""
    for path in sorted(folder.glob("*/*.toml")):
        source = tomllib.loads(path.read_text("utf-8"))
        for language in LANGUAGES:
            where = f"{path.parent.name}/{path.name}"
            said = _in_language(source, language, where)
            _check(said, where)
            if said.get("typed"):
                said["spreadsheet"] = typed.spreadsheet(said)
            yield Sheet(path.parent.name, path.stem, language, said)


def _in_language(value: Any, language: str, where: str) -> Any:
    """Return `value` with each text that is said in every language said in this one."""
    if isinstance(value, list):
        return [_in_language(one, language, where) for one in value]
    if not isinstance(value, dict):
        return value
    if not value.keys() & set(LANGUAGES):
        return {key: _in_language(one, language, where) for key, one in value.items()}
    if value.keys() != set(LANGUAGES):
        raise Faulty(f"{where}: a text has other languages than {', '.join(LANGUAGES)}: {value}")
    return value[language]


def _check(said: dict[str, Any], where: str) -> None:
    _only(said, OF_A_SHEET, where)
    for needed in ("title", "purpose", "parts"):
        if not said.get(needed):
            raise Faulty(f"{where}: “{needed}” is missing")
    for part in said["parts"]:
        _check_part(part, where)
    if "spreadsheet" in said:
        _check_spreadsheet(said["spreadsheet"], where)
    drawn = {part["kind"] for part in said["parts"]} & {"table", "drawing", "panels"}
    if said.get("typed") and (drawn or "spreadsheet" in said):
        raise Faulty(f"{where}: “typed” is for sheets of fields, points and boxes only")


def _check_part(part: dict[str, Any], where: str) -> None:
    kind = part.get("kind")
    if kind not in PARTS:
        raise Faulty(f"{where}: no part is called “{kind}”")
    _only(part, PARTS[kind] | OF_EVERY_PART, where)
    # A table is its columns; each other part has what it is named after.
    _need(part, "columns" if kind == "table" else kind, where)
    if kind == "table":
        _check_table(part, where)
    if kind == "drawing":
        _need(part, "alt", where)


def _check_spreadsheet(spreadsheet: dict[str, Any], where: str) -> None:
    for row in spreadsheet["rows"]:
        _only(row, {"name", "repeat", "style", "cells"}, where)
        if row.get("style", "line") not in ROW_STYLES:
            raise Faulty(f"{where}: no row has the style “{row['style']}”")
        if len(row["cells"]) > len(spreadsheet["columns"]):
            raise Faulty(f"{where}: a row has more cells than there are columns: {row['cells']}")


def _check_table(part: dict[str, Any], where: str) -> None:
    _need(part, "caption", where)
    for row in part.get("rows", []) + part.get("sums", []):
        if len(row) != len(part["columns"]):
            raise Faulty(f"{where}: a row has other cells than there are columns: {row}")


def _need(part: dict[str, Any], name: str, where: str) -> None:
    if not part.get(name):
        raise Faulty(f"{where}: “{name}” is missing in {part}")


def _only(said: dict[str, Any], names: set[str], where: str) -> None:
    if unknown := said.keys() - names:
        raise Faulty(f"{where}: unknown: {', '.join(sorted(unknown))}")
