"""Lessons that open one after the other: closed ones say what comes first, and nothing is lost."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from learning.models import Answer, CoursePage, Enrolment, LessonPage, LessonProgress, Submission
from learning.progress.actions import enrol
from tests import factories
from tests.learning.walking import Walk
from tests.pages import one_line

CLOSED = "This lesson is not open yet"
WAITS = "Opens when the lessons before it are done"


def put_in_order(page: CoursePage) -> None:
    """Let an editor choose that the lessons open one after the other."""
    page = CoursePage.objects.get(pk=page.pk)
    page.sequence = CoursePage.Sequence.ORDERED
    page.save_revision().publish()


@pytest.fixture
def course(db) -> CoursePage:
    page = factories.course(lessons=3, questions=1)
    put_in_order(page)
    return page


def shown(walk: Walk, number: int) -> str:
    answer = walk.client.get(walk.address("lesson", number))
    assert answer.status_code == 200
    return one_line(answer.content.decode())


def open_lessons(walk: Walk) -> list[int]:
    return [number for number in (1, 2, 3) if CLOSED not in shown(walk, number)]


def test_each_lesson_opens_the_next(walk):
    assert open_lessons(walk) == [1]
    walk.finish(1)
    assert open_lessons(walk) == [1, 2]
    walk.finish(2)
    assert open_lessons(walk) == [1, 2, 3]


@pytest.mark.parametrize("number", [2, 3])
def test_closed_lesson_says_which_comes_first_and_leads_there(walk, number):
    page = shown(walk, number)
    assert "<p>1. Lesson 1</p>" in page
    [button] = re.findall(r'<a class="button" href="([^"]*)"> ?Go to this lesson', page)
    assert button == walk.address("lesson", 1)
    assert "Once there was a group." not in page
    assert walk.enrolment.last_lesson is None
    assert not LessonProgress.objects.exists()


def test_list_says_in_words_which_lessons_are_closed(walk):
    page = walk.client.get(walk.address("course"))
    assert [line.is_closed for line in page.context["lines"]] == [False, True, True]
    html = one_line(page.content.decode())
    assert html.count(WAITS) == 2
    assert walk.exercise_address not in html
    assert "<dd>One after the other</dd>" in html


def test_questions_and_exercises_of_a_closed_lesson_cannot_be_answered(walk):
    question = walk.address("question", 2, walk.content(2).questions[0].id)
    addresses = [question, walk.address("result", 3), walk.exercise_address]
    for address in addresses:
        number = 2 if address == question else 3
        assert walk.client.get(address).url == walk.address("lesson", number)
    assert walk.answer(2, 1, 2).url == walk.address("lesson", 2)
    assert walk.client.post(walk.address("read", 3)).url == walk.address("lesson", 3)
    sent = walk.hand_in("Our budget. " * 20)
    assert sent.status_code == 200
    assert sent.content.decode().count("Our budget. ") == 20
    assert (Answer.objects.count(), Submission.objects.count()) == (0, 0)
    assert not LessonProgress.objects.exists()


def test_the_way_on_never_leads_to_a_closed_lesson(walk):
    for number in (1, 2, 3):
        Enrolment.objects.update(last_lesson=walk.lesson(3).key)
        assert walk.client.get(walk.address("course")).context["next"].number == number
        home = walk.client.get(reverse("home")).content.decode()
        assert f'href="{walk.address("lesson", number)}"' in home
        walk.finish(number)


def test_who_only_reads_reads_every_lesson(visit, course):
    CoursePage.objects.update(access=CoursePage.Access.OPEN)
    for client in (visit.client, Client()):
        reader = Walk(client, visit.user, course)
        assert open_lessons(reader) == [1, 2, 3]
        page = one_line(client.get(reader.address("course")).content.decode())
        assert WAITS not in page
        assert "<dd>One after the other</dd>" in page


def test_taking_the_course_in_a_later_lesson_leads_to_what_comes_first(visit):
    answer = visit.client.post(visit.address("enrol"), {"lesson": visit.lesson(3).code})
    assert answer.url == visit.address("lesson", 3)
    assert "1. Lesson 1" in shown(visit, 3)


def free(page: CoursePage) -> None:
    CoursePage.objects.filter(pk=page.pk).update(sequence=CoursePage.Sequence.FREE)


@pytest.mark.parametrize("begun", ["read", "answered", "written", "completed"])
def test_what_was_begun_in_any_order_stays_open(walk, begun):
    free(walk.page)
    match begun:
        case "read":
            walk.client.get(walk.address("lesson", 3))
        case "answered":
            walk.answer(3, 1, 1)
        case "written":
            walk.hand_in("A beginning", "save")
        case "completed":
            Enrolment.objects.update(completed_at=walk.enrolment.enrolled_at)
    put_in_order(walk.page)
    assert open_lessons(walk) == ([1, 2, 3] if begun == "completed" else [1, 3])
    assert walk.client.get(walk.exercise_address).status_code == 200


def test_lesson_that_opens_again_closes_none_after_it(walk):
    walk.finish(1)
    walk.client.get(walk.address("lesson", 2))
    LessonProgress.objects.filter(lesson_key=walk.lesson(1).key).update(
        done_at=None, reopened=LessonProgress.Reopened.ADDED
    )
    assert open_lessons(walk) == [1, 2]


def test_lesson_that_is_taken_down_stands_in_no_way(walk):
    third = walk.address("lesson", 3)
    walk.finish(1)
    LessonPage.objects.get(title="Lesson 2").unpublish()
    assert CLOSED not in one_line(walk.client.get(third).content.decode())


def test_order_holds_in_every_language(walk):
    factories.home_page("fr")
    factories.in_french(walk.page)
    CoursePage.objects.filter(locale__language_code="fr").update(sequence="free")
    page = walk.client.get(walk.address("lesson", 2, lang="fr")).content.decode()
    assert "Lesson 1" in page
    assert "Once there was a group." not in page


def test_another_members_progress_opens_nothing(walk, world, sign_in):
    other = world.a.leader2
    enrol(user=other, course_key=walk.page.translation_key)
    walk.finish(1)
    assert open_lessons(Walk(sign_in(other), other, walk.page)) == [1]


def test_closed_lesson_costs_little(walk, django_assert_max_num_queries):
    walk.client.get(walk.address("lesson", 3))
    with django_assert_max_num_queries(6):
        walk.client.get(walk.address("lesson", 3))
