"""What happens to learning when members leave, or may see less than before."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import get_language
from wagtail.models import Page

from learning.catalogue.outline import EVER_SHOWN
from learning.models import CourseRun, Enquiry, Submission
from learning.runs import actions as runs
from learning.stories import actions as stories
from people.models import User
from people.notices.actions import delete_about
from people.privacy.register import Loss


def titles(keys: Collection[UUID]) -> dict[UUID, str]:
    """Return the titles of courses and lessons that are or were published, in the active language
    or else in any other."""
    pages = Page.objects.filter(EVER_SHOWN, translation_key__in=keys).order_by("-pk")
    found: dict[UUID, str] = {}
    for key, language, title in pages.values_list(
        "translation_key", "locale__language_code", "title"
    ):
        if language == get_language() or key not in found:
            found[key] = title
    return found


def delete_notices(user: User) -> None:
    """Delete other members' notices about the work and the questions of `user`."""
    for model in (Submission, Enquiry):
        codes = model.objects.filter(enrolment__user=user).values("code")
        delete_about(codes, except_for=[user])


def give_run_places_back(user: User) -> None:
    """Take the member out of course runs, so that the waiting lists move up."""
    for run in CourseRun.objects.filter(places__user=user).order_by("pk"):
        runs.leave(user=user, run=run)


def let_stories_go(user: User) -> None:
    """Take what was published of their stories off the list, except where it may stay."""
    stories.let_go(user)


def follow(loss: Loss) -> None:
    """Free the places in course runs that these members cannot use any more."""
    runs.free_lost(members=loss.members)
