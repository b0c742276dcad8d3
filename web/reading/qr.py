"""QR codes as the path of an SVG."""

from dataclasses import dataclass

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode


@dataclass(frozen=True)
class Picture:
    """A QR code: its side in squares, and the path of an SVG that fills the dark ones."""

    side: int
    path: str


def picture(text: str) -> Picture:
    """Return `text` as a QR code that can be read even if a seventh of it is dirty."""
    made = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    made.add_data(text)
    made.make(fit=True)
    rows = made.get_matrix()
    path = "".join(_lines(row, at) for at, row in enumerate(rows))
    return Picture(side=len(rows), path=path)


def _lines(row: list[bool], at: int) -> str:
    """Return the dark squares of a row, each run of them as one rectangle."""
    path, start = "", None
    for x, is_dark in enumerate([*row, False]):
        if is_dark and start is None:
            start = x
        elif not is_dark and start is not None:
            path += f"M{start} {at}h{x - start}v1h{start - x}z"
            start = None
    return path
