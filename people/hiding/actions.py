"""Hiding an account at once: for someone who is watched or threatened.

A hidden account looks to everyone as if there were none. Nothing of it is deleted. Its member comes
back as after a lost passphrase (`people.recovery`), a day later at the earliest.
"""

import hmac
from functools import cache
from uuid import UUID, uuid4

from django.db import transaction

from people import sealing
from people.models import CodeWord, Hiding, MemberKey, User
from people.privacy import events, register
from people.vouching import actions as vouching
from people.vouching.permissions import can_vouch, members_vouchable_by
from web.errors import NotAllowed
from web.reading import names


@transaction.atomic
def hide(*, user: User) -> None:
    """Hide the account of `user`: their sessions end, places are given back, no one finds them.

    Hiding it again, or a suspended account, changes nothing.
    """
    if _hide(user):
        events.record("hide", actor=user)


@transaction.atomic
def hide_by_word(*, name: str, word: str, by: User) -> None:
    """Hide the account called `name` (pseudonym or login code) if `word` is its code word and `by`
    could vouch for its member; else nothing happens. `by` does not learn which.

    Raises `NotAllowed` when `by` may vouch for no one.
    """
    if not can_vouch(by):
        raise NotAllowed
    # The same for a wrong word, and without the member: events must not show who trusts whom.
    events.record("use_code_word", actor=by)
    members = members_vouchable_by(by).behind(name).select_related("code_word", "key")
    member = members.first()
    if _fits(member, word) and member is not None:
        _hide(member)


def bring_back(user: User) -> None:
    """Let a member who hid be seen again; call it in the transaction of their way back.

    Roles and pairs were left as they are, so that they hold again, if they have not ended since.
    """
    User.objects.select_for_update().get(pk=user.pk)
    gone, _rows = Hiding.objects.filter(user=user, is_suspended=False).delete()
    if gone:
        User.objects.filter(pk=user.pk).update(is_active=True)
        user.is_active = True


@transaction.atomic
def keep_word(*, user: User, word: str) -> None:
    """Seal the code word that `user` chose; it replaces an older one."""
    key, _is_new = MemberKey.objects.get_or_create(user=user, defaults=sealing.new_wrapped_key())
    sealed = sealing.seal(key, names.key(word), context=_place(user.code))
    CodeWord.objects.filter(user=user).delete()
    CodeWord.objects.create(user=user, sealed_word=sealed)
    events.record("keep_code_word", actor=user)


@transaction.atomic
def forget_word(*, user: User) -> None:
    """Delete the code word of `user`; without one this changes nothing."""
    if CodeWord.objects.filter(user=user).delete()[0]:
        events.record("forget_code_word", actor=user)


def has_word(user: User) -> bool:
    return CodeWord.objects.filter(user=user).exists()


def _hide(user: User) -> bool:
    found = User.objects.active().select_for_update().filter(pk=user.pk).first()
    if found is None:
        return False
    Hiding.objects.create(user=found)
    vouching.shut([found])
    register.settle_losses([found.pk])
    return True


def _fits(member: User | None, word: str) -> bool:
    """Whether `word` is the code word of `member`; the same work when there is none.

    It is told over the phone: no one hears accents, hyphens, apostrophes and blanks.
    """
    if member is not None and hasattr(member, "code_word"):
        key, sealed, code = member.key, member.code_word.sealed_word, member.code
        is_real = True
    else:
        key, sealed, code = _word_of_no_one()
        is_real = False
    kept = sealing.unseal(key, sealed, context=_place(code))
    heard, said = (names.letters(names.key(each)).encode() for each in (kept, word))
    return hmac.compare_digest(heard, said) and is_real


@cache
def _word_of_no_one() -> tuple[MemberKey, bytes, UUID]:
    key, code = MemberKey(**sealing.new_wrapped_key()), uuid4()
    return key, sealing.seal(key, str(code), context=_place(code)), code


def _place(code: UUID) -> str:
    return f"people.CodeWord:{code}:sealed_word"
