"""Who may do what, said once: a question about one member, or a filter for many.

The roles in force are read with the member at the beginning of each request, and no later.
"""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from people.models import User


class MemberRequest(HttpRequest):
    """A request whose user is signed in; what `people.guards` hands on."""

    user: User


def is_member(user: Any) -> bool:
    """Whether `user` is signed in and somebody has vouched for her; before that she only waits."""
    return isinstance(user, User) and user.vouched_on is not None


def is_newcomer(user: User) -> bool:
    """Whether nobody has vouched for her yet or her first days are not over.

    A newcomer reads nobody's name: no pseudonym of another member, no list, no pair.
    """
    is_new = user.new_until is not None and user.new_until >= timezone.localdate()
    return is_new or not is_member(user)


def settled(prefix: str = "") -> Q:
    """The opposite of `is_newcomer` as a filter; `prefix` leads to the member, as «user__»."""
    over = Q(**{f"{prefix}new_until": None}) | Q(**{f"{prefix}new_until__lt": timezone.localdate()})
    return over & Q(**{f"{prefix}vouched_on__isnull": False})
