"""Concerns: reported without a name, read by safety officers, answered under a reference number.

A reference number (`receipt` in code) has 16 digits, 53 bits. It is derived from the form's own key
and the site's secret key, so that a form sent again shows the same one. The database keeps a digest
under that secret key, so that no one can try out numbers on a copy of the database. With a new
secret key, no older reference number works.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentorship.pairs.permissions import pairs_readable_by
from people import sealing
from people.changes import write_changes
from people.models import Organisation, RoleGrant, User
from people.privacy import events
from people.privacy.register import Words
from people.roles.table import Role
from people.second_step import actions as second_step
from safety.models import Concern, ConcernMessage
from safety.permissions import can_read_concern, can_read_concerns
from web.errors import NotAllowed
from web.reading import names, spelling
from web.reading.days import date_format

DIGITS = 16
# Looks like a phone number; four groups of four would look like a bank card.
GROUPS = (4, 3, 3, 3, 3)


class NotWithinBounds(NotAllowed):
    """The last day is less than 30 or more than 730 days away, or is over."""

    def __init__(self, concern: Concern) -> None:
        super().__init__(days_to_keep(concern))


def days_to_keep(concern: Concern) -> str:
    """Return the sentence with the first and last day that may be chosen."""
    return gettext(
        "Choose a day from %(first)s to %(last)s. After that day, the whole concern is deleted."
    ) % {
        "first": date_format(concern.earliest_end),
        "last": date_format(concern.latest_end),
    }


@dataclass(frozen=True, slots=True)
class Said:
    """One text of a concern, unsealed."""

    text: str
    day: date
    from_officer: bool


@dataclass(frozen=True, slots=True)
class Near:
    """An organisation that a member's concern may be about, under a name that they already know."""

    key: str
    label: Words
    organisation: Organisation


def near(user: User | AnonymousUser) -> list[Near]:
    """Return the member's own organisation and those of the people in their pairs; at most two
    queries.

    Mentor and mentee are from different organisations. If one of them did harm, the other must be
    able to hide the concern from that organisation's officers.
    """
    if not isinstance(user, User):
        return []
    found = []
    if user.organisation:
        found.append(Near("own", _("My own organisation"), user.organisation))
    pairs = pairs_readable_by(user)
    for pair in pairs.select_related("mentor__organisation", "mentee__organisation"):
        other = pair.other(user)
        if other.organisation:
            label = _("The organisation of %(name)s") % {"name": other.pseudonym}
            found.append(Near(str(pair.code), label, other.organisation))
    return found


def named(name: str) -> Organisation | None:
    """Return an organisation with this name in any spelling; None for an empty name. Where several
    have it, the officers of none of them read the concern (`ConcernQuerySet.not_about`)."""
    wanted = names.letters(name)
    if not wanted:
        return None
    known = Organisation.objects.all()
    return next((one for one in known if names.letters(one.name) == wanted), None)


def has_officer_for(organisation: Organisation | None) -> bool:
    """Whether there is a safety officer who can read today what concerns `organisation`. A role may
    rest: in someone's first days, and without a second step where one is required."""
    held = RoleGrant.objects.in_force().filter(role=Role.SAFETY)
    officers = User.objects.active().filter(pk__in=held.values("user"))
    if settings.SECOND_STEP_REQUIRED:
        officers = officers.filter(second_step.held())
    if organisation:
        alike = Organisation.objects.filter(pk=organisation.pk).with_namesakes()
        near = Organisation.objects.near(*alike.values_list("pk", flat=True))
        officers = officers.exclude(organisation__in=near.values("pk"))
    return any(can_read_concerns(one) for one in officers)


@transaction.atomic
def leave(*, key: UUID, text: str, organisation: Organisation | None = None) -> str:
    """Save a concern and return its reference number, which is shown only now.

    `key` is the form's own: the same form sent twice gives one concern and the same number; a
    different text is added to that concern. `organisation` is the one that it concerns: its own
    safety officers never read it. The author is neither asked for nor stored.
    """
    digits = _digits_for(key)
    concern, is_new = Concern.objects.get_or_create(
        digest=_digest(digits),
        defaults={"organisation": organisation, **sealing.new_wrapped_key()},
    )
    if organisation and concern.organisation_id is None:
        concern.organisation = organisation
        concern.save(update_fields=["organisation"])
    _say(concern, text=text, key=key, from_officer=False)
    if is_new:
        events.record("leave_concern", actor=None, subject=concern)
    return _grouped(digits)


