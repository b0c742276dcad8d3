"""The data of a member's home page."""

from dataclasses import dataclass

from learning.catalogue.outline import Course
from learning.models import Submission
from learning.overview import (
    InHand,
    Today,
    coming_back,
    count_unfinished_translations,
    first_course,
    in_hand,
    questions_waiting,
    stories_waiting,
)
from mentorship.overview import (
    Accompaniment,
    MenteePlaces,
    accompaniments,
    mentee_places_of,
    reviews_waiting,
)
from people.models import User
from people.roles.permissions import can_coordinate_regions, has_role
from people.roles.table import WITH_DUTIES, Role
from webinars.models import Registration, Webinar
from webinars.overview import Led, led_by, next_managed, next_registered


@dataclass(frozen=True, kw_only=True)
class Home:
    """Everything on one member's home page."""

    courses: list[InHand]
    first_course: Course | None
    today: Today
    meetings: list[Registration]
    led: Led
    pairs: list[Accompaniment]
    mentee_places: MenteePlaces | None
    managed: list[Webinar]
    plans_webinars: bool
    leads_webinars: bool
    has_duties: bool
    writes_courses: bool
    translations: int
    # How many questions about lessons wait for their answer.
    questions: int
    # How many practice stories wait for an editor.
    stories: int
    # How many exercises wait for the member's review, and where the oldest is.
    waiting: int
    oldest_review: str

    @property
    def has_aside(self) -> bool:
        """Whether there is a second column: the webinars to come."""
        return bool(self.meetings or self.plans_webinars)

    @property
    def room(self) -> Webinar | None:
        """The webinar with an open room that they lead or have a place in."""
        mine = [*self.led.coming, *(one.webinar for one in self.meetings if one.has_place)]
        return next((webinar for webinar in mine if webinar.is_live), None)

    @property
    def proposal(self) -> Accompaniment | None:
        """The pair that waits for their yes or no."""
        return next((pair for pair in self.pairs if pair.needs_answer), None)

    @property
    def times(self) -> Accompaniment | None:
        """The pair in which the other person proposed times for a meeting."""
        return next((pair for pair in self.pairs if pair.has_times), None)

    @property
    def returned(self) -> InHand | None:
        """The course whose exercise came back from the mentor with a comment."""
        states = Submission.State
        return next((one for one in self.courses if one.exercise_state == states.RETURNED), None)

    @property
    def lesson(self) -> InHand | None:
        """The last used course that has a lesson left."""
        return next((one for one in self.courses if one.next_lesson), None)

    @property
    def exercise(self) -> InHand | None:
        """The course in which all lessons are done and the exercise is not written yet."""
        unwritten = ("", Submission.State.DRAFT)
        return next(
            (one for one in self.courses if one.exercise and one.exercise_state in unwritten), None
        )

    @property
    def to_teach(self) -> InHand | None:
        """The course in which nothing is left but to teach it to a group."""
        return next((one for one in self.courses if one.has_to_teach), None)

    @property
    def unread(self) -> InHand | None:
        """The course with an exercise handed in, when the member has no mentor to review it."""
        mine = [pair for pair in self.pairs if pair.side == "mentee" and not pair.is_closed]
        if any(pair.has_mentor for pair in mine):
            return None
        sent = Submission.State.SENT
        return next((one for one in self.courses if one.exercise_state == sent), None)

    @property
    def live_pairs(self) -> list[Accompaniment]:
        return [pair for pair in self.pairs if pair.is_live]


def home_of(user: User, language: str) -> Home:
    """Return the home page of `user` in `language`. Four queries when the cache is warm, one more
    each for mentors, coordinators of regions, those for whom work waits and those to whom questions
    come back today, two for facilitators and coordinators, seven for translators and eight for
    editors."""
    writes = has_role(user, Role.EDITOR, Role.TRANSLATOR)
    pairs = accompaniments(user)
    courses = in_hand(user, language)
    waiting, oldest_review = reviews_waiting(user, of_mentees=any(one.waiting for one in pairs))
    return Home(
        courses=courses,
        first_course=None if courses else first_course(user, language),
        today=coming_back(user, courses),
        meetings=next_registered(user),
        led=led_by(user),
        pairs=pairs,
        mentee_places=mentee_places_of(user),
        managed=next_managed(user),
        plans_webinars=can_coordinate_regions(user),
        leads_webinars=has_role(user, Role.FACILITATOR),
        has_duties=has_role(user, *WITH_DUTIES),
        writes_courses=writes,
        translations=count_unfinished_translations() if writes else 0,
        questions=questions_waiting(user),
        stories=stories_waiting(user),
        waiting=waiting,
        oldest_review=oldest_review,
    )
