"""Who sees what of a pair, defined once: each filter for many also answers for one.

* A pair's contents belong to the two of them. When it ends, the mentor loses them at once; the
  mentee keeps what they worked for, provided that the pair had begun.
* A newcomer is in no pair: they would read a name.
* A coordinator sees that the pairs of their programmes exist, their dates and counts.
* A mentor reads the work of those whom they accompany now, and only what was handed in; when
  their role as a mentor is over, nothing more, even where no one ended the pair.
* A concern is read by safety officers, of whatever region; never by those of the organisation that
  it concerns, of its local cells or of the one it is a cell of, and by no one else, whatever other
  roles they have.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from mentorship.models import Pair
from mentorship.pairs.models import PairQuerySet
from mentorship.profiles.permissions import can_mentor
from people.accounts.permissions import is_newcomer
from people.models import AccessRecord, User


def pairs_mentored_by(user: User) -> PairQuerySet:
    """Open pairs of which `user` is the mentor, as long as they have that role."""
    if not can_mentor(user):
        return Pair.objects.none()
    return Pair.objects.filter(mentor=user, ended_at=None)


def pairs_readable_by(user: User) -> QuerySet[Pair]:
    """Pairs whose page, goals and meetings `user` may read."""
    if is_newcomer(user):
        return Pair.objects.none()
    kept_by_mentee = Q(mentee=user) & (Q(ended_at=None) | ~Q(started_at=None))
    pairs = Pair.objects.filter(kept_by_mentee) | pairs_mentored_by(user)
    return with_key(user, pairs.with_people())


def with_key(user: User, pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    """Add the pair's key, and `is_noted`: whether the access log has `user` for today already."""
    records = AccessRecord.objects.today_by(user, AccessRecord.What.NOTE)
    others = Q(subject=OuterRef("mentor")) | Q(subject=OuterRef("mentee"))
    return pairs.select_related("key").annotate(is_noted=Exists(records.filter(others)))


def can_read_notes(user: User, pair: Pair) -> bool:
    """Whether `user` may read the notes of `pair`; the same as `pairs_readable_by`, for one."""
    if is_newcomer(user):
        return False
    if user.pk == pair.mentee_id:
        return pair.is_open or pair.started_at is not None
    return user.pk == pair.mentor_id and pair.is_open and can_mentor(user)


def pairs_answerable_by(user: User) -> PairQuerySet:
    """Pairs to which `user` may say no or the end, whatever became of their role: anyone may go.

    Pairs that are over are among them, so that a late reply gets a sentence; their contents are
    never shown.
    """
    return Pair.objects.of(user)


def pairs_acceptable_by(user: User) -> PairQuerySet:
    """Pairs to which `user` may say yes: no mentor whose role rests or is over begins one."""
    is_over = Q(ended_at__isnull=False)
    return pairs_answerable_by(user).filter(Q(mentee=user) | is_over) | pairs_mentored_by(user)
