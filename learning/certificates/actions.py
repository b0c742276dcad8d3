"""Issuing certificates, and finding one by its number."""

from datetime import date
from secrets import choice

from learning.models import Certificate, Enrolment

# Nothing that is misread on paper (0 O, 1 I L, 5 S, 2 Z, 8 B, 6 G keep one of the two at most), no
# vowels that spell words. 16 of these 24 are 73 bits, past any guessing.
ALPHABET = "23456789CDFHJKMNPQRTVWXY"
GROUPS, GROUP = 4, 4


def issue(*, enrolment: Enrolment, on: date) -> Certificate:
    """Return the enrolment's certificate, made when there is none; `on` is a day in UTC."""
    certificate, _is_new = Certificate.objects.get_or_create(
        enrolment=enrolment, defaults={"number": _number(), "month": on.replace(day=1)}
    )
    return certificate


def by_number(typed: str) -> Certificate | None:
    """Return the certificate with this number, whatever the case and the spaces."""
    bare = "".join(letter for letter in typed.upper() if letter.isalnum())
    number = "-".join(bare[at : at + GROUP] for at in range(0, len(bare), GROUP))
    return Certificate.objects.filter(number=number).select_related("enrolment").first()


def _number() -> str:
    groups = ("".join(choice(ALPHABET) for _letter in range(GROUP)) for _group in range(GROUPS))
    return "-".join(groups)
