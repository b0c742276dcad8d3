"""Pages as PDF: printed by Chromium, which writes the tags; then without dates and programs."""

import shutil
import subprocess
import tempfile
from io import BytesIO
from pathlib import Path

import pikepdf
import pikepdf.settings

from worksheets.pages import digest, page
from worksheets.sources import HERE, Sheet

CHROMIUM = "chromium-headless-shell"
FONTS = HERE.parent / "learning/certificates/fonts"
# Under which a PDF keeps the digest of the page that it was printed from.
MADE_FROM = "/MadeFrom"


def printed(sheet: Sheet) -> bytes:
    """Return the PDF of the sheet. The same page makes the same bytes with the same Chromium."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Path(folder)
        (desk / "page.html").write_text(page(sheet), "utf-8")
        for font in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
            shutil.copyfile(FONTS / font, desk / font)
        subprocess.run(
            [
                CHROMIUM,
                # In a container its own cage cannot be built; the page is ours and asks no network.
                "--no-sandbox",
                "--disable-gpu",
                f"--user-data-dir={desk / 'profile'}",
                "--no-pdf-header-footer",
                f"--print-to-pdf={desk / 'page.pdf'}",
                (desk / "page.html").as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=60,
        )
        return _cleaned((desk / "page.pdf").read_bytes(), sheet)


def _cleaned(data: bytes, sheet: Sheet) -> bytes:
    pikepdf.settings.set_flate_compression_level(9)
    written = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        for name in list(pdf.docinfo):
            del pdf.docinfo[name]
        pdf.docinfo["/Title"] = sheet.said["title"]
        pdf.docinfo[MADE_FROM] = digest(sheet)
        pdf.save(
            written,
            compress_streams=True,
            recompress_flate=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )
    return written.getvalue()
