"""Who sees what of a pair, defined once: each filter for many also answers for one.

* A pair's contents belong to the two of them. When it ends, the mentor loses them at once; the
  mentee keeps what she worked for, provided that the pair had begun.
* A newcomer is in no pair: she would read a name.
* A coordinator sees that the pairs of her programmes exist, their dates and counts.
* A mentor reads the work of those whom she accompanies now, and only what was handed in; when her
  task as a mentor is over, nothing more, even where nobody ended the pair.
* A concern is read by safety officers, of whatever region; never by those of the organisation that
  it concerns, of its local cells or of the one it is a cell of, and by nobody else, whatever other
  tasks they have.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from mentorship.models import Pair
from people.accounts.permissions import is_newcomer
from people.models import AccessRecord, User
from people.roles.permissions import Role, has_role


def mentored_by(user: User) -> Q:
    """Open pairs of which `user` is the mentor, as long as she holds that task."""
    return Q(mentor=user, ended_at=None) if has_role(user, Role.MENTOR) else Q(pk__in=[])


def pairs_readable_by(user: User) -> QuerySet[Pair]:
    """Pairs whose page, goals and meetings `user` may read."""
    kept_by_mentee = Q(mentee=user) & (Q(ended_at=None) | ~Q(started_at=None))
    pairs = with_key(user, Pair.objects.with_people())
    if is_newcomer(user):
        return pairs.none()
    return pairs.filter(kept_by_mentee | mentored_by(user))


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
    return user.pk == pair.mentor_id and pair.is_open and has_role(user, Role.MENTOR)


def pairs_answerable_by(user: User) -> QuerySet[Pair]:
    """Pairs to which `user` may say no or the end, whatever became of her task: she may always go.

    Pairs that are over are among them, so that a late reply gets a sentence; their contents are
    never shown.
    """
    return Pair.objects.of(user)


def pairs_acceptable_by(user: User) -> QuerySet[Pair]:
    """Pairs to which `user` may say yes: no mentor whose task rests or is over begins one."""
    is_over = Q(ended_at__isnull=False)
    return pairs_answerable_by(user).filter(Q(mentee=user) | mentored_by(user) | is_over)
