"""Sheets in which one types: the same parts, one below the other, with a cell below each."""

from typing import Any

# In cm: what a phone shows without moving sideways.
WIDTH = 16


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
            rows.append({"style": "head", "cells": [part["heading"]]})
        for asked in _asked(part):
            rows += [{"style": "asked", "cells": [asked]}, {"cells": [""]}]
    return {"columns": [{"width": WIDTH}], "head": 2, "rows": rows}


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
