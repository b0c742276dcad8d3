"""Sheets in which one types: the same parts, as a table of what is asked and what one writes."""

from typing import Any

WIDTHS = (6.5, 11.5)


def spreadsheet(said: dict[str, Any]) -> dict[str, Any]:
    """Return the spreadsheet of a sheet that has no table."""
    rows: list[dict[str, Any]] = [
        {"style": "title", "cells": [said["title"]]},
        {"style": "text", "cells": [said["purpose"]]},
    ]
    for part in said["parts"]:
        if part["kind"] == "note":
            rows += [{"style": "text", "cells": [line]} for line in part["note"]]
            continue
        if "heading" in part:
            rows.append({"style": "head", "cells": [part["heading"], "<"]})
        rows += [{"cells": [asked, ""]} for asked in _asked(part)]
    return {"columns": [{"width": width} for width in WIDTHS], "head": 2, "rows": rows}


def _asked(part: dict[str, Any]) -> list[str]:
    kind = part["kind"]
    if kind == "fields":
        return [one if isinstance(one, str) else one["label"] for one in part["fields"]]
    if kind == "points":
        return [
            f"{number}. {one['heading']}{_then(one['heading'], one.get('text'))}"
            for number, one in enumerate(part["points"], start=1)
        ]
    return part["boxes"] if kind == "boxes" else []


def _then(heading: str, text: str | None) -> str:
    if not text:
        return ""
    return f" {text}" if heading.endswith("?") else f". {text}"
