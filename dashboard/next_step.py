"""The card at the top of the home page with the next step; one function for each kind of step."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from dashboard.home import Home
from learning.catalogue.outline import Course, Part
from learning.overview import InHand
from web.reading.languages import in_sentence
from web.templatetags.ui import minutes, weight


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """A card: `heading`, `text`, and a button that says `label` and leads to `link`.

    `above` is a small line over the heading. Both have a language if they are content in another
    language than the page. `done` and `total` draw a bar. `detail` and `price` share a line: the
    price says how much data the step uses, after the icon `price_icon`.
    """

    heading: str
    link: str
    label: str
    text: str = ""
    above: str = ""
    above_language: str = ""
    heading_language: str = ""
    done: int = 0
    total: int = 0
    detail: str = ""
    price: str = ""
    price_icon: str = ""

    @property
    def only_in(self) -> str:
        """The name of the other language; empty when all is in the page's language."""
        other = self.heading_language or self.above_language
        return in_sentence(other) if other else ""


def next_step(home: Home, *, has_work: bool = False) -> NextStep | None:
    """Return the most urgent step; None for members whose roles give them other work.

    With `has_work`, work waits for them because of a role: then only what others wait for comes
    before it.
    """
    for step in PRESSING if has_work else (*PRESSING, *AT_ONES_OWN_PACE):
        if card := step(home):
            return card
    if has_work or home.has_duties:
        return None
    if home.writes_courses:
        return _open_studio()
    return _begin(home.first_course) if home.first_course else _choose()


def _join(home: Home) -> NextStep | None:
    if (webinar := home.room) is None:
        return None
    hour = date_format(localtime(webinar.starts_at), "TIME_FORMAT")
    return NextStep(
        above=_("The room is open"),
        heading=webinar.title,
        detail=_("Starts at %(hour)s your time") % {"hour": hour},
        price=_("voice, about %(size)s") % {"size": weight(webinar.voice_bytes)},
        price_icon="sound",
        link=webinar.get_absolute_url(),
        label=_("Go to the room"),
    )


def _answer(home: Home) -> NextStep | None:
    if (pair := home.proposal) is None:
        return None
    return NextStep(
        # Translators: Above the name of the person who is proposed as mentor or mentee.
        above=_("You have a new proposal"),
        heading=_("You and %(name)s") % {"name": pair.other},
        text=_("Your pair starts only if you both say yes."),
        link=pair.url,
        label=_("Read why, then say yes or no"),
    )


def _agree(home: Home) -> NextStep | None:
    if (pair := home.times) is None:
        return None
    return NextStep(
        # Translators: Above the name of the person with whom a member will meet.
        above=_("Times have been proposed to you."),
        heading=_("You and %(name)s") % {"name": pair.other},
        link=reverse("mentorship:meet", args=[pair.code]),
        label=_("Choose a time"),
    )


def _improve(home: Home) -> NextStep | None:
    if (one := home.returned) is None:
        return None
    return NextStep(
        above=one.course.title,
        above_language=_language(one.course),
        heading=_("There is a comment on your exercise"),
        link=_exercise_link(one),
        label=_("Read and improve"),
    )


def _learn(home: Home) -> NextStep | None:
    if (one := home.lesson) is None or (lesson := one.next_lesson) is None:
        return None
    detail = _("Lesson %(number)s of %(total)s, %(length)s") % {
        "number": lesson.number,
        "total": one.total,
        "length": minutes(lesson.minutes),
    }
    return NextStep(
        above=one.course.title,
        above_language=_language(one.course),
        heading=lesson.title,
        heading_language=_language(lesson),
        text=one.why_open,
        done=one.done,
        total=one.total,
        detail=detail,
        price=weight(one.weight),
        link=reverse("learning:lesson", args=[one.course.key, lesson.key]),
        label=_("Continue where you left off") if one.is_begun else _("Start the lesson"),
    )


def _write(home: Home) -> NextStep | None:
    if (one := home.exercise) is None:
        return None
    return NextStep(
        above=one.course.title,
        above_language=_language(one.course),
        heading=_("All lessons are done. Now for the exercise"),
        text=_("Someone will read it and comment on it. There are no marks."),
        link=_exercise_link(one),
        label=_("Go to the exercise"),
    )


def _pass_on(home: Home) -> NextStep | None:
    if (one := home.to_teach) is None:
        return None
    return NextStep(
        above=one.course.title,
        above_language=_language(one.course),
        heading=_("Now teach it to your group"),
        text=_(
            "A sheet helps you. When you write down that you taught it, the course is completed."
        ),
        link=reverse("learning:course", args=[one.course.key]),
        label=_("See this course"),
    )


def _seek_mentor(home: Home) -> NextStep | None:
    if (one := home.unread) is None:
        return None
    return NextStep(
        above=one.course.title,
        above_language=_language(one.course),
        heading=_("Your exercise is handed in"),
        text=_("A facilitator of your region reads it. You can have a mentor, too."),
        link=reverse("mentorship:overview"),
        label=_("Go to mentoring"),
    )


def _begin(course: Course) -> NextStep:
    return NextStep(
        above=_("A course to begin with"),
        heading=course.title,
        heading_language=_language(course),
        text=_("Short lessons, at your own pace. All the courses are under “Learn”."),
        link=reverse("learning:course", args=[course.key]),
        label=_("See this course"),
    )


def _choose() -> NextStep:
    return NextStep(
        heading=_("Choose something to learn"),
        text=_(
            "Short lessons, at your own pace. The courses you start appear here, so that you can"
            " pick up where you left off."
        ),
        link=reverse("learning:catalogue"),
        label=_("See the courses"),
    )


def _open_studio() -> NextStep:
    return NextStep(
        heading=_("Write and translate courses"),
        text=_("In the studio, you see each course in all its languages, and what is left to do."),
        link=reverse("wagtailadmin_home"),
        label=_("Open the studio"),
    )


# The most urgent first.
PRESSING = (_join, _answer, _agree, _improve)
AT_ONES_OWN_PACE = (_learn, _write, _pass_on, _seek_mentor)


def _language(part: Part) -> str:
    """Return the language of content that is not in the page's language, else an empty text."""
    return part.language if part.is_fallback else ""


def _exercise_link(one: InHand) -> str:
    assert one.exercise
    assert one.exercise_lesson
    return reverse(
        "learning:exercise", args=[one.course.key, one.exercise_lesson.key, one.exercise.id]
    )
