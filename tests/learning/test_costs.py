"""What the pages cost: queries on the server, bytes for the learner."""

import gzip
from unittest.mock import Mock

import pytest
from django.urls import reverse

from learning.catalogue.blocks import LessonBody
from learning.exchange.packages.format.bodies import BlockReader
from learning.models import LessonPage
from tests import factories, starter

LIMIT = 12_000


def pages(walk):
    question = walk.content(1).questions[0]
    return {
        "catalogue": reverse("learning:catalogue"),
        "course": walk.address("course"),
        "lesson": walk.address("lesson", 1),
        "question": walk.address("question", 1, question.id),
        "result": walk.address("result", 1),
        "exercise": walk.exercise_address,
        "certificate": walk.address("certificate"),
    }


NAMES = ["catalogue", "course", "lesson", "question", "result", "exercise", "certificate"]


@pytest.mark.parametrize("name", NAMES)
def test_learner_page_costs_at_most_six_queries(
    completed, french, name, django_assert_max_num_queries
):
    address = pages(completed)[name]
    assert completed.client.get(address).status_code == 200
    with django_assert_max_num_queries(6):
        completed.client.get(address)


@pytest.mark.parametrize("name", ["course", "lesson", "question", "result", "exercise"])
def test_learner_page_costs_at_most_six_queries_in_the_middle_of_the_course(
    walk, name, django_assert_max_num_queries
):
    walk.answer(1, 1, 3)
    walk.hand_in("A beginning", "save")
    address = pages(walk)[name]
    walk.client.get(address)
    with django_assert_max_num_queries(6):
        walk.client.get(address)


def test_catalogue_costs_the_same_with_many_courses(walk, django_assert_max_num_queries):
    for number in range(5):
        factories.course(title=f"Course {number}")
    walk.client.get(reverse("learning:catalogue"))
    with django_assert_max_num_queries(6):
        walk.client.get(reverse("learning:catalogue"))


def compressed(response) -> int:
    if response.get("Content-Encoding") == "gzip":
        return len(response.content)
    return len(gzip.compress(response.content))


def starter_body(blocks):
    """The blocks of a real lesson, without its files."""
    told = [block for block in blocks if block["type"] not in ("audio", "download", "picture")]
    read = BlockReader(things=Mock(), place=("weight",), file="weight")
    return read.stream(LessonBody(), told)


def test_real_lesson_weighs_at_most_twelve_kilobytes(walk):
    lessons = starter.course("fr")["lessons"]
    page = LessonPage.objects.get(title="Lesson 1")
    for lesson in lessons:
        page.body = starter_body(lesson["blocks"])
        page.save_revision().publish()
        weight = compressed(walk.client.get(walk.address("lesson", 1)))
        assert 2_000 < weight < LIMIT


def test_weight_shown_beside_a_lesson_is_what_it_costs(walk):
    lesson = starter.course("fr")["lessons"][0]
    page = LessonPage.objects.get(title="Lesson 1")
    page.body = starter_body(lesson["blocks"])
    page.save_revision().publish()
    costs = compressed(walk.client.get(walk.address("lesson", 1)))
    assert walk.content(1).weight == pytest.approx(costs, abs=500)


@pytest.mark.parametrize("name", NAMES)
def test_learner_page_weighs_little(completed, name):
    assert compressed(completed.client.get(pages(completed)[name])) < LIMIT
