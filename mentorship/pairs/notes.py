"""A pair's notes: sealed under the pair's key, and opened only for its two members."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from mentorship.models import Goal, Meeting, Message, Pair, PairKey
from mentorship.pairs.models import Note
from mentorship.pairs.permissions import can_read_notes, pairs_readable_by
from people import sealing
from people.models import AccessRecord, User
from people.privacy import access_log
from web.errors import NotAllowed

SHOWN_MEETINGS = 20


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of a pair, each with its text."""

    goals: list[tuple[Goal, str]]
    meetings: list[tuple[Meeting, str]]


def seal(note: Note, words: str) -> None:
    """Seal `words` into `note`, which is not saved yet; call it in the action that saves it.

    The pair gets its key with its first note.
    """
    key, _is_new = PairKey.objects.get_or_create(pair=note.pair, defaults=sealing.new_wrapped_key())
    note.sealed_text = sealing.seal(key, words, context=note.place)


def words_of(note: Note) -> str:
    """Return the words of `note`. Nothing else opens them. The caller checks who may read them."""
    return sealing.unseal(note.pair.key, note.sealed_text, context=note.place)


def read(*, pair: Pair, by: User) -> Notes:
    """Return the goals and the latest meetings of `pair`; the access log records that `by` read
    them.

    Two queries, and one more the first time each day. `pair` comes from `pairs_readable_by`. Raises
    `NotAllowed` unless `by` is one of the two and, on the mentor's side, still a mentor.
    """
    if not can_read_notes(by, pair):
        raise NotAllowed
    _note_readers([pair], by)
    return Notes(
        [(goal, words_of(goal)) for goal in pair.goals.all()],
        [(meeting, words_of(meeting)) for meeting in pair.meetings.all()[:SHOWN_MEETINGS]],
    )


def read_messages(*, pair: Pair, by: User, most: int) -> list[tuple[Message, str]]:
    """Return the latest messages of `pair` that have not expired, the newest first, each with its
    text; the same conditions and queries as `read`, with one query less."""
    if not can_read_notes(by, pair):
        raise NotAllowed
    _note_readers([pair], by)
    return [(message, words_of(message)) for message in pair.messages.readable()[:most]]


def narrow_copy(user: User, found: QuerySet) -> QuerySet:
    """Return the goals, meetings or messages of `found` for the copy of `user`: those of pairs that
    they may read now. The access log of the other member records it."""
    pairs = pairs_readable_by(user).filter(pk__in=found.values("pair"))
    _note_readers(list(pairs), user)
    return found.filter(pair__in=pairs.values("pk"))


def without_resting(user: User, found: QuerySet) -> QuerySet:
    """Return the pairs of `found` for the copy of `user`: not those that rest."""
    return found.filter(pk__in=Pair.objects.in_sight().values("pk"))


def next_goals(*, pairs: Iterable[Pair], by: User) -> dict[int, str]:
    """Return primary key → words of the next goal, for running `pairs` that have one.

    No query, except the first time each day. `pairs` come from `with_contents`.
    """
    told = [pair for pair in pairs if _can_be_told(pair, by)]
    _note_readers(told, by)
    return {pair.pk: words_of(_next_goal(pair)) for pair in told}


def _can_be_told(pair: Any, by: User) -> bool:
    return pair.is_live and pair.goal_code is not None and can_read_notes(by, pair)


def _next_goal(pair: Any) -> Goal:
    return Goal(pair=pair, code=pair.goal_code, sealed_text=pair.sealed_goal)


def note_reading(*, pair: Pair, by: User) -> None:
    """Record that `by` reads what the two agreed on, for pages that open no sealed text.

    No query, except the first time each day. Raises `NotAllowed` as `read` does."""
    if not can_read_notes(by, pair):
        raise NotAllowed
    _note_readers([pair], by)


def _note_readers(pairs: list[Pair], by: User) -> None:
    """Record in the access log that `by` reads, unless `pairs` show that it has today's row."""
    others = [pair.other(by) for pair in pairs if not getattr(pair, "is_noted", False)]
    if others:
        access_log.record(actor=by, subjects=others, what=AccessRecord.What.NOTE)
