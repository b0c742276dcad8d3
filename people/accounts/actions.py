"""Changing one's passphrase, and one setting that has a button of its own."""

from typing import Any

from django.contrib.auth import update_session_auth_hash
from django.db import transaction

from people.accounts import passphrases
from people.accounts.permissions import MemberRequest
from people.models import MemberSession, User
from people.privacy import events, register
from people.recovery import actions as recovery
from people.sessions.store import kept_key


def change_passphrase(*, request: MemberRequest, passphrase: str) -> None:
    """Give the member in `request` the passphrase that they chose; they stay signed in here only.

    A sign-in that waits for the second step starts over; ways back into the account close.
    """
    user: Any = request.user
    # Outside the transaction, which blocks other writers: only one hash is computed at a time.
    user.password = passphrases.hashed(passphrase)
    with transaction.atomic():
        user.save(update_fields=["password"])
        others = MemberSession.objects.filter(user=user)
        others.exclude(session_key=kept_key(request.session.session_key)).delete()
        register.shut_out([user.pk])
        recovery.stop(user=user)
        update_session_auth_hash(request, user)
        events.record("change_passphrase", actor=user)


def want_recall(*, user: User, wants: bool) -> None:
    """Say whether `user` is asked again what they have learned."""
    # Only this column: saving the whole row could undo a suspension at the same moment.
    User.objects.filter(pk=user.pk).update(wants_recall=wants)
    user.wants_recall = wants
