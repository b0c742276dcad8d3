"""The texts of the starter course, as its files have them."""

import tomllib
from functools import cache
from typing import Any

from learning.exchange.starter.load import COURSE

LANGUAGES = ("en", "fr")
FILES = COURSE / "files"


@cache
def course(language: str) -> dict[str, Any]:
    """Return the course in one language: its fields, its subject, its lessons with their keys."""
    manifest = _read("package")
    lessons = [{**one, **_read(f"{language}/{one['key']}")} for one in manifest["lessons"]]
    about = {**manifest["course"], **_read(f"{language}/course")}
    return {**about, "subject": manifest["subject"]["key"], "lessons": lessons}


def lines(language: str) -> list[str]:
    """Return the lines of all its texts in one language."""
    return [
        line
        for file in sorted((COURSE / language).glob("*.toml"))
        for line in file.read_text("utf-8").splitlines()
    ]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((COURSE / f"{name}.toml").read_text("utf-8"))
