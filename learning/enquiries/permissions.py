"""Who may read the questions that learners ask, and answer them.

Their authors, for as long as they are kept, and those who stand in (`learning.standing_in`), for as
long as they wait. The mentor of the author does not: a question is about the lesson.
"""

from django.db.models import Exists, OuterRef, QuerySet

from learning.models import Enquiry
from learning.standing_in.permissions import AUTHOR, can_stand_in, stood_in_for_by
from people.models import AccessRecord, User


def enquiries_of(user: User) -> QuerySet[Enquiry]:
    """The user's own, with what opens them."""
    mine = Enquiry.objects.filter(enrolment__user=user)
    return mine.select_related(f"{AUTHOR}__key")


def enquiries_answerable_by(user: User) -> QuerySet[Enquiry]:
    """Those that wait for `user`, oldest first."""
    waiting = Enquiry.objects.waiting()
    return waiting.filter(stood_in_for_by(user)) if can_stand_in(user) else waiting.none()


def enquiries_answered_by(user: User) -> QuerySet[Enquiry]:
    """Those that `user` answered. They read nothing of them any more: a form that is sent twice
    finds here that it was done."""
    return Enquiry.objects.filter(answered_by=user).select_related(f"{AUTHOR}__key")


def with_record(user: User, found: QuerySet[Enquiry]) -> QuerySet[Enquiry]:
    """Add the author with their key, and `is_noted`: whether the access log already has `user` for
    today."""
    today = AccessRecord.objects.today_by(user, AccessRecord.What.ENQUIRY)
    is_noted = Exists(today.filter(subject=OuterRef(AUTHOR)))
    return found.select_related(f"{AUTHOR}__key").annotate(is_noted=is_noted)
