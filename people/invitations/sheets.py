"""Invitations on paper: a sheet of slips for people who have no e-mail."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.db import transaction

from people.invitations import actions
from people.models import Organisation, User
from web.reading.qr import Picture, picture

# As many as fit on one sheet of paper.
MOST = 12


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
        actions.invite(key=uuid5(key, f"slip {index}"), by=by, organisation=organisation, role=role)
        for index in range(number)
    ]
    return [Slip(code, address_of(code), picture(address_of(code))) for code in codes]
