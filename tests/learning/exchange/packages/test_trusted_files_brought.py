"""Files that came with this program's own courses: brought as they are, and only they."""

import pytest
from wagtail.images.models import Image

from files import storage
from learning.exchange.packages.format.archive import Unreadable
from learning.exchange.starter.load import load
from tests import factories
from tests.files import own
from tests.learning.exchange.packages import trusted
from tests.learning.exchange.packages.trusted import FILES, PAPER, first_lesson, stored


@pytest.fixture
def folder(tmp_path):
    """The package, with pictures, a paper and two tables of our own."""
    return trusted.folder(tmp_path / "tiny")


@pytest.fixture(autouse=True)
def _trusted(monkeypatch, tmp_path) -> None:
    trusted.trust(monkeypatch, tmp_path / "trusted")


@pytest.mark.parametrize("name", ["day.svg", "book.ods", "book.xlsx"])
def test_same_file_from_elsewhere_is_refused(db, folder, monkeypatch, tmp_path, name):
    rest = [content for other, content in FILES.items() if other != name]
    monkeypatch.setattr(storage, "TRUSTED", own.trusting(tmp_path / "fewer", *rest))
    with pytest.raises(Unreadable) as refused:
        load(folder=folder)
    assert str(refused.value).startswith(f"{name}: Files of this type cannot be used here.")
    assert not Image.objects.exists()


def test_paper_from_elsewhere_is_rebuilt(db, folder, monkeypatch, tmp_path):
    rest = [content for name, content in FILES.items() if name != "book.pdf"]
    monkeypatch.setattr(storage, "TRUSTED", own.trusting(tmp_path / "fewer", *rest))
    load(folder=folder)
    assert stored()["book.pdf"] != PAPER


def test_listed_drawing_with_a_script_is_refused(db, folder, monkeypatch, tmp_path):
    bad = own.drawing(b"<script>x()</script>")
    (folder / "files" / "day.svg").write_bytes(bad)
    listed = own.trusting(tmp_path / "bad", *FILES.values(), bad)
    monkeypatch.setattr(storage, "TRUSTED", listed)
    with pytest.raises(Unreadable) as refused:
        load(folder=folder)
    assert str(refused.value) == (
        "day.svg: This drawing holds “script”, which cannot be used here. Take it out of the "
        "drawing."
    )
    assert not Image.objects.exists()


@pytest.mark.parametrize("part", ["picture", "download"])
def test_file_of_another_kind_in_a_block(db, folder, part):
    """What is trusted as a paper is no picture, and the other way round."""
    text = folder / "en" / "one.toml"
    told = {"picture": ("day.svg", "book.pdf"), "download": ("book.pdf", "day.svg")}[part]
    text.write_text(text.read_text().replace(*[f'"{name}"' for name in told]))
    with pytest.raises(Unreadable, match="Files of this type cannot be used here"):
        load(folder=folder)


def test_newer_package_replaces_the_picture(course, folder, monkeypatch, tmp_path):
    newer = own.DRAWING.replace(b"bus", b"taxi")
    (folder / "files" / "day.svg").write_bytes(newer)
    listed = own.trusting(tmp_path / "newer", *FILES.values(), newer)
    monkeypatch.setattr(storage, "TRUSTED", listed)
    load(folder=folder, owner=factories.UserFactory())
    [*_, picture, _pdf, _ods, _xlsx] = first_lesson().body
    with picture.value["image"].file.open() as opened:
        assert opened.read() == newer
