"""Recovering an account without passphrase or e-mail: with a code on paper, or with two people.

No one else ever chooses a member's passphrase. Neither way signs the member in: the second step is
still needed.

A member with codes on paper can choose a new passphrase with one of them at once. A member without
asks for a code, and gets one whether or not there is such a member. They read it out to two members
who know their voice. Three days after the second of them has typed it, the code lets them choose a
new passphrase. During that time a notice is on the member's pages, and they can stop the recovery.
"""

from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people import readable_codes
from people.accounts import passphrases
from people.hiding import actions as hiding
from people.models import MemberQuerySet, Recovery, User
from people.notices import kinds
from people.notices.actions import dismiss, tell
from people.privacy import events
from people.second_step import actions as second_step
from people.sessions.actions import end_sessions
from people.vouching.actions import CannotVouch
from people.vouching.permissions import can_vouch, members_recoverable_by
from web.errors import Gone
from web.reading import names

GROUPS = 4
SALT = b"recovery:"


class CodeUnusable(Gone):
    """The code does not work: wrong, not vouched for, too early, too late, used or stopped."""

    sentence = _(
        "This code has just been used or stopped. If you used it yourself, sign in with your new "
        "passphrase."
    )


class PaperCodeUnusable(Gone):
    """The code on paper does not work. The sentence is the same whatever is wrong."""

    sentence = _(
        "The pseudonym or the code is wrong, or the code has already been used: each code works "
        "only once. If you have just used it, sign in with your new passphrase."
    )


def owner_of_code(*, pseudonym: str, code: str) -> User | None:
    """Return the member who may use this code on paper; `pseudonym` may be a login code."""
    return second_step.owner_of_code(name=pseudonym, code=code)


def come_back(*, pseudonym: str, code: str, passphrase: str) -> None:
    """Use up a code on paper and set the passphrase that its owner chose.

    As with `finish`, they then sign in as before; a notice says what was done. Raises
    `PaperCodeUnusable`. If several people use a code at once, only one succeeds.
    """
    # Outside the transaction, which blocks other writers: only one hash is computed at a time.
    hashed = passphrases.hashed(passphrase)
    with transaction.atomic():
        user = second_step.use_code(name=pseudonym, code=code)
        if user is None:
            raise PaperCodeUnusable
        _let_back(user, hashed=hashed)
        tell(user, kind=kinds.CODE_USED, key=str(uuid4()))
        events.record("come_back", actor=user)


@transaction.atomic
def ask(*, key: UUID, pseudonym: str) -> str:
    """Return the code for a recovery; it is shown only now, and is the same for the same form.

    `key` is the form's own. `pseudonym` may also be a login code. For an unknown name, a suspended
    account or one that has to stay hidden (`_who_may_ask`), the returned code opens nothing. It
    takes as long as a real one: the same rows are written for the first member and rolled back, all
    but the event, so that the time on the disk is the same too.
    """
    own_key = uuid5(key, names.key(pseudonym))
    code = readable_codes.code_for(own_key, groups=GROUPS, salt=SALT)
    user = _who_may_ask().behind(pseudonym).filter(vouched_on__isnull=False).first()
    first = User.objects.order_by("pk").first()
    if first is None:
        return code
    with transaction.atomic():
        asked, is_new = Recovery.objects.get_or_create(
            code=own_key, defaults={"user": user or first, "digest": readable_codes.digest(code)}
        )
        if is_new:
            # One notice a day, however often a stranger asks.
            _tell(user or first, key=f"{timezone.localdate()}")
        transaction.set_rollback(user is None)
    if is_new:
        events.record("ask_recovery", actor=None, subject=asked if user else None)
    return code


@transaction.atomic
def confirm(*, code: str, by: User) -> None:
    """Record that `by` knows the person who reads out `code`; the second vouch starts the 72 hours.

    Vouching again changes nothing. Raises the same `CannotVouch` for a wrong code and for a person
    that `by` may not vouch for.
    """
    if not can_vouch(by):
        raise CannotVouch
    asked = (
        _standing()
        .select_for_update(of=("self",))
        .filter(digest=readable_codes.digest(code))
        .first()
    )
    if asked is None or not members_recoverable_by(by).filter(pk=asked.user_id).exists():
        raise CannotVouch
    if by.code in (asked.first_by, asked.second_by):
        return
    if asked.first_by is None:
        asked.first_by = by.code
    elif asked.second_by is None:
        asked.second_by = by.code
    else:
        raise CannotVouch
    if asked.first_by and asked.second_by:
        asked.opens_at = timezone.now() + Recovery.DELAY
        # A second notice, even if they dismissed the first one.
        _tell(asked.user, key=str(asked.code))
    asked.save(update_fields=["first_by", "second_by", "opens_at"])
    events.record("confirm_recovery", actor=by, subject=asked)


def find(code: str) -> Recovery | None:
    """Return the recovery that `code` opens now, or None.

    Both people who vouched must still be members.
    """
    members = User.objects.active().filter(vouched_on__isnull=False).values("code")
    answered = _standing().filter(first_by__in=members, second_by__in=members)
    return answered.filter(digest=readable_codes.digest(code), opens_at__lte=timezone.now()).first()


def finish(*, code: str, passphrase: str) -> None:
    """Set the passphrase that the member chose; end all their sessions, close other recoveries.

    They sign in with it as before, second step included. Raises `CodeUnusable`. If several people
    use a code at once, only one succeeds.
    """
    # As in `come_back`.
    hashed = passphrases.hashed(passphrase)
    with transaction.atomic():
        asked = find(code)
        if asked is None:
            raise CodeUnusable
        now = timezone.now()
        if not Recovery.objects.filter(pk=asked.pk, used_at=None).update(used_at=now):
            raise CodeUnusable
        _let_back(asked.user, hashed=hashed)
        events.record("recover", actor=asked.user, subject=asked)


@transaction.atomic
def stop(*, user: User) -> None:
    """Close every recovery of the member's account; a member who is signed in needs none."""
    if recoveries_of(user).delete()[0]:
        events.record("stop_recovery", actor=user)
    dismiss(user, kind=kinds.RECOVERY_ASKED)


def recoveries_of(user: User) -> QuerySet[Recovery]:
    """Recoveries of the account of `user` that someone asked for and no one has used."""
    return _standing().filter(user=user)


def _standing() -> QuerySet[Recovery]:
    """Recoveries that are neither used nor over, of accounts that have a way back."""
    since = timezone.now() - Recovery.LIFETIME
    members = User.objects.able_to_return().values("pk")
    standing = Recovery.objects.filter(used_at=None, asked_at__gt=since, user__in=members)
    return standing.select_related("user")


def _who_may_ask() -> MemberQuerySet:
    """Members for whom two people may vouch. A hidden account with codes on paper comes back with
    one of these only: people who are forced to vouch cannot open it."""
    by_paper = Q(is_active=False) & Q(second_step.has_codes())
    return User.objects.able_to_return().exclude(by_paper)


def _let_back(user: User, *, hashed: str) -> None:
    user.password = hashed
    user.save(update_fields=["password"])
    hiding.bring_back(user)
    recoveries_of(user).delete()
    end_sessions(user)


def _tell(user: User, *, key: str) -> None:
    tell(user, kind=kinds.RECOVERY_ASKED, key=key)
