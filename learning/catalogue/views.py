"""The catalogue, a course, a lesson."""

from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from learning.catalogue import contents, outline, paths, prices
from learning.catalogue.before import Before
from learning.catalogue.contents import Content, Exercise
from learning.catalogue.outline import Course, Lesson, Part
from learning.catalogue.permissions import courses_visible_to
from learning.catalogue.prices import Price
from learning.guards import course_view, learner_view, lesson_view
from learning.models import CoursePage, CourseRun, Submission, Taught
from learning.progress import actions as progress_actions
from learning.progress import rules
from learning.progress.queries import (
    Standing,
    missing_before,
    next_course,
    standing,
    standings,
)
from learning.runs.permissions import can_plan
from learning.runs.queries import of_course
from learning.teaching.permissions import taught_by
from people.accounts.permissions import MemberRequest, is_member
from people.guards import member_view
from people.models import User
from web.codes import decode
from web.reading import names

# What only the page of a course says, and no outline.
ABOUT = ("outcomes", "needs", "way", "sequence", "teach_back")


@dataclass(frozen=True)
class CourseLine:
    """A course in the catalogue; `first` are those that come before it, for its reader."""

    course: Course
    standing: Standing | None
    price: Price
    first: list[Course]

    @property
    def total(self) -> int:
        return len(self.course.lessons)

    @property
    def done(self) -> int:
        return self.standing.count_done(self.course) if self.standing else 0


@dataclass(frozen=True)
class ExerciseLine:
    """An exercise below its lesson, with the page that has its words, and its state."""

    exercise: Exercise
    words: Part
    state: str

    @property
    def label(self) -> str:
        return str(Submission.State(self.state).label) if self.state else ""


@dataclass(frozen=True)
class LessonLine:
    """A lesson on its course's page."""

    lesson: Lesson
    content: Content
    is_done: bool
    is_opened: bool
    is_closed: bool
    why_open: str
    exercises: list[ExerciseLine]


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Members: all courses. Strangers: the open courses."""
    language = get_language()
    courses = outline.courses(courses_visible_to(request.user), language)
    held = standings(request.user) if isinstance(request.user, User) else {}
    costs = prices.of_all(courses)
    lines = {
        one.key: CourseLine(one, held.get(one.key), costs[one.key], _first(one, courses, held))
        for one in courses
    }
    shelves = [
        (shelf, [lines[one.key] for one in shelf.courses])
        for shelf in outline.shelves(courses, language)
    ]
    context = {
        "paths": [
            (path, [lines[one.key] for one in path.courses])
            for path in paths.through(courses, language)
        ],
        "shelves": shelves,
        "number": len(courses),
        "weight": sum(price.weight for price in costs.values()),
    }
    return render(request, "learning/catalogue/catalogue.html", context)


@require_safe
@course_view
def course(request: HttpRequest, course: Course) -> HttpResponse:
    """Anyone who may read the course: its subject, its data size and the reader's progress."""
    standing = _standing(request, course)
    parts = contents.of_all(course.lessons)
    missing = [] if standing else _missing(request, course)
    lines = [_line(course, lesson, parts[lesson.key], standing) for lesson in course.lessons]
    following = standing.next_lesson(course) if standing else None
    waiting, is_handed_in = None, False
    if standing and lines and not following and not standing.completed_at:
        waiting = rules.first_open_exercise(course, standing)
        is_handed_in = bool(waiting and standing.works.get(waiting[1].id) == Submission.State.SENT)
    context = {
        "course": course,
        "about": get_object_or_404(CoursePage.objects.only(*ABOUT), pk=course.pk),
        "standing": standing,
        "lines": lines,
        "done": standing.count_done(course) if standing else 0,
        "price": prices.together(parts),
        "next": following,
        "next_weight": parts[following.key].weight if following else 0,
        "waiting": waiting,
        "waiting_words": _words(waiting, parts) if waiting else None,
        "is_handed_in": is_handed_in,
        "missing": missing,
        "needs": rules.needs(course, parts, standing) if lines else [],
        "explains": any(one.words for one in parts.values()),
        "has_to_teach": bool(standing and rules.lacks_teaching(course, standing)),
        "afterwards": _afterwards(request, course, standing),
        "taught": _taught(request, course, standing),
        "runs": _runs(request, course, standing),
        "plans_runs": can_plan(request.user),
        "sign_in": _sign_in(request),
    }
    return render(request, "learning/catalogue/course.html", context)


@require_safe
@course_view
def words(request: HttpRequest, course: Course) -> HttpResponse:
    """Anyone who may read the course: the words that its lessons explain, in alphabetical order."""
    parts = contents.of_all(course.lessons)
    explained = [(word, one) for one in course.lessons for word in parts[one.key].words]
    explained.sort(key=lambda pair: names.letters(pair[0].word))
    return render(
        request, "learning/catalogue/words.html", {"course": course, "explained": explained}
    )