def find(receipt: str) -> Concern | None:
    """Return the concern with this `receipt`, typed in any form, as long as it is kept."""
    digits = spelling.digits(receipt, length=DIGITS)
    return Concern.objects.kept().filter(digest=_digest(digits)).first() if digits else None


@transaction.atomic
def write(*, concern: Concern, text: str, key: UUID) -> None:
    """Add another text by the author of `concern`; the same form sent twice adds one text."""
    if _say(concern, text=text, key=key, from_officer=False):
        events.record("write_about_concern", actor=None, subject=concern)


@transaction.atomic
def answer(*, concern: Concern, by: User, text: str, key: UUID) -> None:
    """Add a reply to a concern; the same form sent twice adds one.

    Raises `NotAllowed`.
    """
    _demand(by, concern)
    if _say(concern, text=text, key=key, from_officer=True):
        events.record("answer_concern", actor=by, subject=concern)


@transaction.atomic
def read(*, concern: Concern, by: User) -> list[Said]:
    """Return all texts, the oldest first, and record that `by` read them.

    Raises `NotAllowed`.
    """
    _demand(by, concern)
    events.record("read_concern", actor=by, subject=concern)
    return [_opened(concern, message) for message in concern.messages.all()]


def answers(*, concern: Concern) -> list[Said]:
    """Return the replies to the person with the reference number.

    The author's own texts are not shown: a person who finds the number must not read them.
    """
    return [_opened(concern, message) for message in concern.messages.filter(from_officer=True)]


@transaction.atomic
def keep(*, concern: Concern, by: User, until: date) -> None:
    """Set the last day on which `concern` is kept, from 30 to 730 days after it was reported.

    Raises `NotAllowed` or `NotWithinBounds`; then nothing was changed.
    """
    _demand(by, concern)
    if not concern.earliest_end <= until <= concern.latest_end:
        raise NotWithinBounds(concern)
    write_changes(concern, {"keep_until": until}, by=by, event="keep_concern")


@transaction.atomic
def forget_old() -> int:
    """Delete concerns whose last day is over, with their keys; return how many."""
    over = Concern.objects.over()
    count = over.count()
    over.delete()
    return count


def _demand(user: User, concern: Concern) -> None:
    """Allow only safety officers who are not of the organisation that it concerns."""
    if not can_read_concern(user, concern):
        raise NotAllowed


def _say(concern: Concern, *, text: str, key: UUID, from_officer: bool) -> bool:
    """Save one text unless the same form was sent already; return whether it is new."""
    words = hashlib.sha256(text.encode()).digest()
    own_key = UUID(bytes=_keyed(b"text of a concern", key.bytes + words)[:16])
    message = ConcernMessage(concern=concern, key=own_key, from_officer=from_officer)
    sealed = sealing.seal(concern, text, context=message.place)
    _message, is_new = concern.messages.get_or_create(
        key=own_key,
        defaults={"code": message.code, "from_officer": from_officer, "sealed_text": sealed},
    )
    return is_new


def _opened(concern: Concern, message: ConcernMessage) -> Said:
    text = sealing.unseal(concern, message.sealed_text, context=message.place)
    return Said(text, message.written_on, message.from_officer)


def _keyed(what_for: bytes, data: bytes) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), what_for + data, hashlib.sha256)


def _digits_for(key: UUID) -> str:
    """Return the digits for a form's key, the same each time."""
    number = int.from_bytes(_keyed(b"receipt of a concern", key.bytes))
    return f"{number % 10**DIGITS:0{DIGITS}}"


def _digest(digits: str) -> str:
    return _keyed(b"digest of a receipt", digits.encode()).hex()


def _grouped(digits: str) -> str:
    rest = iter(digits)
    return " ".join("".join(next(rest) for _ in range(length)) for length in GROUPS)
