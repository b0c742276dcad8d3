"""Counting again what members have done, after a course has changed.

Pages only read, so what a corrected answer, a new or removed question, a lesson that was moved,
unpublished or deleted, or another choice of what completes the course means for members is counted
here, by a scheduled task. A row for each course remembers which state of it was counted and how
far: a worker that dies goes on from there, and counting twice changes nothing.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from learning import notices
from learning.catalogue import contents, outline
from learning.catalogue.contents import Content
from learning.catalogue.outline import Course, Lesson
from learning.models import (
    Answer,
    CoursePage,
    Enrolment,
    LessonPage,
    LessonProgress,
    Recount,
    Submission,
)
from learning.progress import completion
from learning.progress.tally import Tally, tally
from learning.questions.models import with_keys
from learning.remembering import actions as remembering
from people.notices.actions import take_back, tell_all

# Each batch is one short transaction, because on SQLite no one else can write meanwhile.
BATCH = 200


def recount_changed() -> int:
    """Count again in every course whose lessons changed; return how many enrolments were counted.

    Safe to lose, repeat or kill.
    """
    courses = outline.courses(CoursePage.objects.live(), "")
    rows = {row.course_key: row for row in Recount.objects.all()}
    at_home = _only_in(courses)
    for gone in rows.keys() - at_home.keys():
        _forget(rows[gone])
    total = 0
    for course in courses:
        mark = _mark(course)
        row = rows.get(course.key)
        if row is None or row.mark != mark:
            start = {"mark": mark, "reached": 0, "is_done": False}
            row, _is_new = Recount.objects.update_or_create(course_key=course.key, defaults=start)
        while not row.is_done:
            counted, row = _count_batch(course, mark, at_home[course.key])
            total += counted
    return total


@transaction.atomic
def _forget(row: Recount) -> None:
    """Take back what was told about the lessons of a course that is not published any longer. When
    it is again, all of it is counted as new."""
    take_back(None, kinds=[notices.LESSON_REOPENED], code=row.course_key)
    row.delete()


def take_along(enrolment: Enrolment) -> None:
    """Let a member who begins a course keep what they did in lessons that were moved into it."""
    courses = outline.courses(CoursePage.objects.live(), "")
    if keys := _only_in(courses).get(enrolment.course_key):
        _take_along([enrolment], keys)


def _only_in(courses: Iterable[Course]) -> dict[UUID, set[UUID]]:
    """Return course key → keys of the lessons that no other course has, in any language."""
    homes = Counter(lesson.key for course in courses for lesson in course.lessons)
    return {
        course.key: {lesson.key for lesson in course.lessons if homes[lesson.key] == 1}
        for course in courses
    }


def _mark(course: Course) -> str:
    """Return what changes whenever a course may be completed in another way."""
    unknown = [one.source.pk for one in course.lessons if not one.source.version]
    pages = LessonPage.objects.filter(pk__in=unknown).in_bulk() if unknown else {}
    parts = sorted(
        (str(one.key), one.source.pk, one.source.version or _raw(pages.get(one.source.pk)))
        for one in course.lessons
    )
    # The rule that all courses had once is left out, so that none was counted again because of it.
    rule = [] if course.finish == CoursePage.Finish.EXERCISES else [course.finish]
    return hashlib.sha256(repr([*parts, *rule]).encode()).hexdigest()


def _raw(page: LessonPage | None) -> str:
    return str(page.body.get_prep_value()) if page else ""


@transaction.atomic
def _count_batch(course: Course, mark: str, at_home: set[UUID]) -> tuple[int, Recount]:
    row = Recount.objects.select_for_update().get(course_key=course.key)
    if row.mark != mark:
        # Another worker has begun with a newer state, and counts it.
        row.is_done = True
        return 0, row
    if row.is_done:
        return 0, row
    enrolments = list(
        Enrolment.objects.select_for_update()
        .filter(course_key=course.key, pk__gt=row.reached)
        .order_by("pk")[:BATCH]
    )
    if enrolments:
        _take_along(enrolments, at_home)
        _count(course, enrolments, mark)
        row.reached = enrolments[-1].pk
    row.is_done = len(enrolments) < BATCH
    row.save(update_fields=["reached", "is_done"])
    return len(enrolments), row


def _count(course: Course, enrolments: list[Enrolment], mark: str) -> None:
    """Bring answers, lessons and completion of these locked enrolments to what is so today."""
    answers: dict[int, dict[UUID, Answer]] = defaultdict(dict)
    for answer in with_keys(Answer.objects.filter(enrolment__in=enrolments)):
        answers[answer.enrolment_id][answer.question_id] = answer
    kept = {
        (one.enrolment_id, one.lesson_key): one
        for one in LessonProgress.objects.filter(enrolment__in=enrolments)
    }
    parts = contents.of_all(course.lessons)
    judged: list[Answer] = []
    changed: list[LessonProgress] = []
    reopened: dict[UUID, list[int]] = defaultdict(list)
    done_again: dict[UUID, list[int]] = defaultdict(list)
    finished: list[Enrolment] = []
    for enrolment in enrolments:
        is_complete = bool(course.lessons)
        for lesson in course.lessons:
            progress = kept.get((enrolment.pk, lesson.key)) or LessonProgress(
                enrolment=enrolment, lesson_key=lesson.key
            )
            found = tally(
                parts[lesson.key].questions,
                answers[enrolment.pk],
                was_done=progress.done_at is not None,
                was_reopened=bool(progress.reopened),
                keeps_done=enrolment.completed_at is not None,
            )
            judged += found.judged
            is_complete &= found.is_done
            if found.is_done and progress.reopened:
                done_again[lesson.key].append(enrolment.user_id)
            if _takes(progress, found):
                changed.append(progress)
            if found.reopened:
                reopened[lesson.key].append(enrolment.user_id)
        if is_complete:
            finished.append(enrolment)
    Answer.objects.bulk_update(judged, ["is_right"], batch_size=BATCH)
    old = [one for one in changed if one.pk]
    LessonProgress.objects.bulk_update(old, ["done_at", "reopened"], batch_size=BATCH)
    LessonProgress.objects.bulk_create([one for one in changed if not one.pk])
    _take_back(done_again, course.key)
    _take_back(_no_longer_open(course, enrolments, kept.values()), course.key)
    _tell_of_reopened(reopened, course.key, mark)
    _remember(changed, enrolments, parts)
    for enrolment in finished:
        completion.complete_when_done(enrolment=enrolment)


def _take_back(members: Mapping[UUID, list[int]], course_key: UUID) -> None:
    for lesson_key, users in members.items():
        take_back_reopened(users, course_key, lesson_key)


def _no_longer_open(
    course: Course, enrolments: Iterable[Enrolment], kept: Iterable[LessonProgress]
) -> dict[UUID, list[int]]:
    """Return lesson key → members, for lessons that opened again and left the course since."""
    users = {one.pk: one.user_id for one in enrolments}
    left: dict[UUID, list[int]] = defaultdict(list)
    for one in kept:
        if one.reopened and course.lesson(one.lesson_key) is None:
            left[one.lesson_key].append(users[one.enrolment_id])
    return left


def _tell_of_reopened(reopened: Mapping[UUID, list[int]], course_key: UUID, mark: str) -> None:
    for lesson_key, users in reopened.items():
        tell_all(
            users,
            kind=notices.LESSON_REOPENED,
            key=f"{lesson_key}:{mark[:16]}",
            subject_code=course_key,
        )


def take_back_reopened(users: Collection[int], course_key: UUID, lesson_key: UUID) -> None:
    """Delete what these members were told when the lesson opened again."""
    take_back(
        users,
        kinds=[notices.LESSON_REOPENED],
        code=course_key,
        key_begins=f"{lesson_key}:",
    )


def recount_lesson(enrolment: Enrolment, lesson: Lesson) -> None:
    """Bring the lesson of a locked enrolment to what is so today."""
    progress, _is_new = LessonProgress.objects.get_or_create(
        enrolment=enrolment, lesson_key=lesson.key
    )
    content = contents.of(lesson)
    answers = Answer.objects.filter(
        enrolment=enrolment, question_id__in=[one.id for one in content.questions]
    )
    found = tally(
        content.questions,
        {one.question_id: one for one in with_keys(answers)},
        was_done=progress.done_at is not None,
        was_reopened=bool(progress.reopened),
        keeps_done=enrolment.completed_at is not None,
    )
    for answer in found.judged:
        answer.save(update_fields=["is_right"])
    if found.is_done and progress.reopened:
        take_back_reopened([enrolment.user_id], enrolment.course_key, lesson.key)
    if _takes(progress, found):
        progress.save(update_fields=["done_at", "reopened"])
        _remember([progress], [enrolment], {lesson.key: content})


def _takes(progress: LessonProgress, found: Tally) -> bool:
    """Give `progress`, unsaved, what `found` says of its lesson; return whether that is news."""
    if found.is_done == (progress.done_at is not None):
        return False
    progress.done_at = timezone.now() if found.is_done else None
    progress.reopened = found.reopened
    return True


def _remember(
    changed: Iterable[LessonProgress],
    enrolments: Iterable[Enrolment],
    parts: Mapping[UUID, Content],
) -> None:
    """Let the questions of lessons that are done now come back, and not those of others."""
    users = {one.pk: one.user_id for one in enrolments}
    begun: dict[UUID, list[int]] = defaultdict(list)
    ended: dict[UUID, list[int]] = defaultdict(list)
    for one in changed:
        (begun if one.done_at else ended)[one.lesson_key].append(users[one.enrolment_id])
    for key, members in begun.items():
        remembering.begin(users=members, lesson=key, questions=parts[key].questions)
    for key, members in ended.items():
        remembering.end(users=members, lesson=key)


def _take_along(enrolments: Collection[Enrolment], lessons: Collection[UUID]) -> None:
    """Move what these members did in `lessons` while another course had them.

    What they did in the course where the lessons are today stays as it is.
    """
    homes = {one.user_id: one for one in enrolments}
    for model, key in (
        (LessonProgress, "lesson_key"),
        (Answer, "question_id"),
        (Submission, "exercise_id"),
    ):
        moved = (
            model._default_manager.filter(lesson_key__in=lessons, enrolment__user__in=homes)
            .exclude(enrolment__in=enrolments)
            .select_related("enrolment")
            .order_by("pk")
        )
        for row in moved:
            home = homes[row.enrolment.user_id]
            same = {"enrolment": home, key: getattr(row, key)}
            if not model._default_manager.filter(**same).exists():
                if isinstance(row, LessonProgress) and row.reopened:
                    _tell_where_it_is(row, home)
                row.enrolment = home
                row.save(update_fields=["enrolment"])


def _tell_where_it_is(moved: LessonProgress, home: Enrolment) -> None:
    """Let what a member was told of an open lesson lead to the course where the lesson is today."""
    member, key = [home.user_id], moved.lesson_key
    take_back_reopened(member, moved.enrolment.course_key, key)
    tell_all(
        member,
        kind=notices.LESSON_REOPENED,
        key=f"{key}:moved",
        subject_code=home.course_key,
    )
