"""The files that this program's own courses bring: which are trusted, and what they may be."""

import gzip
import hashlib
import re
import zipfile
from pathlib import Path
from xml.etree.ElementTree import Element

import pikepdf
import pytest
from defusedxml.ElementTree import fromstring
from django.core.files.base import ContentFile

from files import storage, svg
from files.uploads import FileRefused
from tests.files import corpus, own
from tests.outing import says_too_much
from tests.sources import ROOT

COURSES = ROOT / "learning" / "exchange" / "starter"
SUFFIXES = (".svg", ".pdf", ".ods", ".xlsx", ".mp3")
OURS = sorted(one for one in COURSES.glob("*/files/*") if one.suffix in SUFFIXES)
DRAWINGS = [one for one in OURS if one.suffix == ".svg"]
TABLES = [one for one in OURS if one.suffix in (".ods", ".xlsx")]
# Of a phone’s 360 pixels, the margins take 38: of 14, 12.5 are left.
SMALLEST_TEXT = 14
HEAVIEST_DRAWING = 6_000
KINDS = storage.TRUSTED_PICTURES + storage.TRUSTED_PAPERS + storage.TRUSTED_RECORDINGS
BOX = re.compile(r"0 0 360 [1-9][0-9]{1,3}")


def named(one: Path) -> str:
    return str(one.relative_to(COURSES))


def test_list_is_up_to_date():
    """`bin/sums` writes it again."""
    said = {}
    for one in storage.TRUSTED.glob("*.sha256"):
        lines = [line.split("  ") for line in one.read_text().splitlines()]
        assert {name.split("/")[3] for _, name in lines} == {one.stem}
        said |= {name: digest for digest, name in lines}
    found = {
        str(one.relative_to(ROOT)): hashlib.sha256(one.read_bytes()).hexdigest() for one in OURS
    }
    assert said == found


def sizes(element: Element, size: float = 0) -> list[float]:
    """Return how large each text of a drawing is; nothing makes it smaller or larger."""
    size = float(element.get("font-size", size))
    assert not re.search("scale|matrix", element.get("transform", ""))
    own_size = [size] if (element.text or "").strip() and _is_drawn(element) else []
    return own_size + [one for inner in element for one in sizes(inner, size)]


def _is_drawn(element: Element) -> bool:
    return element.tag.removeprefix(svg.NAMESPACE) in ("text", "tspan")


@pytest.mark.parametrize("path", DRAWINGS, ids=named)
def test_drawing_is_read_on_a_small_phone(path):
    data = path.read_bytes()
    svg.check(data)
    assert len(gzip.compress(data)) <= HEAVIEST_DRAWING
    root = fromstring(data)
    # Without a size of its own, it fills the screen when it is opened alone.
    assert BOX.fullmatch(root.get("viewBox", ""))
    assert (root.get("width"), root.get("height")) == (None, None)
    assert min(sizes(root), default=SMALLEST_TEXT) >= SMALLEST_TEXT
    # It is the title of the browser’s window then.
    assert says_too_much(root.findtext(f"{svg.NAMESPACE}title", "")) == []


@pytest.mark.parametrize("path", OURS, ids=named)
def test_file_is_what_its_name_says(path):
    kept = storage.trusted(ContentFile(path.read_bytes(), path.name), KINDS)
    assert kept is not None
    assert kept.name.endswith(path.suffix)


@pytest.mark.parametrize("path", [one for one in OURS if one.suffix == ".pdf"], ids=named)
def test_paper_runs_nothing_and_names_no_one(path):
    with pikepdf.open(path) as opened:
        for name in ("/AcroForm", "/AA", "/Names", "/AF"):
            assert name not in opened.Root
        # Where a reader begins is a place; an action would be a dictionary.
        assert isinstance(opened.Root.get("/OpenAction", pikepdf.Array()), pikepdf.Array)
        assert "/Author" not in opened.docinfo
        assert "/Lang" in opened.Root
        assert "/StructTreeRoot" in opened.Root


@pytest.mark.parametrize("path", TABLES, ids=named)
def test_table_runs_nothing_and_names_no_one(path):
    with zipfile.ZipFile(path) as opened:
        names = opened.namelist()
        texts = b"".join(opened.read(name) for name in names if name.endswith((".xml", ".rels")))
    assert [name for name in names if re.search(r"(?i)vba|basic/|scripts/|external", name)] == []
    for part in (rb"<(?:dc:)?creator>[^<]", rb"initial-creator>[^<]", rb"lastModifiedBy>[^<]"):
        assert not re.search(part, texts)
    assert b'TargetMode="External"' not in texts


FILES = {
    "svg": own.DRAWING,
    "pdf": corpus.finished(corpus.paper()),
    "ods": own.ODS,
    "xlsx": own.XLSX,
    "mp3": corpus.SOUND,
}


@pytest.fixture
def listed(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(storage, "TRUSTED", own.trusting(tmp_path / "trusted", *FILES.values()))


def taken(data: bytes, kinds=KINDS) -> storage.CleanFile | None:
    return storage.trusted(ContentFile(data, "a.bin"), kinds)


@pytest.mark.parametrize("kind", FILES)
def test_file_that_is_listed_is_taken_as_it_is(listed, kind):
    kept = taken(FILES[kind])
    assert re.fullmatch(rf"[0-9a-f]{{16}}\.{kind}", kept.name)
    assert kept.read() == FILES[kind]
    assert taken(FILES[kind] + b"\n") is None
    assert taken(FILES[kind], storage.PHOTOS) is None


@pytest.mark.parametrize("kind", FILES)
def test_file_that_is_listed_nowhere_is_not_trusted(kind):
    assert taken(FILES[kind]) is None


@pytest.mark.parametrize("data", [b"", b"<html>", corpus.zip_file(), corpus.saved("PNG"), b"PK"])
def test_listed_file_of_another_kind_is_not_trusted(monkeypatch, tmp_path, data):
    monkeypatch.setattr(storage, "TRUSTED", own.trusting(tmp_path / "trusted", data))
    assert taken(data) is None


@pytest.mark.parametrize(
    "data", [own.drawing(b"<script/>"), own.drawing(b"<g/>" * 30_000)], ids=["script", "size"]
)
def test_listed_drawing_that_breaks_the_rules_is_refused(monkeypatch, tmp_path, data):
    monkeypatch.setattr(storage, "TRUSTED", own.trusting(tmp_path / "trusted", data))
    with pytest.raises(FileRefused):
        taken(data)
