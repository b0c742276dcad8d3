"""Vouching: a second person lets a newcomer in, and a whole branch can be suspended."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people import readable_codes
from people.models import Hiding, Invitation, MemberSession, Organisation, Recovery, User, Vouch
from people.notices import kinds
from people.notices.actions import tell_all
from people.privacy import events, register
from people.roles import telling
from people.vouching import vouchers
from people.vouching.permissions import (
    can_vouch,
    members_suspendable_by,
    newcomers_vouchable_by,
    trusted,
)
from people.vouching.vouchers import MOST
from web.errors import NotAllowed, TooMany
from web.reading.spelling import letters_and_digits

# 8 characters have 39 bits: short enough to read out, and enough against a signed-in member, who is
# slowed down after a few tries.
GROUPS = 2
SALT = b"vouch:"
# A second person vouches for a newcomer within this time, or the newcomer is erased.
WAITS_FOR = timedelta(days=14)
KEPT_FOR = timedelta(days=90)


class CannotVouch(NotAllowed):
    """This member cannot vouch for the owner of a code, or there is none. The sentence does not
    say which."""

    sentence = _(
        "You cannot vouch for the person with this code. Check the code with them. If it is "
        "right, someone else has to vouch: not the person who invited them, but someone from "
        "their group, a coordinator of their region or network, or an administrator."
    )


class VouchedTooOften(TooMany):
    """This member has vouched for as many newcomers as allowed."""

    sentence = _(
        "You have vouched for as many newcomers as one person can for now. Another member can do "
        "it."
    )


class CannotSuspend(NotAllowed):
    """This person may not suspend that member, or there is no such member."""

    sentence = _("No one you may suspend has exactly this pseudonym. Check the pseudonym.")


def code_of(newcomer: User) -> str:
    """Return the code that a newcomer reads out. It is not stored."""
    return readable_codes.code_for(newcomer.code, groups=GROUPS, salt=SALT)


@transaction.atomic
def vouch(*, code: str, by: User) -> None:
    """Let in the newcomer who read out `code`; vouching for them again changes nothing.

    Raises `VouchedTooOften`, and the same `CannotVouch` for a wrong code, for someone that `by`
    invited and for someone out of their reach. If two people vouch at once, one vouch is kept.
    """
    # Locked while the member's vouches are counted, so that two at once count as two.
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
    newcomer.refresh_from_db(fields=["vouched_on"])
    for grant in newcomer.roles.all():
        telling.tell_given(grant, by=by)
    # Without the newcomer: events outlive vouches, and must not show who brought whom.
    events.record("vouch_alone" if _has_invited(by, newcomer) else "vouch", actor=by)


def waiting_for(user: User) -> QuerySet[User]:
    """Newcomers that `user` may vouch for: within their reach, and not invited by them, unless no
    one else has the standing to vouch (docs/threat-model.md says why then)."""
    invited = Vouch.objects.filter(by=user.code, kind=Vouch.Kind.INVITED).values("newcomer")
    today = timezone.localdate()
    waiting = newcomers_vouchable_by(user).filter(vouch_until__gte=today)
    own = list(waiting.filter(code__in=invited).select_related("organisation"))
    counted = vouchers.for_newcomers(own)
    left = [one.pk for one in own if one.pk in counted and counted[one.pk].is_left_to_inviter]
    return waiting.filter(~Q(code__in=invited) | Q(pk__in=left))


def _has_invited(user: User, newcomer: User) -> bool:
    invited = Vouch.objects.filter(by=user.code, kind=Vouch.Kind.INVITED)
    return invited.filter(newcomer=newcomer.code).exists()


def wait_longer() -> int:
    """Give newcomers for whom no one could vouch today as much time as at the beginning, and tell
    those who coordinate their organisation; return how many newcomers. Safe to run twice a day."""
    waiting = User.objects.active().filter(vouched_on=None, organisation__isnull=False)
    newcomers = list(waiting.select_related("organisation"))
    counted = vouchers.for_newcomers(newcomers)
    stuck = [one for one in newcomers if not counted[one.pk]]
    until = timezone.localdate() + WAITS_FOR
    User.objects.filter(pk__in=[one.pk for one in stuck]).update(vouch_until=until)
    for organisation in {one.organisation for one in stuck if one.organisation}:
        _tell_of_stuck(organisation)
    return len(stuck)


def _tell_of_stuck(organisation: Organisation) -> None:
    """Tell who coordinates the organisation, or else the administrators, once a month."""
    key = f"{organisation.code}:{timezone.localdate():%Y-%m}"
    told = vouchers.coordinators_of(organisation) or vouchers.administrators()
    tell_all(told, kind=kinds.NO_VOUCHER, key=key)


def forget_old() -> int:
    """Delete vouches after 90 days, but not the word on who invited a newcomer who still waits;
    return how many."""
    waiting = User.objects.filter(vouched_on=None).values("code")
    old = Vouch.objects.filter(day__lt=timezone.localdate() - KEPT_FOR)
    deleted, _rows = old.exclude(newcomer__in=waiting).delete()
    return deleted


def _behind(code: str, members: QuerySet[User]) -> User | None:
    typed = letters_and_digits(code)
    return next((one for one in members if letters_and_digits(code_of(one)) == typed), None)


def _let_in(newcomer: User) -> bool:
    today = timezone.localdate()
    return bool(User.objects.filter(pk=newcomer.pk, vouched_on=None).update(vouched_on=today))


@dataclass(frozen=True)
class Suspended:
    """How many members were suspended just now, and how many of the branch were left alone."""

    count: int
    left: int


def find(*, pseudonym: str, by: User) -> User:
    """Return the member with exactly this pseudonym if `by` may suspend them.

    Raises `CannotSuspend`.
    """
    members: Any = members_suspendable_by(by)
    member: User | None = members.called(pseudonym).first()
    if member is None:
        raise CannotSuspend
    return member


@transaction.atomic
def suspend_branch(*, root: User, by: User) -> Suspended:
    """Suspend `root` and everyone who joined through them, at any distance.

    The branch ends at people that `by` may not suspend, and at people with a role of trust, who can
    only be suspended one by one; these count as left. No one is erased: `reinstate` takes a member
    back. The members' sessions end, and their invitations close, as do the recoveries that they
    asked for or vouched for. Members who hide are suspended too, so that they cannot come back, and
    are not counted. Suspending a branch again adds those who joined since. Raises `CannotSuspend`.
    """
    if not members_suspendable_by(by).filter(pk=root.pk).exists():
        raise CannotSuspend
    brought = _brought()
    codes = _reached(root.code, brought)
    common = members_suspendable_by(by).exclude(trusted()).filter(code__in=codes)
    free = {*common.values_list("code", flat=True), root.code}
    branch = _reached(root.code, brought, within=free)
    # Locked before it is read who is active: no one comes back, or hides, in between.
    members = list(User.objects.filter(code__in=branch & free).order_by("pk").select_for_update())
    suspended = [one for one in members if one.is_active]
    Hiding.objects.filter(user__in=members).update(is_suspended=True)
    shut(suspended)
    events.record_all("suspend", actor=by, subjects=suspended)
    register.settle_losses([one.pk for one in suspended])
    left = User.objects.active().filter(code__in=branch - free).count()
    return Suspended(count=len(suspended), left=left)


def shut(members: list[User]) -> None:
    """Make accounts inactive, end their sessions, and close their invitations and the recoveries
    that they asked for or vouched for. Call it in the transaction of the action, which also calls
    `register.settle_losses`."""
    User.objects.filter(pk__in=[one.pk for one in members]).update(is_active=False)
    MemberSession.objects.filter(user__in=members).delete()
    gone = [one.code for one in members]
    answered = Q(first_by__in=gone) | Q(second_by__in=gone)
    Recovery.objects.filter(Q(user__in=members) | answered, used_at=None).delete()
    Invitation.objects.filter(created_by__in=members, used_at=None).update(
        expires_at=timezone.now()
    )


@transaction.atomic
def reinstate(*, member: User, by: User) -> None:
    """Take one suspended member back; repeating changes nothing. Raises `CannotSuspend`.

    A hidden account stays hidden: only its member brings it back.
    """
    if not members_suspendable_by(by).filter(pk=member.pk).exists():
        raise CannotSuspend
    User.objects.select_for_update().get(pk=member.pk)
    hidden = Hiding.objects.filter(user=member)
    is_back = hidden.filter(is_suspended=True).update(is_suspended=False)
    if not hidden.exists():
        is_back = User.objects.filter(pk=member.pk, is_active=False).update(is_active=True)
    if is_back:
        events.record("reinstate", actor=by, subject=member)


def _brought() -> dict[UUID, set[UUID]]:
    """Return who brought whom in the last 90 days, for which it is kept; one query."""
    found: dict[UUID, set[UUID]] = {}
    for by, newcomer in Vouch.objects.values_list("by", "newcomer"):
        found.setdefault(by, set()).add(newcomer)
    return found


def _reached(
    root: UUID, brought: dict[UUID, set[UUID]], *, within: Collection[UUID] | None = None
) -> set[UUID]:
    """Return `root` and everyone reached from there, stopping at people not in `within`."""
    reached, edge = {root}, [root]
    while edge:
        code = edge.pop()
        if within is None or code in within:
            new = brought.get(code, set()) - reached
            reached |= new
            edge.extend(new)
    return reached
