"""The access log, and a daily limit on reading lists of people.

The log has a row for each person who reads what a member shows to few people. The row is written
before anything is shown; if it cannot be written, nothing is shown.

A reader who reaches the daily limit sets off an alarm. The alarm names no one; the event has the
reader's code.

Days are in UTC. A day in the reader's time zone would reveal where they are, and changing the time
zone would start a new day.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.accounts.permissions import settled
from people.models import AccessRecord, Event, RoleGrant, User
from people.notices import kinds
from people.notices.actions import tell_all
from people.privacy import events
from people.privacy.register import Words
from people.roles.table import ALERTED, Role

# Enough for a coordinator's day of work, while copying a region takes many days.
PEOPLE_A_DAY = 40
KEPT_FOR = timedelta(days=180)
# A coordinator of many pairs would set off an alarm every day, and daily alarms are ignored.
NO_ALARM_AGAIN_FOR = timedelta(days=30)
TO_THE_END = "read_a_day_to_its_end"
# More than anyone reads; the member's own copy contains all of them.
LONGEST_LIST = 200

# The log never shows a reader's name, but the first of these roles that they hold now: a role of
# trust says the most about why they read, the administrator's role the least.
READERS: dict[str, Words] = {
    role: role.traits.reader
    for role in sorted(Role, key=lambda role: (role == Role.ADMIN, not role.traits.is_trusted))
    if role.traits.reader
}
# Translators: Answers “By whom”.
THEMSELVES = _("you")
THEIR_PAIR = _("the other person in your pair")
THEIR_GROUP = _("someone who did it with you")
NO_ROLE = _("someone who no longer has such a role")


@dataclass(frozen=True, slots=True)
class Roster:
    """Which members a list may show to its reader today, and whether any were left out."""

    shown: frozenset[int]
    is_cut: bool

    def has(self, *people: int) -> bool:
        """Whether all of these members, named by their primary keys, may be shown."""
        return self.shown.issuperset(people)


@dataclass(frozen=True, slots=True)
class Seen:
    """One row of the access log, as shown to the member it is about."""

    day: date
    what: str
    by: Words


def today() -> date:
    """Return today's date in UTC."""
    return timezone.now().date()


def record(*, actor: User, subjects: Iterable[User], what: str) -> None:
    """Record that `actor` reads `what` of each of `subjects`. Call it before they read it, or in
    the same transaction.

    Each subject gets one row a day, however often `actor` reads. Raises DatabaseError when it
    cannot be written; then nothing may be shown. One query.
    """
    _write(actor, [user.pk for user in subjects], what)


def record_all(*, actor: User, members: Iterable[int], what: str) -> None:
    """The same for members by their primary keys; `actor` themselves does not count."""
    _write(actor, [pk for pk in members if pk != actor.pk], what)


def roster(*, actor: User, rows: Iterable[Collection[int]]) -> Roster:
    """Decide which rows of a list of people `actor` may read today, and record the access.

    Each of `rows` holds the primary keys of all members on it. A row is shown whole or not at all,
    the first rows first. `actor` may read at most `PEOPLE_A_DAY` different members a day on all
    lists together. Members seen earlier that day are shown again, and `actor` does not count. When
    the limit is passed, administrators and safety officers are notified at once.
    """
    others = [frozenset(row) - {actor.pk} for row in rows]
    if not any(others):
        return Roster(frozenset({actor.pk}), is_cut=False)
    with transaction.atomic():
        # Locked, so that two pages opened at once share one limit.
        User.objects.select_for_update().get(pk=actor.pk)
        read = AccessRecord.objects.filter(actor=actor.code, day=today()).exclude(subject=actor.pk)
        # Under a handle no one is named.
        read = read.exclude(what=AccessRecord.What.RUN)
        seen = frozenset(read.values_list("subject", flat=True))
        for row in others:
            if len(seen | row) <= PEOPLE_A_DAY:
                seen |= row
        shown = seen & frozenset(chain(*others))
        _write(actor, sorted(shown), AccessRecord.What.ROSTER)
        if is_cut := any(not row <= seen for row in others):
            _raise_alarm(actor)
    return Roster(shown | {actor.pk}, is_cut=is_cut)


def readable(
    *, actor: User, members: QuerySet[User], first: Collection[int | None] = ()
) -> QuerySet[User]:
    """Return those of `members` whose names `actor` may read today in a list to choose from, and
    record the access; the `first` of them count first. Two queries and those of `roster`."""
    keys = sorted(members.values_list("pk", flat=True), key=lambda key: key not in first)
    return members.filter(pk__in=roster(actor=actor, rows=[[key] for key in keys]).shown)


def seen(*, user: User) -> list[Seen]:
    """Return the access log of `user`, the latest first; two queries at most."""
    records = list(user.access_records.order_by("-day", "-pk")[:LONGEST_LIST])
    roles = _roles_of({record.actor for record in records if record.actor})
    return [Seen(one.day, one.get_what_display(), _by(one, user, roles)) for one in records]


def forget_old() -> int:
    """Delete access records older than `KEPT_FOR`; return how many rows."""
    deleted, _rows = AccessRecord.objects.filter(day__lt=today() - KEPT_FOR).delete()
    return deleted


def _raise_alarm(actor: User) -> None:
    """Notify administrators and safety officers, unless `actor` set off an alarm lately."""
    lately = Event.objects.filter(kind=TO_THE_END, actor=actor.code)
    if lately.filter(day__gt=today() - NO_ALARM_AGAIN_FOR).exists():
        return
    events.record(TO_THE_END, actor=actor)
    holders = RoleGrant.objects.in_force().filter(role__in=ALERTED).values("user")
    watching = User.objects.active().filter(settled(), Q(pk__in=holders) | Q(is_superuser=True))
    keys = watching.exclude(pk=actor.pk).values_list("pk", flat=True)
    tell_all(keys, kind=kinds.MUCH_READ, key=str(uuid4()))


def _write(actor: User, subjects: Iterable[int], what: str) -> None:
    rows = [
        AccessRecord(subject_id=subject, actor=actor.code, what=what, day=today())
        for subject in subjects
    ]
    AccessRecord.objects.bulk_create(rows, ignore_conflicts=True)


def _roles_of(codes: set[UUID]) -> dict[UUID, set[str]]:
    grants = RoleGrant.objects.in_force().filter(user__code__in=codes)
    roles: dict[UUID, set[str]] = {}
    for code, role in grants.values_list("user__code", "role"):
        roles.setdefault(code, set()).add(role)
    return roles


def _by(record: AccessRecord, user: User, roles: dict[UUID, set[str]]) -> Words:
    if record.actor == user.code:
        return THEMSELVES
    if record.what == AccessRecord.What.NOTE:
        return THEIR_PAIR
    if record.what == AccessRecord.What.TOGETHER:
        return THEIR_GROUP
    held = roles.get(record.actor, set()) if record.actor else set()
    return next((words for role, words in READERS.items() if role in held), NO_ROLE)
