"""Who may propose a common question, and who may check one.

A facilitator or a coordinator may propose one after they answered a question whose author agreed;
an editor checks it, never the person who wrote it.
"""

from django.db.models import QuerySet

from learning.enquiries.permissions import enquiries_answered_by
from learning.models import CommonQuestion, Enquiry
from learning.standing_in.permissions import can_stand_in
from people.accounts.permissions import is_newcomer
from people.models import User
from people.roles.permissions import has_role
from people.roles.table import Role


def enquiries_shareable_by(user: User) -> QuerySet[Enquiry]:
    """Questions that `user` answered and whose author agreed to a new text for everyone."""
    answered = enquiries_answered_by(user).filter(is_shareable=True)
    return (
        answered.filter(enrolment__user__is_active=True) if can_stand_in(user) else answered.none()
    )


def can_check(user: User) -> bool:
    """Whether `user` may check what others propose."""
    return not is_newcomer(user) and has_role(user, Role.EDITOR)


def common_questions_checkable_by(user: User) -> QuerySet[CommonQuestion]:
    """Those that `user` may publish, change, take down and delete."""
    found = CommonQuestion.objects.exclude(written_by=user)
    return found if can_check(user) else found.none()
