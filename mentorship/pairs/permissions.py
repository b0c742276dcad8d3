"""Who sees what of a pair. Each filter for many is also used for one.

* Only the two members of a pair read its contents. When it ends, the mentor loses access at once;
  the mentee keeps it, if the pair had begun.
* A pair of someone who is suspended or hidden rests: no one reads it until they are back.
* A newcomer is in no pair, because they would read a name.
* A coordinator sees the pairs of their programmes only with dates and counts.
* A mentor reads the work of their present mentees, and only what was handed in. When their role as
  a mentor is over, they read nothing more, even if no one ended the pair.
* Only safety officers, of any region, read a concern; never those of the organisation that it
  concerns, of its local cells or of the one it is a cell of.
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
    return Pair.objects.in_sight().filter(mentor=user, ended_at=None)


def pairs_readable_by(user: User) -> QuerySet[Pair]:
    """Pairs whose page, goals and meetings `user` may read."""
    if is_newcomer(user):
        return Pair.objects.none()
    kept_by_mentee = Q(mentee=user) & (Q(ended_at=None) | ~Q(started_at=None))
    pairs = Pair.objects.in_sight().filter(kept_by_mentee) | pairs_mentored_by(user)
    return with_key(user, pairs.with_people())


def ended_pairs_readable_by(user: User) -> QuerySet[Pair]:
    """Pairs that are over and whose goals and meetings `user` keeps, the latest first."""
    return pairs_readable_by(user).exclude(ended_at=None).order_by("-ended_at")


def with_key(user: User, pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    """Add the pair's key, and `is_noted`: whether the access log already has `user` for today."""
    return with_key_noted_in(AccessRecord.objects.today_by(user, AccessRecord.What.NOTE), pairs)


def with_key_noted_in(records: QuerySet[AccessRecord], pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    """Add the pair's key, and `is_noted`: whether one of the two is in these access records."""
    others = Q(subject=OuterRef("mentor")) | Q(subject=OuterRef("mentee"))
    return pairs.select_related("key").annotate(is_noted=Exists(records.filter(others)))


def can_read_notes(user: User, pair: Pair) -> bool:
    """Whether `user` may read the notes of `pair`; the same as `pairs_readable_by`, for one."""
    if is_newcomer(user) or not (pair.mentor.is_active and pair.mentee.is_active):
        return False
    if user.pk == pair.mentee_id:
        return pair.is_open or pair.started_at is not None
    return user.pk == pair.mentor_id and pair.is_open and can_mentor(user)


def pairs_answerable_by(user: User) -> PairQuerySet:
    """Pairs that `user` may decline or end, even without the role: anyone may leave a pair.

    They include pairs that are over, so that a late reply gets a sentence; their contents are never
    shown.
    """
    return Pair.objects.in_sight().of(user)


def pairs_acceptable_by(user: User) -> PairQuerySet:
    """Pairs to which `user` may say yes; a mentor needs the role in force for that."""
    is_over = Q(ended_at__isnull=False)
    return pairs_answerable_by(user).filter(Q(mentee=user) | is_over) | pairs_mentored_by(user)
