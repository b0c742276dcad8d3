"""Who may read which course."""

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from wagtail.query import PageQuerySet

from learning.models import CoursePage
from people.accounts.permissions import is_member
from people.models import User

Access = CoursePage.Access
TO_STRANGERS = frozenset({Access.OPEN.value})
TO_MEMBERS = TO_STRANGERS | {Access.MEMBERS.value}


def levels_open_to(user: User | AnonymousUser) -> frozenset[str]:
    """Return the kinds of access that `user` has: strangers, and newcomers without a vouch, read
    open courses only."""
    return TO_MEMBERS if is_member(user) else TO_STRANGERS


def open_at(levels: Collection[str]) -> PageQuerySet:
    """Published courses, in all their languages, whose access is one of `levels`."""
    return CoursePage.objects.live().filter(access__in=sorted(levels))


def courses_visible_to(user: User | AnonymousUser) -> PageQuerySet:
    """Published courses that `user` may read, in all their languages."""
    return open_at(levels_open_to(user))
