"""QR codes, for an SVG or for paper."""

from dataclasses import dataclass

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

# A run of dark squares: its first square from the left, its row from the top, how many they are.
Run = tuple[int, int, int]


@dataclass(frozen=True)
class Picture:
    """A QR code: its side in squares, with the white border, and the dark ones."""

    side: int
    runs: tuple[Run, ...]

    @property
    def path(self) -> str:
        """The path of an SVG that fills the dark squares, each run as one rectangle."""
        return "".join(f"M{x} {y}h{width}v1h-{width}z" for x, y, width in self.runs)


def picture(text: str) -> Picture:
    """Return `text` as a QR code that can be read even if a seventh of it is dirty."""
    made = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    made.add_data(text)
    made.make(fit=True)
    rows = made.get_matrix()
    runs = tuple(run for at, row in enumerate(rows) for run in _runs(row, at))
    return Picture(side=len(rows), runs=runs)


def _runs(row: list[bool], at: int) -> list[Run]:
    """Return the runs of dark squares of a row."""
    found: list[Run] = []
    start = None
    for x, is_dark in enumerate([*row, False]):
        if is_dark and start is None:
            start = x
        elif not is_dark and start is not None:
            found.append((start, at, x - start))
            start = None
    return found
