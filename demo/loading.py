"""The demo: invented people in three regions that must not see each other.

What members do is done through the site's actions, and dated back. The people themselves, their
organisations and the figures of a region are written as rows.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from demo import (
    concerns,
    courses,
    exercises,
    members,
    organisations,
    pairs,
    runs,
    webinars,
)
from demo.members import SIGN_INS, called
from demo.written import enquiries, stories
from learning.exchange.starter.load import load as load_starter_course
from learning.models import CourseRun, Enquiry, Enrolment, GuidePage, Story, Submission
from mentorship.models import Pair
from people.models import User
from people.networks import actions as networks
from safety.models import Concern
from webinars.models import Webinar

OLDER = "The demo's people come from an older version of the code. Start over: make demo-reset"


@dataclass(frozen=True)
class Loaded:
    """The result for the command: whether the demo was made, the passphrase if it is known, and who
    can still sign in, because the demo's people can erase their accounts: the pseudonyms by the
    names to sign in with."""

    is_new: bool
    passphrase: str
    sign_ins: dict[str, str]


def load(*, passphrase: str = "", say: Callable[[str], None] = lambda line: None) -> Loaded:
    """Make the missing parts of the demo. Without a passphrase one is made on the first load.

    `say` is called with a line for each part that was made, because the whole takes some seconds.
    Raises RuntimeError in production, where anyone could sign in as the demo's people, and where
    the people are those of an older demo.
    """
    if settings.PRODUCTION:
        raise RuntimeError("Demo people do not belong into production.")
    is_new = not User.objects.filter(pseudonym__in=SIGN_INS.values()).exists()
    if is_new and User.objects.exists():
        raise RuntimeError(OLDER)
    if is_new:
        passphrase = passphrase or "-".join(secrets.token_hex(2) for _ in range(5))
        _make(passphrase, say)
    elif passphrase:
        members.give_passphrase(passphrase)
    webinars.plan_next()
    there = set(User.objects.active().values_list("pseudonym", flat=True))
    return Loaded(
        is_new=is_new,
        passphrase=passphrase,
        sign_ins={name: pseudonym for name, pseudonym in SIGN_INS.items() if pseudonym in there},
    )


@transaction.atomic
def _make(passphrase: str, say: Callable[[str], None]) -> None:
    """Make everything in one transaction, so that an interrupted first start begins again."""
    networks.load()
    homes = organisations.make()
    groups = members.make(homes)
    members.give_passphrase(passphrase)
    say(f"{len(homes)} organisations, {User.objects.count()} people")
    load_starter_course(owner=called("editor"))
    members.open_studio()
    course = courses.course()
    courses.make_figures(course, groups)
    say(f"1 course in 2 languages, {Enrolment.objects.count()} people who take it")
    courses.make_guides()
    say(f"{GuidePage.objects.live().count()} guides in the library")
    webinars.make(groups)
    say(f"{Webinar.objects.count()} webinars, and one that begins soon")
    pairs.make(groups)
    exercises.make(course)
    say(f"{Pair.objects.count()} pairs, {Submission.objects.count()} exercises")
    enquiries.make(course)
    say(f"{Enquiry.objects.count()} questions about lessons")
    stories.make()
    say(f"{Story.objects.count()} practice stories")
    runs.make(course, groups)
    say(f"{CourseRun.objects.count()} course runs")
    concerns.make(homes)
    say(f"{Concern.objects.count()} concerns")
