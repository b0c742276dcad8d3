"""Who may read practice stories, and decide on them.

Their authors, always; editors those of others in their region or network, for as long as they
wait. What is published is for all members.
"""

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When

from learning.models import PublishedStory, Story
from people.accounts.permissions import is_newcomer
from people.models import AccessRecord, User
from people.roles.permissions import has_role, permissions_of, where_held
from people.roles.table import Role


def can_edit_stories(user: User) -> bool:
    """Whether `user` decides on stories of others: who publishes courses and guides."""
    return has_role(user, Role.EDITOR)


def stories_of(user: User) -> QuerySet[Story]:
    """The user's own, with what opens them."""
    return Story.objects.filter(user=user).select_related("user__key")


def stories_editable_by(user: User) -> QuerySet[Story]:
    """Those of members where `user` is an editor, oldest first. No one decides on their own."""
    if not can_edit_stories(user):
        return Story.objects.none()
    waiting = Story.objects.filter(_near(user), state=Story.State.WAITING, user__is_active=True)
    return waiting.exclude(user=user).order_by("sent_at")


def _near(user: User) -> Q:
    # With the role everywhere, also of members who have no organisation.
    if None in permissions_of(user).by_region.get(Role.EDITOR, ()):
        return Q()
    return where_held(user, Role.EDITOR, "user__organisation__")


def stories_decided_by(user: User) -> QuerySet[Story]:
    """Those on which `user` decided last. They read nothing of them any more: a form that is sent
    twice finds here that it was done."""
    return Story.objects.filter(decided_by=user).select_related("user__key")


def with_record(user: User, found: QuerySet[Story]) -> QuerySet[Story]:
    """Add the author with their key, and `is_noted`: whether the access log already has `user` for
    today."""
    today = AccessRecord.objects.today_by(user, AccessRecord.What.STORY)
    is_noted = Exists(today.filter(subject=OuterRef("user")))
    return found.select_related("user__key").annotate(is_noted=is_noted)


def published_stories(user: User) -> QuerySet[PublishedStory]:
    """What all members read, with `name`: the pseudonym of an author who wants it there. It is
    empty for the others, while an account is hidden or suspended, and for newcomers, who read no
    names."""
    if is_newcomer(user):
        return PublishedStory.objects.annotate(name=Value("", output_field=CharField()))
    shown = When(
        story__shows_name=True, story__user__is_active=True, then=F("story__user__pseudonym")
    )
    name = Case(shown, default=Value(""), output_field=CharField())
    return PublishedStory.objects.annotate(name=name)