@member_view
@require_POST
@course_view
def enrol(request: MemberRequest, course: Course) -> HttpResponse:
    """Members: take the course, then go on to the lesson they came from, else the first. Where
    other courses come before it, its page says so."""
    try:
        progress_actions.take(
            user=request.user,
            course=course,
            language=get_language(),
            knows_it="knows_it" in request.POST,
        )
    except progress_actions.OthersFirst as error:
        messages.info(request, str(error))
        return redirect("learning:course", course.key)
    lesson = _wanted(request, course) or next(iter(course.lessons), None)
    if lesson is None:
        return redirect("learning:course", course.key)
    return redirect("learning:lesson", course.key, lesson.key)


@require_safe
@lesson_view
def lesson(request: HttpRequest, course: Course, lesson: Lesson) -> HttpResponse:
    """Anyone who may read the course: one lesson. For learners it becomes the place where they
    continue, or says which lesson comes first."""
    standing = _standing(request, course)
    if standing and (first := standing.first_before(course, lesson)):
        closed = {"course": course, "lesson": lesson, "first": first}
        return render(request, "learning/catalogue/closed.html", closed)
    if standing:
        progress_actions.open_lesson(standing=standing, lesson=lesson)
    context = {
        "course": course,
        "lesson": lesson,
        "standing": standing,
        "line": _line(course, lesson, contents.of(lesson), standing),
        "after": course.after(lesson),
        "sign_in": _sign_in(request),
    }
    return render(request, "learning/catalogue/lesson.html", context)


@require_POST
@learner_view
def read(
    request: MemberRequest, course: Course, lesson: Lesson, standing: Standing
) -> HttpResponse:
    """Members who take the course: mark a lesson without questions as read."""
    progress_actions.read(user=request.user, course=course, lesson=lesson)
    return redirect("learning:result", course.key, lesson.key)


def _missing(request: HttpRequest, course: Course) -> list[tuple[Before, Course, Price]]:
    """Return the courses that come before this one, for a reader who does not take it yet."""
    found = missing_before(request.user, course, get_language())
    costs = prices.of_all([one for _before, one in found])
    return [(before, one, costs[one.key]) for before, one in found]


def _first(course: Course, courses: list[Course], held: dict[UUID, Standing]) -> list[Course]:
    """Return which of `courses` come before `course` and are not completed, for a reader who does
    not take it yet."""
    if course.key in held:
        return []
    completed = {key for key, one in held.items() if one.completed_at}
    wanted = {one.key for one in course.before} - completed
    return [one for one in courses if one.key in wanted and one.lessons]


def _standing(request: HttpRequest, course: Course) -> Standing | None:
    return standing(request.user, course.key) if isinstance(request.user, User) else None


def _line(
    course: Course, lesson: Lesson, content: Content, standing: Standing | None
) -> LessonLine:
    works = standing.works if standing else {}
    return LessonLine(
        lesson=lesson,
        content=content,
        is_done=bool(standing and standing.is_done(lesson)),
        is_opened=bool(standing and lesson.key in standing.opened),
        is_closed=bool(standing and standing.first_before(course, lesson)),
        why_open=standing.why_open(lesson) if standing else "",
        exercises=[
            ExerciseLine(one, content.words_of(one, lesson), works.get(one.id, ""))
            for one in content.exercises
        ],
    )


def _words(waiting: tuple[Lesson, Exercise], parts: dict[UUID, Content]) -> Part:
    lesson, exercise = waiting
    return parts[lesson.key].words_of(exercise, lesson)


def _taught(
    request: HttpRequest, course: Course, standing: Standing | None
) -> list[tuple[Taught, Lesson | None]]:
    """Return when the reader taught the course, or which lesson of it; one query for those who take
    it."""
    if standing is None or not request.user.is_authenticated:
        return []
    said = taught_by(request.user).filter(enrolment=standing.enrolment_id)
    return [(one, course.lesson(one.lesson_key)) for one in said]


def _afterwards(request: HttpRequest, course: Course, standing: Standing | None) -> Course | None:
    """Return the course to take next, for someone who has completed this one."""
    if standing is None or not standing.completed_at:
        return None
    return next_course(cast(User, request.user), course, get_language())


def _runs(request: HttpRequest, course: Course, standing: Standing | None) -> list[CourseRun]:
    """Return the runs that a member may join or is in; one query, for those who have not completed
    the course."""
    if not is_member(request.user) or (standing and standing.completed_at):
        return []
    return of_course(cast(User, request.user), course)


def _wanted(request: HttpRequest, course: Course) -> Lesson | None:
    try:
        return course.lesson(decode(request.POST.get("lesson", "")))
    except ValueError:
        return None


def _sign_in(request: HttpRequest) -> str:
    """Return the address of the sign-in page that leads a stranger back here."""
    return f"{reverse('account_login')}?{urlencode({'next': request.path})}"
