"""What is kept of a course in a process is always what its pages say now, and whom they are for."""

from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from learning.catalogue import outline
from learning.catalogue.permissions import TO_MEMBERS, TO_STRANGERS, levels_open_to
from learning.models import CoursePage, Enrolment, LessonPage
from tests import factories

LANGUAGES = ("en", "fr", "")


@pytest.fixture(autouse=True)
def _nothing_kept():
    outline._course.cache_clear()


def lesson(title: str) -> LessonPage:
    return LessonPage.objects.get(title=title)


def read(course) -> list[object]:
    """Return what each reader gets of the course, in each language."""
    return [
        outline.course_open_at(levels, course.translation_key, language)
        for levels, language in product((TO_MEMBERS, TO_STRANGERS), LANGUAGES)
    ]


def read_anew(course) -> list[object]:
    """Return the same with nothing kept and no SQL that was built before."""
    outline._course.cache_clear()
    visible = (CoursePage.objects.live().filter(access__in=one) for one in (TO_MEMBERS, ("open",)))
    return [
        outline.course(pages, course.translation_key, language)
        for pages, language in product(visible, LANGUAGES)
    ]


def new_title(page) -> None:
    page.title = "New title"
    page.save_revision().publish()


def elsewhere(sql: str, *values: object) -> None:
    """Change a row as another process does: nothing of this one hears of it."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def under_another_course() -> None:
    lesson("Lesson 1").move(factories.course(title="Another", lessons=0), pos="last-child")


def new_lesson(course) -> None:
    page = course.add_child(instance=LessonPage(title="New", locale=course.locale))
    page.save_revision().publish()


def only_members(course) -> None:
    page = CoursePage.objects.get(pk=course.pk)
    page.access = CoursePage.Access.MEMBERS
    page.save_revision().publish()


CHANGES = {
    "publish": lambda course: new_title(lesson("Lesson 1")),
    "publish a translation": lambda course: new_title(lesson("Lesson 1 (fr)")),
    "publish the course": lambda course: new_title(CoursePage.objects.get(pk=course.pk)),
    "take down a lesson": lambda course: lesson("Lesson 1").unpublish(),
    "take down a translation": lambda course: lesson("Lesson 2 (fr)").unpublish(),
    "take down the course": lambda course: CoursePage.objects.get(pk=course.pk).unpublish(),
    "delete": lambda course: lesson("Lesson 1").delete(),
    "order": lambda course: lesson("Lesson 1").move(lesson("Lesson 2"), pos="right"),
    "move": lambda course: under_another_course(),
    "add": new_lesson,
    "readers": only_members,
    "another process": lambda course: elsewhere(
        "UPDATE wagtailcore_page SET title = %s WHERE id = %s",
        "New title",
        lesson("Lesson 1").pk,
    ),
    "readers in another process": lambda course: elsewhere(
        "UPDATE learning_coursepage SET access = %s WHERE page_ptr_id = %s", "members", course.pk
    ),
}


@pytest.mark.servers
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_seen_by_the_next_reader(course, french, change):
    CoursePage.objects.update(access=CoursePage.Access.OPEN)
    before = read(course)
    assert before == read(course)
    change(course)
    after = read(course)
    assert after != before
    assert after == read_anew(course)


def test_the_same_rows_are_put_together_once(course, french):
    first = read(course)
    made = outline._course.cache_info().misses
    assert read(course) == first
    assert outline._course.cache_info().misses == made
    assert outline._course.cache_info().maxsize == outline.OUTLINES


def test_what_a_member_has_read_is_not_for_strangers(course, world):
    only_members(course)
    key = course.translation_key
    for who, seen in ((world.a.leader, True), (AnonymousUser(), False), (world.a.leader, True)):
        found = outline.course_open_at(levels_open_to(who), key, "en")
        assert (found is not None) is seen


@pytest.mark.servers
def test_courses_in_hand_are_those_taken_and_still_open(course, world, django_assert_num_queries):
    closed, other = factories.course(title="Closed"), factories.course(title="Not taken")
    for page in (course, closed):
        Enrolment.objects.create(user=world.a.leader, course_key=page.translation_key)
    Enrolment.objects.create(user=world.b.leader, course_key=other.translation_key)
    CoursePage.objects.update(access=CoursePage.Access.OPEN)
    only_members(closed)

    def taken(levels):
        return [one.title for one in outline.courses_taken_by(world.a.leader, levels, "en")]

    with django_assert_num_queries(1):
        assert taken(TO_MEMBERS) == ["A course", "Closed"]
    assert taken(TO_STRANGERS) == ["A course"]
    closed.refresh_from_db()
    closed.unpublish()
    assert taken(TO_MEMBERS) == ["A course"]
