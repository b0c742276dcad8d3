"""Vouching: a second person lets a newcomer in, and a whole branch can be suspended."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people import readable_codes
from people.accounts import pseudonyms
from people.models import Invitation, MemberSession, Recovery, User, Vouch
from people.privacy import events
from people.vouching.permissions import (
    can_vouch,
    members_suspendable_by,
    members_vouchable_by,
    trusted,
)
from web.errors import NotAllowed, TooMany

# 8 characters, read out to a person who is there: 39 bits, against someone signed in who is slowed
# down after a few tries.
GROUPS = 2
SALT = b"vouch:"
# Who comes in is let in by a second person within this time, or erased.
WAITS_FOR = timedelta(days=14)
KEPT_FOR = timedelta(days=90)
# Newcomers for whom one member can vouch, as long as vouches are kept.
MOST = 5


class CannotVouch(NotAllowed):
    """This member cannot vouch for the person behind a code, if there is one; no text says why."""

    sentence = _(
        "You cannot vouch for the person with this code. Check the code with them. If it is "
        "right, someone else has to vouch: not the person who invited them, but someone from "
        "their group or a coordinator of their region."
    )


class VouchedTooOften(TooMany):
    """This member has vouched for as many newcomers as one may."""

    sentence = _(
        "You have vouched for as many newcomers as one person can for now. Another member can do "
        "it."
    )


class CannotSuspend(NotAllowed):
    """This person may not suspend that member, or there is none."""

    sentence = _("No one you may suspend has exactly this pseudonym. Check the pseudonym.")


def code_of(newcomer: User) -> str:
    """Return the code that a newcomer reads out. It is kept nowhere."""
    return readable_codes.code_for(newcomer.code, groups=GROUPS, salt=SALT)


@transaction.atomic
def vouch(*, code: str, by: User) -> None:
    """Let in the newcomer who read out `code`; vouching for them again changes nothing.

    Raises `CannotVouch`, alike for a wrong code, for someone whom `by` invited and for someone from
    elsewhere, and `VouchedTooOften`. Of two who vouch at once, one is written down.
    """
    # Under this lock the member's vouches are counted, so that two at once count as two.
    User.objects.select_for_update().get(pk=by.pk)
    if not can_vouch(by):
        raise CannotVouch
    vouched = Vouch.objects.filter(by=by.code, kind=Vouch.Kind.VOUCHED)
    if _behind(code, User.objects.filter(code__in=vouched.values("newcomer"))):
        return
    if vouched.count() >= MOST:
        raise VouchedTooOften
    newcomer = _behind(code, waiting_for(by))
    if newcomer is None or not _let_in(newcomer):
        raise CannotVouch
    Vouch.objects.create(newcomer=newcomer.code, by=by.code, kind=Vouch.Kind.VOUCHED)
    # Without the newcomer: events, kept longer than vouches, must not say who brought whom.
    events.record("vouch", actor=by)


def waiting_for(user: User) -> QuerySet[User]:
    """Newcomers whom `user` may let in: within their reach, and not invited by them."""
    invited = Vouch.objects.filter(by=user.code, kind=Vouch.Kind.INVITED)
    since = timezone.localdate() - WAITS_FOR
    waiting = members_vouchable_by(user).filter(vouched_on=None, joined_on__gte=since)
    return waiting.exclude(code__in=invited.values("newcomer"))


def _behind(code: str, members: QuerySet[User]) -> User | None:
    typed = readable_codes.tidy(code)
    return next((one for one in members if readable_codes.tidy(code_of(one)) == typed), None)


def _let_in(newcomer: User) -> bool:
    today = timezone.localdate()
    return bool(User.objects.filter(pk=newcomer.pk, vouched_on=None).update(vouched_on=today))


@dataclass(frozen=True)
class Suspended:
    """How many were suspended just now, and how many of the branch were left as they are."""

    count: int
    left: int


def find(*, pseudonym: str, by: User) -> User:
    """Return the member with exactly this pseudonym whom `by` may suspend.

    Raises `CannotSuspend`.
    """
    name = pseudonyms.tidy(pseudonym)
    member = members_suspendable_by(by).filter(pseudonym__iexact=name).first()
    if member is None:
        raise CannotSuspend
    return member


@transaction.atomic
def suspend_branch(*, root: User, by: User) -> Suspended:
    """Suspend `root` and everyone who came in through them, however many steps away.

    The branch ends where somebody stands whom `by` may not suspend, and at people with a
    trusted role, who are suspended one by one or not at all; they are counted as left. Nobody is
    erased: `reinstate` takes somebody back. Sessions end, invitations close, and so do the ways
    back that they asked or answered for. Suspending a branch again adds who came since. Raises
    `CannotSuspend`.
    """
    if not members_suspendable_by(by).filter(pk=root.pk).exists():
        raise CannotSuspend
    brought = _brought()
    codes = _reached(root.code, brought)
    common = members_suspendable_by(by).exclude(trusted()).filter(code__in=codes)
    free = {*common.values_list("code", flat=True), root.code}
    branch = _reached(root.code, brought, within=free)
    members = User.objects.active().filter(code__in=branch & free)
    suspended = list(members.select_for_update())
    User.objects.filter(pk__in=[one.pk for one in suspended]).update(is_active=False)
    MemberSession.objects.filter(user__in=suspended).delete()
    gone = [one.code for one in suspended]
    answered = Q(first_by__in=gone) | Q(second_by__in=gone)
    Recovery.objects.filter(Q(user__in=suspended) | answered, used_at=None).delete()
    Invitation.objects.filter(created_by__in=suspended, used_at=None).update(
        expires_at=timezone.now()
    )
    events.record_all("suspend", actor=by, subjects=suspended)
    left = User.objects.active().filter(code__in=branch - free).count()
    return Suspended(count=len(suspended), left=left)


@transaction.atomic
def reinstate(*, member: User, by: User) -> None:
    """Take one suspended member back; repeating changes nothing. Raises `CannotSuspend`."""
    if not members_suspendable_by(by).filter(pk=member.pk).exists():
        raise CannotSuspend
    if User.objects.filter(pk=member.pk, is_active=False).update(is_active=True):
        events.record("reinstate", actor=by, subject=member)


def _brought() -> dict[UUID, set[UUID]]:
    """Return who brought whom, as far as it is kept: one query, 90 days."""
    found: dict[UUID, set[UUID]] = {}
    for by, newcomer in Vouch.objects.values_list("by", "newcomer"):
        found.setdefault(by, set()).add(newcomer)
    return found


def _reached(
    root: UUID, brought: dict[UUID, set[UUID]], *, within: Collection[UUID] | None = None
) -> set[UUID]:
    """Return `root` and everyone reached from there; the way ends at people not in `within`."""
    reached, edge = {root}, [root]
    while edge:
        code = edge.pop()
        if within is None or code in within:
            new = brought.get(code, set()) - reached
            reached |= new
            edge.extend(new)
    return reached
