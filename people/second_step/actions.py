"""The second step of signing in: an app with codes, a passkey, and ten codes on paper.

allauth stores and checks them; this module adds, lists, removes and uses them.
"""

from functools import cache
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import flows as paper
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import flows as app
from allauth.mfa.utils import encrypt
from allauth.mfa.webauthn.internal import flows as passkeys
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from people import sealing
from people.accounts.permissions import MemberRequest
from people.models import MemberKey, User
from people.privacy import events
from people.sealing import CannotUnseal
from people.second_step.adapter import sealed_for
from people.sessions import actions as sessions
from web.reading.spelling import letters_and_digits

Type = Authenticator.Type
# Codes on paper can replace one of these, but do not count as a second step alone.
STEPS = [Type.TOTP, Type.WEBAUTHN]


def held() -> Exists:
    """Return an annotation of members: whether each has a second step."""
    return Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=STEPS))


def steps_of(user: User) -> QuerySet[Authenticator]:
    """Return the second steps of `user`, the oldest first."""
    return Authenticator.objects.filter(user=user, type__in=STEPS).order_by("pk")


def has_app(user: User) -> bool:
    return steps_of(user).filter(type=Type.TOTP).exists()


@transaction.atomic
def add_app(*, request: MemberRequest, form: Any) -> None:
    """Keep the app whose code `form` has checked; a form sent twice keeps one."""
    user = _locked(request)
    if not has_app(user):
        app.activate_totp(request, form)
        events.record("add_second_step", actor=user)


@transaction.atomic
def add_passkey(*, request: MemberRequest, credential: dict[str, Any]) -> None:
    """Keep a passkey without a name, because the name of a phone is private."""
    user = _locked(request)
    passkeys.add_authenticator(request, name="", credential=credential)
    events.record("add_second_step", actor=user)


@transaction.atomic
def remove(*, request: MemberRequest, step: Authenticator) -> None:
    """Remove one of the member's second steps; removing the last one also removes the codes on
    paper."""
    user = _locked(request)
    delete_and_cleanup(request, step)
    events.record("remove_second_step", actor=user)


@transaction.atomic
def renew_codes(*, request: MemberRequest) -> None:
    """Make ten new codes for paper; the old ones no longer work."""
    user = _locked(request)
    paper.generate_recovery_codes(request)
    events.record("renew_codes", actor=user)


@transaction.atomic
def forget(*, user: User) -> None:
    """Remove every second step of `user`, who lost them; called from the terminal."""
    Authenticator.objects.filter(user=user).delete()
    sessions.end_sessions(user)
    events.record("forget_second_step", actor=None, subject=user)


def number_of_codes(user: User) -> int:
    """Return how many codes on paper are left, without unsealing them."""
    row = _paper_of(user)
    return app_settings.RECOVERY_CODE_COUNT - row.data["used_mask"].bit_count() if row else 0


def has_codes() -> Exists:
    """Return a condition on members: whether any of their codes on paper is left."""
    papers = Authenticator.objects.filter(user=OuterRef("pk"), type=Type.RECOVERY_CODES)
    return Exists(papers.exclude(data__used_mask=2**app_settings.RECOVERY_CODE_COUNT - 1))


def codes_left(user: User) -> list[str]:
    """Return the member's unused codes, in groups of four digits. Shown to no one else."""
    row = _paper_of(user)
    codes = row.wrap().get_unused_codes() if row else []
    return [" ".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes]


def owner_of_code(*, name: str, code: str) -> User | None:
    """Return the member called `name` when `code` is on their paper and unused; else None.

    Suspended members and newcomers without a vouch are not found, and hidden ones only after a day.
    It takes one statement and the same work whatever is wrong: for a name without codes, invented
    codes are checked.
    """
    code = letters_and_digits(code)
    members = User.objects.able_to_return().behind(name).filter(vouched_on__isnull=False)
    papers = Authenticator.objects.filter(type=Type.RECOVERY_CODES, user__in=members)
    row = papers.select_related("user__key").first()
    fits = _is_on(row or _paper_of_no_one(), code)
    return row.user if row and fits else None


def use_code(*, name: str, code: str) -> User | None:
    """Do the same, and use up `code`; call it in the transaction of the action.

    If several people use a code at once, only one gets the member.
    """
    if (owner := owner_of_code(name=name, code=code)) is None:
        return None
    # Making new codes locks this row too.
    members = User.objects.able_to_return().select_for_update(of=("self",))
    user = members.filter(pk=owner.pk).first()
    row = _paper_of(user) if user else None
    if user is None or row is None:
        return None
    with sealed_for(user):
        return user if row.wrap().validate_code(letters_and_digits(code)) else None


def _is_on(row: Authenticator, code: str) -> bool:
    try:
        with sealed_for(row.user):
            codes = row.wrap().get_unused_codes()
    except CannotUnseal:
        return False
    return any(compare_user_code(actual=code, expected=one) for one in codes)


@cache
def _paper_of_no_one() -> Authenticator:
    no_one = User()
    MemberKey(user=no_one, **sealing.new_wrapped_key())
    with sealed_for(no_one):
        seed = encrypt(RecoveryCodes.generate_seed())
    data = {"seed": seed, "used_mask": 0}
    return Authenticator(user=no_one, type=Type.RECOVERY_CODES, data=data)


def _paper_of(user: User) -> Authenticator | None:
    return Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).first()


def _locked(request: MemberRequest) -> User:
    """Return the member of the request, locked, so that the same action sent twice runs in turn."""
    return User.objects.select_for_update().get(pk=request.user.pk)
