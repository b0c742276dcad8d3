"""Issuing certificates, and finding one by its number."""

from datetime import date
from secrets import choice

from learning.models import Certificate, Enrolment
from web.reading.spelling import letters_and_digits

# No characters that are easily confused on paper (of 0 O, 1 I L, 5 S, 2 Z, 8 B and 6 G at most one
# is kept), and no vowels, which could spell words. 16 of these 24 have 73 bits: too many to guess.
ALPHABET = "23456789CDFHJKMNPQRTVWXY"
GROUPS, GROUP = 4, 4


def issue(*, enrolment: Enrolment, on: date) -> Certificate:
    """Return the enrolment's certificate; make it when there is none. `on` is a day in UTC."""
    certificate, _is_new = Certificate.objects.get_or_create(
        enrolment=enrolment, defaults={"number": _number(), "month": on.replace(day=1)}
    )
    return certificate


def by_number(typed: str) -> Certificate | None:
    """Return the certificate with this number, typed in any form."""
    bare = letters_and_digits(typed)
    number = "-".join(bare[at : at + GROUP] for at in range(0, len(bare), GROUP))
    return Certificate.objects.filter(number=number).select_related("enrolment").first()


def _number() -> str:
    groups = ("".join(choice(ALPHABET) for _letter in range(GROUP)) for _group in range(GROUPS))
    return "-".join(groups)
