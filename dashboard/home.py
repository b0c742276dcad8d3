"""What next? The one question that the home page answers, and what stands below the answer."""

from dataclasses import dataclass
from enum import StrEnum

from learning.models import Submission
from learning.progress import queries as progress
from learning.progress.queries import InHand
from mentorship import overview as mentorship
from mentorship.overview import Accompaniment
from people.models import User
from people.roles.permissions import Role, has_role
from safety import overview as safety
from webinars import overview as webinars
from webinars.models import Registration, Webinar

# Tasks whose work is laid out on the home page.
DESK_ROLES = (Role.COORDINATOR, Role.SAFETY, Role.ADMIN)


class Step(StrEnum):
    """What a member may have to do next, the most pressing first."""

    JOIN = "join"
    ANSWER = "answer"
    IMPROVE = "improve"
    REVIEW = "review"
    HEAR = "hear"
    MATCH = "match"
    LESSON = "lesson"
    EXERCISE = "exercise"
    SEEK = "seek"
    DESK = "desk"
    CHOOSE = "choose"


@dataclass(frozen=True, kw_only=True)
class Home:
    """Everything on one member's home page."""

    courses: list[InHand]
    meetings: list[Registration]
    led: list[Webinar]
    pairs: list[Accompaniment]
    concerns: int
    drafts: int
    has_desk: bool

    @property
    def room(self) -> Webinar | None:
        """The webinar whose door is open and that she leads or has a place in."""
        hers = [*self.led, *(one.webinar for one in self.meetings if one.has_place)]
        return next((webinar for webinar in hers if webinar.is_live), None)

    @property
    def proposal(self) -> Accompaniment | None:
        """The pair that waits for her yes or no."""
        return next((pair for pair in self.pairs if pair.needs_answer), None)

    @property
    def returned(self) -> InHand | None:
        """The course whose exercise her mentor sent back with a comment."""
        states = Submission.State
        return next((one for one in self.courses if one.exercise_state == states.RETURNED), None)

    @property
    def waiting(self) -> int:
        """How many exercises wait for her reading."""
        return sum(pair.waiting for pair in self.pairs)

    @property
    def lesson(self) -> InHand | None:
        """The course that she touched last among those with a lesson to go on with."""
        return next((one for one in self.courses if one.next_lesson), None)

    @property
    def exercise(self) -> InHand | None:
        """The course in which all lessons are done and the exercise is hers to write."""
        hers = ("", Submission.State.DRAFT)
        return next(
            (one for one in self.courses if one.exercise and one.exercise_state in hers), None
        )

    @property
    def unread(self) -> InHand | None:
        """The course whose exercise is handed in while there is no mentor who could read it."""
        if any(pair.side == "mentee" and not pair.is_closed for pair in self.pairs):
            return None
        sent = Submission.State.SENT
        return next((one for one in self.courses if one.exercise_state == sent), None)

    @property
    def next(self) -> Step:
        candidates = {
            Step.JOIN: self.room,
            Step.ANSWER: self.proposal,
            Step.IMPROVE: self.returned,
            Step.REVIEW: self.waiting,
            Step.HEAR: self.concerns,
            Step.MATCH: self.drafts,
            Step.LESSON: self.lesson,
            Step.EXERCISE: self.exercise,
            Step.SEEK: self.unread,
            Step.DESK: self.has_desk,
        }
        return next((step for step, thing in candidates.items() if thing), Step.CHOOSE)

    @property
    def live_pairs(self) -> list[Accompaniment]:
        return [pair for pair in self.pairs if pair.is_live]


def of(user: User, language: str) -> Home:
    """Return the home page of `user` in `language`; four queries when contents are warm, one more
    for facilitators, safety officers and coordinators of regions each."""
    return Home(
        courses=progress.overview(user, language),
        meetings=webinars.next_registered(user),
        led=webinars.next_led(user),
        pairs=mentorship.of(user),
        concerns=safety.unanswered_concerns(user),
        drafts=mentorship.undecided_drafts(user),
        has_desk=has_role(user, *DESK_ROLES),
    )
