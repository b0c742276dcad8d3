"""Invitations on paper: a sheet of slips for people who have no e-mail."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.db import transaction
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from people import joining
from people.models import Organisation, User

# One sheet of paper.
MOST = 12


@dataclass(frozen=True)
class Picture:
    """A QR code: its side in squares, and the path of an SVG that fills the dark ones."""

    side: int
    path: str


@dataclass(frozen=True)
class Slip:
    """One invitation as it is printed."""

    code: str
    address: str
    picture: Picture


@transaction.atomic
def make(
    *,
    key: UUID,
    by: User,
    organisation: Organisation,
    role: str,
    number: int,
    address_of: Callable[[str], str],
) -> list[Slip]:
    """Make `number` invitations and return them as slips; `address_of` gives a code's address.

    `key` is the form's own: sending the form again gives the same sheet.
    """
    codes = [
        joining.invite(key=uuid5(key, f"slip {index}"), by=by, organisation=organisation, role=role)
        for index in range(number)
    ]
    return [Slip(code, address_of(code), picture(address_of(code))) for code in codes]


def picture(text: str) -> Picture:
    """Return `text` as a QR code that still opens when a seventh of it is dirt."""
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
