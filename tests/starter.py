"""The texts of the starter courses, as their files have them."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from learning.exchange.starter.load import COURSES

LANGUAGES = ("en", "fr")
NAMES = [folder.name for folder in COURSES]


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


def _read(name: str, file: str) -> dict[str, Any]:
    return tomllib.loads((folder(name) / f"{file}.toml").read_text("utf-8"))
