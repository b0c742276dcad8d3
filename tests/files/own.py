"""Files as the courses of this program bring them, and a list that trusts them."""

import hashlib
import io
import zipfile
from pathlib import Path

from files.storage import CleanFile

DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 240" font-family="sans-serif">'
    b'<defs><marker id="tip" markerWidth="6" markerHeight="6" refX="3" refY="3" orient="auto">'
    b'<path d="M0 0 L6 3 L0 6 z"/></marker></defs>'
    b'<rect width="360" height="240" fill="#fff"/><g transform="translate(10,20)">'
    b'<line x1="0" y1="0" x2="90" y2="0" stroke="#000" stroke-width="2" marker-end="url(#tip)"/>'
    b'<text x="10" y="40" font-size="14">Caf\xc3\xa9 <tspan font-weight="bold">&amp; bus</tspan>'
    b"</text></g></svg>"
)


def drawing(inside: bytes = b"", more: bytes = b"") -> bytes:
    """Return a drawing with something more inside, or as attributes of a text."""
    return DRAWING.replace(b"</svg>", inside + b"</svg>").replace(b"<text", b"<text " + more)


def kept() -> CleanFile:
    """Return a drawing as a package brings it."""
    return CleanFile("day.svg", DRAWING)


def _zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        for name, content in files.items():
            opened.writestr(zipfile.ZipInfo(name), content)
    return made.getvalue()


ODS = _zipped(
    {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": b"<office:document-content/>",
    }
)
XLSX = _zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})


def trusting(folder: Path, *contents: bytes) -> Path:
    """Return a folder with a list of these files, as `storage.TRUSTED` is one."""
    lines = [f"{hashlib.sha256(one).hexdigest()}  a/b\n" for one in contents]
    folder.mkdir(exist_ok=True)
    (folder / "course.sha256").write_text("".join(lines))
    return folder
