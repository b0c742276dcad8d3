"""The texts of the starter courses, as their files have them."""

import re
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from learning.exchange.starter.load import COURSES
from tests.sources import ROOT

sys.path.insert(0, str(ROOT / "bin"))

import recordings
from courses import NO_TEXT, measured, strings

__all__ = [
    "FILE_PARTS",
    "LANGUAGES",
    "NAMES",
    "NO_TEXT",
    "amounts",
    "blocks",
    "course",
    "measured",
    "recordings",
    "strings",
]

LANGUAGES = ("en", "fr")
NAMES = [folder.name for folder in COURSES]
# The part with a file, in each kind of block that has one.
FILE_PARTS = {"audio": "audio", "download": "document", "picture": "image"}

Course = dict[str, Any]


def folder(name: str) -> Path:
    """Return the folder of a course."""
    return next(one for one in COURSES if one.name == name)


@cache
def course(language: str, name: str = "our_money") -> dict[str, Any]:
    """Return a course in one language: its fields, its subject, its lessons with their keys."""
    manifest = _read(name, "package")
    lessons = [{**one, **_read(name, f"{language}/{one['key']}")} for one in manifest["lessons"]]
    about = {**manifest["course"], **_read(name, f"{language}/course")}
    return {**about, "subject": manifest["subject"]["key"], "lessons": lessons}


def lines(language: str) -> list[str]:
    """Return the lines of the texts of all courses in one language."""
    return [
        line
        for one in COURSES
        for file in sorted((one / language).glob("*.toml"))
        for line in file.read_text("utf-8").splitlines()
    ]


def blocks(course: Course, *kinds: str) -> list[dict[str, Any]]:
    """Return the blocks of these kinds in all lessons, or all blocks."""
    return [
        block
        for lesson in course["lessons"]
        for block in lesson["blocks"]
        if not kinds or block["type"] in kinds
    ]


def amounts(text: str) -> list[int]:
    """Return the whole numbers of a text in sorted order, with thousands joined."""
    return sorted(
        int(re.sub(r"[\u00a0\u202f,]", "", number))
        for number in re.findall(r"\d{1,3}(?:[\u00a0\u202f,]\d{3})+|\d+", text)
    )


def _read(name: str, file: str) -> dict[str, Any]:
    return tomllib.loads((folder(name) / f"{file}.toml").read_text("utf-8"))
