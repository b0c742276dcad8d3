"""The demo: invented people with role names, in three regions that must not see each other.

What members do is done through the site's actions. The people themselves, their organisations and
the figures of a region are written as rows.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from demo import courses, dates, members, organisations, webinars
from demo.members import SIGN_INS, Role
from demo.organisations import AFRICA
from learning.catalogue import contents
from learning.catalogue.outline import Course
from learning.exchange.starter.load import load as load_starter_course
from learning.exercises import actions as exercises
from learning.progress import actions as progress_actions
from learning.questions import actions as questions
from mentorship.matching.scoring import Weights
from mentorship.meetings import actions as agreeing
from mentorship.messages import actions as messages
from mentorship.models import Pair, Programme
from mentorship.pairs import actions as pairing
from mentorship.pairs import goals, meetings
from mentorship.pairs.meetings import Meeting
from mentorship.profiles import actions as profiles
from mentorship.profiles.actions import Answers
from mentorship.programmes import actions as programmes
from people.models import Region, User
from people.networks import actions as networks
from people.time_zones import zone


@dataclass(frozen=True)
class Loaded:
    """The result for the command: whether the demo was made, the passphrase if it is known, and who
    can still sign in, because the demo's people can erase their accounts."""

    is_new: bool
    passphrase: str
    sign_ins: list[str]


def load(*, passphrase: str = "") -> Loaded:
    """Make the missing parts of the demo. Without a passphrase one is made on the first load.

    Raises RuntimeError in production, where anyone could sign in as the demo's people.
    """
    if settings.PRODUCTION:
        raise RuntimeError("Demo people do not belong into production.")
    is_new = not User.objects.filter(pseudonym__in=SIGN_INS).exists()
    if is_new:
        passphrase = passphrase or "-".join(secrets.token_hex(2) for _ in range(5))
        _make(passphrase)
    elif passphrase:
        members.give_passphrase(passphrase)
    webinars.plan_next()
    there = set(User.objects.active().values_list("pseudonym", flat=True))
    return Loaded(
        is_new=is_new,
        passphrase=passphrase,
        sign_ins=[name for name in SIGN_INS if name in there],
    )


@transaction.atomic
def _make(passphrase: str) -> None:
    """Make everything in one transaction, so that an interrupted first start begins again."""
    networks.load()
    groups = members.make(organisations.make())
    members.give_passphrase(passphrase)
    load_starter_course(owner=User.objects.get(pseudonym="editor"))
    members.give("editor", Role.EDITOR, None)
    course = courses.course()
    courses.make_figures(course, groups)
    webinars.make(groups)
    _make_mentoring(course)


def _make_mentoring(course: Course) -> None:
    """Make two running pairs, and a mentee and a mentor who wait for the matching."""
    coordinator = User.objects.get(pseudonym="coordinator")
    people = {user.pseudonym: user for user in User.objects.filter(pseudonym__in=SIGN_INS)}
    for name in ("leader", "leader2", "leader3"):
        profiles.save(
            user=people[name],
            answers=Answers(
                wants_mentor=True,
                languages={"fr": 3, "en": 2},
                needs=["money", "fundraising"] if name != "leader2" else ["people", "money"],
                free_time=["weekday_evening", "weekend_morning"],
            ),
        )
    for name, strengths in (("mentor", {"money": 3}), ("mentor2", {"people": 3, "money": 2})):
        profiles.save(
            user=people[name],
            answers=Answers(
                is_mentor=True,
                languages={"fr": 3, "en": 3},
                strengths=strengths,
                free_time=["weekday_evening", "weekend_morning"],
                capacity=4,
            ),
        )
    programme = programmes.create(
        by=coordinator,
        key=dates.key("programme"),
        terms=programmes.Terms(
            name="Growing together",
            region=Region.objects.get(key=AFRICA),
            is_open=True,
            points={part: getattr(Weights(), part) for part in Programme.POINTS},
        ),
    )
    for mentee in ("leader", "leader3"):
        _pair(programme, people[mentee], people["mentor"], coordinator)
    _hand_in(people["leader3"], course)


def _pair(programme: Programme, mentee: User, mentor: User, coordinator: User) -> None:
    pair = Pair.objects.create(
        programme=programme, mentor=mentor, mentee=mentee, approved_by=coordinator
    )
    for user in (mentor, mentee):
        pairing.say_yes(pair=pair, user=user)
    goals.add(
        pair=pair, user=mentee, key=dates.key(f"goal {mentee}"), text="Keep a cash book for a month"
    )
    meetings.log(
        pair=pair,
        user=mentor,
        key=dates.key(f"meeting {mentee}"),
        held_on=timezone.localdate() - timedelta(days=3),
        length=Meeting.Length.HALF,
        channel=Meeting.Channel.CALL,
        line="We looked at the first page together.",
    )
    _agree(pair)
    for user, text in (
        (mentor, "Shall we look at the second page this time?"),
        (mentee, "Yes, please. I will bring my cash book."),
    ):
        messages.write(pair=pair, user=user, text=text, key=dates.key(f"message {user} {mentee}"))


def _agree(pair: Pair) -> None:
    """Let the two agree on a meeting in two days, in the evening where the mentee lives."""
    home = zone(pair.mentee.time_zone)
    day = timezone.localdate(timezone=home) + timedelta(days=2)
    slots = [datetime.combine(day, time(hour), tzinfo=home) for hour in (18, 19)]
    meeting = agreeing.propose(
        pair=pair,
        user=pair.mentor,
        slots=[slot.astimezone(UTC) for slot in slots],
        minutes=30,
        key=dates.key(f"times {pair.mentee}"),
    )
    agreeing.accept(meeting=meeting, user=pair.mentee, slot=meeting.proposed[0])


def _hand_in(user: User, course: Course) -> None:
    """Let `user` do all lessons and send the exercise, so that a mentor has something to read."""
    progress_actions.enrol(user=user, course_key=course.key)
    text = "Income 1 660 000. Workshops 804 000. Phone and rent 803 000. Left 53 000."
    for lesson in course.lessons:
        here: dict[str, Any] = {"user": user, "course": course, "lesson": lesson}
        for question in contents.of(lesson).questions:
            questions.answer(**here, question=question, given=question.right_answer)
        for exercise in contents.of(lesson).exercises:
            exercises.send(**here, exercise=exercise, text=text)
