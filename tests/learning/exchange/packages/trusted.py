"""A package with files that came with this program's own courses: a drawing in each language, a
paper and two tables."""

from pathlib import Path

import pytest
from wagtail.documents.models import Document
from wagtail.images.models import Image

from files import storage
from learning.models import LessonPage
from tests.files import corpus, own
from tests.learning.exchange.packages import written

PAPER = corpus.finished(corpus.paper("Ours"))
JOUR = own.DRAWING.replace(b"bus", b"car")
FILES = {
    "day.svg": own.DRAWING,
    "jour.svg": JOUR,
    "book.pdf": PAPER,
    "book.ods": own.ODS,
    "book.xlsx": own.XLSX,
}
BLOCKS = """
[[blocks]]
type = "picture"
image = "{drawing}"
alt = "A day"

[[blocks]]
type = "download"
heading = "Paper"
document = "book.pdf"

[[blocks]]
type = "download"
heading = "Table"
document = "book.ods"

[[blocks]]
type = "download"
heading = "Other table"
document = "book.xlsx"
"""


def trust(patch: pytest.MonkeyPatch, listed: Path) -> None:
    """Have the site trust these files, by a list in a new folder `listed`."""
    patch.setattr(storage, "TRUSTED", own.trusting(listed, *FILES.values()))


def folder(path: Path) -> Path:
    """Write the package, and return its folder."""
    written.folder(path)
    for name, content in FILES.items():
        (path / "files" / name).write_bytes(content)
    for language, drawing in (("en", "day.svg"), ("fr", "jour.svg")):
        with (path / language / "one.toml").open("a") as text:
            text.write(BLOCKS.format(drawing=drawing))
    return path


def stored() -> dict[str, bytes]:
    """Return what the pictures and documents of the site hold, by their titles and endings."""
    found = {}
    for one in (*Image.objects.all(), *Document.objects.all()):
        with one.file.open() as opened:
            found[f"{one.title}.{one.file.name.rpartition('.')[2]}"] = opened.read()
    return found


def first_lesson(language: str = "en") -> LessonPage:
    return LessonPage.objects.filter(locale__language_code=language).order_by("path")[0]
