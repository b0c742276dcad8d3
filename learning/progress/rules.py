"""What completes a course.

A rule is a row: how much of something a course has, how much of it a member has done, and the
sentences that say so. `FINISH` says which rules each choice of an editor stands for. So another
rule is one row here, and one choice in `CoursePage.Finish`; what it counts has to be in `Standing`,
which completion and the pages read.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning.catalogue import contents
from learning.catalogue.contents import Content, Exercise
from learning.catalogue.outline import Course, Lesson
from learning.models import CoursePage
from learning.progress.queries import Standing

Parts = Mapping[UUID, Content]
Finish = CoursePage.Finish


@dataclass(frozen=True)
class Rule:
    """`wanted` counts what the course has, and `done` what a member has done of it. `asks` says the
    first in a sentence, and `misses` what is left."""

    wanted: Callable[[Course, Parts], int]
    done: Callable[[Course, Parts, Standing], int]
    asks: Callable[[int], str]
    misses: Callable[[int], str]


@dataclass(frozen=True)
class Need:
    """One thing that completes a course: `asked` says what, and `missing` what a member has not
    done of it; `left` is its number."""

    asked: str
    left: int
    missing: str


def _exercises(course: Course, parts: Parts) -> list[Exercise]:
    return [one for lesson in course.lessons for one in parts[lesson.key].exercises]


LESSONS = Rule(
    wanted=lambda course, parts: len(course.lessons),
    done=lambda course, parts, standing: standing.count_done(course),
    asks=lambda count: (
        # Translators: What one does to complete a course.
        ngettext("Do the lesson.", "Do all %(count)d lessons.", count) % {"count": count}
    ),
    misses=lambda count: (
        ngettext("%(count)d lesson is left.", "%(count)d lessons are left.", count)
        % {"count": count}
    ),
)
EXERCISES = Rule(
    wanted=lambda course, parts: len(_exercises(course, parts)),
    done=lambda course, parts, standing: sum(map(standing.accepted, _exercises(course, parts))),
    asks=lambda count: (
        ngettext(
            # Translators: What one does to complete a course.
            "Hand in the exercise, and improve it until it is accepted.",
            "Hand in the %(count)d exercises, and improve them until they are accepted.",
            count,
        )
        % {"count": count}
    ),
    misses=lambda count: (
        ngettext(
            "%(count)d exercise is not accepted yet.",
            "%(count)d exercises are not accepted yet.",
            count,
        )
        % {"count": count}
    ),
)
TAUGHT = Rule(
    wanted=lambda course, parts: 1,
    done=lambda course, parts, standing: int(standing.has_taught),
    # Translators: What one does to complete a course.
    asks=lambda count: _("Teach it to a group once, and write down on this page when."),
    misses=lambda count: _("You have not written it down yet."),
)
FINISH: dict[str, tuple[Rule, ...]] = {
    Finish.LESSONS: (LESSONS,),
    Finish.EXERCISES: (LESSONS, EXERCISES),
    Finish.TAUGHT: (LESSONS, EXERCISES, TAUGHT),
}


def needs(course: Course, parts: Parts, standing: Standing | None) -> list[Need]:
    """Return what completes `course`, and what of it is left for a member; without a `standing`,
    all of it. What a course has none of is not asked for."""
    found = []
    for rule in FINISH[course.finish]:
        if wanted := rule.wanted(course, parts):
            left = wanted - rule.done(course, parts, standing) if standing else wanted
            missing = rule.misses(left) if standing and left else ""
            found.append(Need(rule.asks(wanted), left, missing))
    return found


def first_open_exercise(course: Course, standing: Standing) -> tuple[Lesson, Exercise] | None:
    """Return the first exercise that completes the course and is not accepted, with its lesson."""
    if EXERCISES not in FINISH[course.finish]:
        return None
    parts = contents.of_all(course.lessons)
    for lesson in course.lessons:
        for exercise in parts[lesson.key].exercises:
            if not standing.accepted(exercise):
                return lesson, exercise
    return None


def lacks_teaching(course: Course, standing: Standing) -> bool:
    """Whether the member still has to teach the course to a group."""
    return TAUGHT in FINISH[course.finish] and not standing.has_taught
