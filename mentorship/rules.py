"""Who sees what of mentoring, said once: each filter for many also answers for one.

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

from django.db.models import Q, QuerySet

from learning.models import Submission
from mentorship.concern_models import Concern, ConcernQuerySet
from mentorship.models import Pair, Programme
from people.models import User
from people.rules import Role, coordinated_region_ids, has_role, is_newcomer, roles_of


def coordinates_everywhere(user: User) -> bool:
    """Whether she coordinates without limit to a region: then also programmes for all regions."""
    return None in roles_of(user).get(Role.COORDINATOR, set())


def managed_programmes(user: User) -> QuerySet[Programme]:
    """Programmes of the regions that `user` coordinates."""
    programmes = Programme.objects.select_related("region")
    if coordinates_everywhere(user):
        return programmes
    return programmes.filter(region__in=coordinated_region_ids(user))


def as_mentor(user: User) -> Q:
    """Open pairs of which `user` is the mentor, as long as she holds that task."""
    return Q(mentor=user, ended_at=None) if has_role(user, Role.MENTOR) else Q(pk__in=[])


def readable_pairs(user: User) -> QuerySet[Pair]:
    """Pairs whose page, goals and meetings `user` may read."""
    kept_by_mentee = Q(mentee=user) & (Q(ended_at=None) | ~Q(started_at=None))
    pairs = Pair.objects.with_people().to_read(user)
    if is_newcomer(user):
        return pairs.none()
    return pairs.filter(kept_by_mentee | as_mentor(user))


def reads_notes(user: User, pair: Pair) -> bool:
    """Whether `user` may read the notes of `pair`; the same as `readable_pairs`, for one."""
    if is_newcomer(user):
        return False
    if user.pk == pair.mentee_id:
        return pair.is_open or pair.started_at is not None
    return user.pk == pair.mentor_id and pair.is_open and has_role(user, Role.MENTOR)


def answerable_pairs(user: User) -> QuerySet[Pair]:
    """Pairs to which `user` may say no or the end, whatever became of her task: she may always go.

    Those that are over are among them, so that a late answer gets a sentence; no contents of them
    are ever shown.
    """
    return Pair.objects.of(user)


def acceptable_pairs(user: User) -> QuerySet[Pair]:
    """Pairs to which `user` may say yes: no mentor whose task rests or is over begins one."""
    is_over = Q(ended_at__isnull=False)
    return answerable_pairs(user).filter(Q(mentee=user) | as_mentor(user) | is_over)


def reviewable_submissions(user: User) -> QuerySet[Submission]:
    """Work that was handed in by those whom `user` accompanies now."""
    return Submission.objects.exclude(state=Submission.State.DRAFT).filter(
        enrolment__user__in=Pair.objects.live().filter(as_mentor(user)).values("mentee")
    )


def reads_concern(user: User, concern: Concern) -> bool:
    """Whether `user` may read and answer `concern`; the same as `readable_concerns`, for one."""
    concerned, own = concern.organisation, user.organisation
    if not has_role(user, Role.SAFETY) or concern.is_over:
        return False
    if concerned is None or own is None:
        return True
    return concerned != own and own.part_of_id != concerned.pk and concerned.part_of_id != own.pk


def readable_concerns(user: User) -> ConcernQuerySet:
    """Concerns that are kept and that `user` may read and answer."""
    if not has_role(user, Role.SAFETY):
        return Concern.objects.none()
    return Concern.objects.kept().not_about(user.organisation_id)
