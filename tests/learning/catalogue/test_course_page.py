"""The page of a course: what it teaches, how long it takes, and what comes when it is completed."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from learning.models import CoursePage, Enrolment
from tests import factories

OUTCOMES = "keep a cash book\n\n  write a budget  \n"


def say(walk, **words: str) -> None:
    page = CoursePage.objects.get(pk=walk.page.pk)
    for name, value in words.items():
        setattr(page, name, value)
    page.save_revision().publish()


def shown(client: Client, address: str) -> str:
    return re.sub(r"\s+", " ", client.get(address).content.decode())


def test_it_says_what_one_will_be_able_to_do_and_what_it_takes(walk):
    say(walk, outcomes=OUTCOMES, needs="a pen", way="group")
    page = shown(walk.client, walk.address("course"))
    assert "<h2>You will be able to</h2>" in page
    assert re.findall(r"<li> (keep[^<]*|write[^<]*) </li>", page) == [
        "keep a cash book",
        "write a budget",
    ]
    assert re.findall(r"<dd>([^<]*)</dd>", page) == ["As a group", "a pen"]


def test_without_these_texts_there_is_no_heading_for_them(walk):
    page = shown(walk.client, walk.address("course"))
    assert "You will be able to" not in page
    assert re.findall(r"<dd>([^<]*)</dd>", page) == ["On your own or as a group"]


def test_minutes_of_a_course_are_those_of_its_lessons(walk):
    lessons = walk.page.lessons()
    for lesson, minutes in zip(lessons, (10, 15), strict=True):
        lesson.minutes = minutes
        lesson.save_revision().publish()
    for address in (reverse("learning:catalogue"), walk.address("course")):
        assert "2 lessons, 25 minutes" in shown(walk.client, address)


def test_completing_is_said_with_what_one_can_do_now(completed):
    say(completed, outcomes=OUTCOMES, teach_back="Tell it to someone.")
    page = shown(completed.client, completed.address("course"))
    certificate = Enrolment.objects.get().certificates.get()
    assert "<h2>You can now</h2>" in page
    assert "You will be able to" not in page
    assert "<dd>" not in page
    assert f">{certificate.number}</code>" in page
    assert '<details class="card" open>' in page


def test_completed_course_that_says_nothing_of_itself_has_no_empty_card(completed):
    page = shown(completed.client, completed.address("course"))
    assert "You can now" not in page
    assert re.search(r'<section class="card"> *</section>', page) is None


@pytest.fixture
def next_one(completed):
    """Return a function that says which course the page of the completed one offers."""

    def found(client: Client | None = None) -> str | None:
        page = shown(client or completed.client, completed.address("course"))
        offered = re.search(r"<h2>Next, if you like</h2> <h3><a [^>]*>([^<]*)</a>", page)
        return offered and offered[1]

    return found


def test_next_course_is_one_that_is_not_completed(completed, next_one, world):
    assert next_one() is None
    second, third = (factories.course(title=title) for title in ("Second", "Third"))
    assert next_one() == "Second"
    Enrolment.objects.create(
        user=completed.user,
        course_key=second.translation_key,
        completed_at=Enrolment.objects.get(user=completed.user).completed_at,
    )
    assert next_one() == "Third"
    third.unpublish()
    assert next_one() is None


def test_next_course_says_nothing_of_another_member(completed, next_one, world, sign_in):
    """What others have completed changes nothing, and who has not completed it is offered none."""
    second = factories.course(title="Second")
    other = world.a.leader2
    Enrolment.objects.create(
        user=other,
        course_key=second.translation_key,
        completed_at=Enrolment.objects.get(user=completed.user).completed_at,
    )
    assert next_one() == "Second"
    assert next_one(sign_in(other)) is None
    assert next_one(Client()) is None


def test_course_without_lessons_is_not_offered(completed, next_one):
    factories.course(title="Empty", lessons=0)
    assert next_one() is None
