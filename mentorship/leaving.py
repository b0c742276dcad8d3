"""What happens to pairs and matching when a member leaves."""

from django.db.models import Q

from mentorship import notices
from mentorship.meetings import endings
from mentorship.models import Draft, Pair, PlannedMeeting, Run
from mentorship.pairs import actions as pairing
from people.models import Notice, User
from people.notices.actions import delete_about, tell
from people.privacy.register import Loss


def end_pairs(user: User) -> None:
    """End running and proposed pairs; the other person reads one neutral sentence about it.

    Other members' notices about these pairs are deleted: they would lead nowhere.
    """
    pairs = Pair.objects.of(user)
    for pair in pairs.open().with_people():
        other = pair.other(user)
        pairing.end(pair=pair, user=user)
        tell(other, kind=notices.PAIR_ENDED, key=str(pair.code))
    delete_about(pairs.values("code"), except_for=[user])


def rest(loss: Loss) -> None:
    """Delete what the others were told of pairs that rest now: it would lead nowhere. Close their
    rooms: someone may be inside."""
    gone = User.objects.filter(pk__in=loss.members, is_active=False).values("pk")
    pairs = Pair.objects.filter(Q(mentor__in=gone) | Q(mentee__in=gone)).order_by()
    delete_about(pairs.values("code"), except_for=gone)
    for meeting in PlannedMeeting.objects.open().filter(pair__in=pairs.values("pk")):
        endings.close_room(meeting)


def miss_a_mentor(loss: Loss) -> None:
    """Tell the mentees of those who are no longer mentors, and call off what was agreed: only the
    mentee still reads the pair. What was only proposed is closed, so that another mentor can be.
    Who is suspended or hidden keeps the role, and their pairs rest. A pair that rests for another
    reason loses its mentor as well: no one would look at it again when the other one is back.
    """
    for pair in Pair.objects.open().filter(mentor__in=loss.members).order_by("pk"):
        pairing.lose_the_mentor(pair=pair)


def find_mentors_again() -> None:
    """Take back that a mentor is gone where they have the role again."""
    told = Notice.objects.filter(kind=notices.MENTOR_GONE.name).values("subject_code")
    for pair in Pair.objects.open().filter(code__in=told).order_by("pk"):
        pairing.find_the_mentor(pair=pair)


def leave_the_matching(user: User) -> None:
    """Remove the member's code from drafts and alternatives for other members."""
    code = str(user.code)
    for draft in Draft.objects.exclude(mentor=user).exclude(mentee=user):
        kept = [other for other in draft.alternatives if other.get("mentor") != code]
        if len(kept) != len(draft.alternatives):
            draft.alternatives = kept
            draft.save(update_fields=["alternatives"])
    for run in Run.objects.filter(unmatched__has_key=code):
        del run.unmatched[code]
        run.save(update_fields=["unmatched"])
