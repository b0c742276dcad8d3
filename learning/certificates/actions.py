"""Issuing certificates, withdrawing them, and finding one by its number."""

from datetime import date
from secrets import choice

from django.db import transaction
from django.utils import timezone

from learning.models import Certificate, Enrolment
from people.privacy import events
from web.reading.spelling import letters_and_digits

# No characters that are easily confused on paper (of 0 O, 1 I L, 5 S, 2 Z, 8 B and 6 G at most one
# is kept), and no vowels, which could spell words. 16 of these 24 have 73 bits: too many to guess.
ALPHABET = "23456789CDFHJKMNPQRTVWXY"
GROUPS, GROUP = 4, 4


def issue(*, enrolment: Enrolment, on: date) -> Certificate:
    """Return the valid certificate of `enrolment`; make it when there is none. `on` is in UTC."""
    certificate, _is_new = Certificate.objects.get_or_create(
        enrolment=enrolment,
        revoked_at=None,
        defaults={"number": _number(), "month": on.replace(day=1)},
    )
    return certificate


@transaction.atomic
def withdraw(*, certificate: Certificate) -> None:
    """Make the number prove nothing any more; the course stays completed. Repeating changes
    nothing."""
    now = timezone.now()
    if Certificate.objects.filter(pk=certificate.pk, revoked_at=None).update(revoked_at=now):
        certificate.revoked_at = now
        holder = certificate.enrolment.user
        events.record("withdraw_certificate", actor=holder, subject=certificate.enrolment)


@transaction.atomic
def renew(*, withdrawn: Certificate) -> None:
    """Issue a new number in the place of `withdrawn`, for the same month.

    Only the number that was issued last is replaced, so the same form sent again later, after the
    new number was withdrawn too, brings no third one.
    """
    enrolment = Enrolment.objects.select_for_update().get(pk=withdrawn.enrolment_id)
    last = Certificate.objects.filter(enrolment=enrolment).latest("pk")
    if last == withdrawn and last.is_withdrawn:
        issue(enrolment=enrolment, on=withdrawn.month)
        events.record("renew_certificate", actor=enrolment.user, subject=enrolment)


def by_number(typed: str) -> Certificate | None:
    """Return the certificate with this number, typed in any form."""
    bare = letters_and_digits(typed)
    number = "-".join(bare[at : at + GROUP] for at in range(0, len(bare), GROUP))
    return Certificate.objects.filter(number=number).select_related("enrolment").first()


def _number() -> str:
    groups = ("".join(choice(ALPHABET) for _letter in range(GROUP)) for _group in range(GROUPS))
    return "-".join(groups)
