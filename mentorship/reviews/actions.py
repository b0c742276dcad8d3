"""Reviews: mentors, and those who stand in for them, comment on what members hand in."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from learning.exercises import actions as exercises
from learning.models import Review, Submission
from learning.standing_in.actions import tell_each, tell_one
from mentorship import notices
from mentorship.models import Pair
from mentorship.pairs.permissions import pairs_mentored_by
from mentorship.reviews.permissions import submissions_reviewable_by
from people.models import AccessRecord, RoleGrant, User
from people.notices.actions import take_back
from people.privacy import access_log
from people.roles.table import Role
from web.errors import NotAllowed


def waiting_for(user: User) -> QuerySet[Submission]:
    """Return the work that waits for `user`, oldest first; one query, with the authors."""
    waiting: QuerySet[Submission] = submissions_reviewable_by(user).waiting()  # type: ignore[attr-defined]
    return waiting.select_related("enrolment__user")


def tell_mentors() -> None:
    """Notify mentors of work that waits for them, once for each round; safe to run at any time.

    It searches for waiting work instead of being called by `learning`, which knows no mentors. So
    nothing is lost when a pair begins after the work was handed in.
    """
    mentors = RoleGrant.objects.in_force().filter(role=Role.MENTOR)
    waiting = (
        Pair.objects.live()
        .in_sight()
        .filter(mentor__in=mentors.values("user"))
        .filter(mentee__enrolments__submissions__state=Submission.State.SENT)
        .values_list(
            "mentor",
            "mentee__enrolments__submissions__code",
            "mentee__enrolments__submissions__sent_at",
        )
    )
    for mentor, code, sent_at in waiting:
        tell_one(mentor, kind=notices.EXERCISE_SENT, code=code, sent_at=sent_at)


def tell_stand_ins() -> None:
    """Notify facilitators and coordinators of the work that waits longest for them, and take back
    what is not theirs to review any more; safe to run at any time."""
    tell_each(kind=notices.EXERCISE_SENT, waiting_for=waiting_for)


@transaction.atomic
def open_work(*, work: Submission, reader: User) -> None:
    """Record that `reader` reads `work`, before they do. Raises `NotAllowed` when its author has
    taken it back meanwhile, and DatabaseError when it cannot be recorded."""
    author = work.enrolment.user
    access_log.record(actor=reader, subjects=[author], what=AccessRecord.What.WORK)
    if not exercises.mark_read(work):
        raise NotAllowed


@transaction.atomic
def review(*, submission: Submission, reviewer: User, verdict: str, text: str, key: UUID) -> Review:
    """Review `submission`. `key` is the form's own: the same form sent twice is kept once.

    Raises `NotAllowed` unless `reviewer` may review it (`submissions_reviewable_by`), and whatever
    `learning.exercises.actions.review` raises when the work cannot be reviewed now.
    """
    pairs = pairs_mentored_by(reviewer).live().filter(mentee=submission.enrolment.user_id)
    # Locked, so that the pair cannot end between this check and saving the review.
    is_mentor = bool(list(pairs.select_for_update()))
    if not is_mentor and not submissions_reviewable_by(reviewer).filter(pk=submission.pk).exists():
        raise NotAllowed
    written = exercises.review(
        submission=submission, reviewer=reviewer, verdict=verdict, text=text, key=key
    )
    if written.verdict != Review.Verdict.COMMENT:
        take_back(None, kinds=[notices.EXERCISE_SENT], code=submission.code)
    return written
