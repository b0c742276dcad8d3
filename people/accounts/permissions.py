"""Who is a member and who is a newcomer: as a question about one, or a filter for many.

The roles in force are read once, with the member, at the beginning of each request.
"""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from people.models import User
from people.time_zones import earliest_day


class MemberRequest(HttpRequest):
    """A request whose user is signed in; what `people.guards` hands on."""

    user: User
    # How much waits for the member, by the name of a page: `web.menu` shows it.
    waiting: dict[str, int]


def is_member(user: Any) -> bool:
    """Whether `user` is signed in and someone has vouched for them."""
    return isinstance(user, User) and user.is_vouched


def is_newcomer(user: User) -> bool:
    """Whether `user` is new: they read no pseudonym of another member, no list, no pair."""
    return user.is_newcomer


def settled(prefix: str = "") -> Q:
    """The opposite of `is_newcomer` as a filter; `prefix` leads to the member, such as “user__”.
    It waits until the last of the first days is over everywhere."""
    over = Q(**{f"{prefix}new_until": None}) | Q(**{f"{prefix}new_until__lt": earliest_day()})
    return over & Q(**{f"{prefix}vouched_on__isnull": False})
