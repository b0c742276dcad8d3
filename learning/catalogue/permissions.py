"""Who may read which course."""

from django.contrib.auth.models import AnonymousUser
from wagtail.query import PageQuerySet

from learning.models import CoursePage
from people.accounts.permissions import is_member
from people.models import User

Access = CoursePage.Access


def _levels_open_to(user: User | AnonymousUser) -> set[str]:
    """Return the kinds of access that `user` has: strangers, and newcomers without a vouch, read
    open courses only."""
    return {Access.OPEN, Access.MEMBERS} if is_member(user) else {Access.OPEN}


def courses_visible_to(user: User | AnonymousUser) -> PageQuerySet:
    """Published courses that `user` may read, in all their languages."""
    return CoursePage.objects.live().filter(access__in=_levels_open_to(user))
