"""Strangers, other members and other regions find nothing."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from learning.catalogue.permissions import courses_visible_to
from learning.exercises.permissions import submissions_written_by
from learning.models import CoursePage, LessonPage, Submission
from learning.progress.actions import enrol
from tests import factories
from tests.factories import publish
from tests.learning.walking import Walk


@pytest.fixture
def open_course(course):
    course.access = CoursePage.Access.OPEN
    course.save_revision().publish()
    return course


@pytest.fixture
def stranger(visit) -> Walk:
    """A visitor who is not signed in."""
    return Walk(Client(), visit.user, visit.page)


def addresses(walk):
    first, last = walk.content(1), walk.content(2)
    return {
        "course": walk.address("course"),
        "enrol": walk.address("enrol"),
        "certificate": walk.address("certificate"),
        "lesson": walk.address("lesson", 1),
        "read": walk.address("read", 1),
        "result": walk.address("result", 1),
        "question": walk.address("question", 1, first.questions[0].id),
        "exercise": walk.address("exercise", 2, last.exercises[0].id),
    }


NAMES = ["course", "enrol", "certificate", "lesson", "read", "result", "question", "exercise"]
GETS = [name for name in NAMES if name not in ("enrol", "read")]


@pytest.mark.parametrize("name", GETS)
def test_members_course_sends_a_stranger_to_sign_in(stranger, name):
    address = addresses(stranger)[name]
    response = stranger.client.get(address)
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["enrol", "read", "question", "exercise", "certificate"])
def test_members_course_takes_nothing_from_a_stranger(stranger, name):
    response = stranger.client.post(addresses(stranger)[name], {"text": "x", "name": "x"})
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
    assert Submission.objects.count() == 0


def test_stranger_cannot_tell_a_course_from_none(stranger):
    there = stranger.client.get(stranger.address("course"))
    nowhere = stranger.client.get(reverse("learning:course", args=[uuid4()]))
    assert (there.status_code, nowhere.status_code) == (302, 302)


def test_open_course_and_its_lessons_are_read_without_signing_in(stranger, open_course):
    assert stranger.client.get(stranger.address("course")).status_code == 200
    page = stranger.client.get(stranger.address("lesson", 1))
    assert page.status_code == 200
    assert "Once there was a group." in page.content.decode()


@pytest.mark.parametrize("name", ["question", "exercise", "result", "certificate"])
def test_open_course_asks_nothing_of_a_stranger(stranger, open_course, name):
    response = stranger.client.get(addresses(stranger)[name])
    assert response.url.startswith(reverse("account_login"))


def test_catalogue_shows_a_stranger_open_courses_only(stranger, open_course):
    publish(factories.course(title="ZQA members only"))
    page = stranger.client.get(reverse("learning:catalogue")).content.decode()
    assert open_course.title in page
    assert "ZQA members only" not in page


def test_catalogue_shows_a_member_all_courses(visit, open_course):
    publish(factories.course(title="ZQA members only"))
    page = visit.client.get(reverse("learning:catalogue")).content.decode()
    assert open_course.title in page
    assert "ZQA members only" in page


@pytest.mark.parametrize("name", NAMES)
def test_unpublished_course_is_not_there(walk, name):
    address = addresses(walk)[name]
    walk.page.unpublish()
    send = walk.client.post if name in ("enrol", "read") else walk.client.get
    assert send(address).status_code == 404


@pytest.mark.parametrize("name", ["lesson", "read", "result", "question"])
def test_unpublished_lesson_is_not_there(walk, name):
    address = addresses(walk)[name]
    LessonPage.objects.get(title="Lesson 1").unpublish()
    send = walk.client.post if name == "read" else walk.client.get
    assert send(address).status_code == 404


def test_strangers_see_open_courses_and_members_all_that_are_live(world, course, open_course):
    publish(factories.course(title="Members"))
    draft = factories.course(title="Draft")
    draft.unpublish()
    seen = {
        len(set(courses_visible_to(user))): set(courses_visible_to(user))
        for user in (AnonymousUser(), world.a.leader)
    }
    assert sorted(seen) == [1, 2]
    assert seen[1] < seen[2]
    assert draft not in seen[2]


def test_other_person_never_reaches_work_of_a_member(walk, world, sign_in):
    walk.hand_in("ZQA secret budget")
    work = Submission.objects.get()
    assert set(submissions_written_by(walk.user)) == {work}
    for other in (world.a.leader2, world.b.leader, world.a.coordinator, world.b.coordinator):
        enrol(user=other, course_key=walk.page.translation_key)
        client = sign_in(other)
        page = client.get(walk.exercise_address)
        assert page.status_code == 200
        assert "ZQA secret budget" not in page.content.decode()
        assert client.get(reverse("learning:work", args=[work.code])).status_code == 404


def test_other_persons_draft_is_not_overwritten(walk, world, sign_in):
    walk.hand_in("ZQA secret budget", "save")
    enrol(user=world.b.leader, course_key=walk.page.translation_key)
    Walk(sign_in(world.b.leader), world.b.leader, walk.page).hand_in("ZQB text")
    kept = Submission.objects.select_related("enrolment__user__key")
    assert {(one.enrolment.user.pseudonym, one.text, one.state) for one in kept} == {
        ("ZQA leader", "ZQA secret budget", "draft"),
        ("ZQB leader", "ZQB text", "sent"),
    }


def test_other_persons_progress_is_not_shown(walk, world, sign_in):
    walk.finish(1)
    enrol(user=world.b.leader, course_key=walk.page.translation_key)
    page = sign_in(world.b.leader).get(walk.address("course"))
    assert [line.is_done for line in page.context["lines"]] == [False, False]


def test_certificate_of_another_member_is_not_downloaded(completed, world, sign_in):
    enrol(user=world.b.leader, course_key=completed.page.translation_key)
    response = sign_in(world.b.leader).post(completed.address("certificate"), {"name": "ZQB"})
    assert (response.status_code, response.url) == (302, completed.address("course"))


def test_titles_of_pages_say_nothing(completed):
    for name, address in addresses(completed).items():
        if name in GETS:
            page = completed.client.get(address).content.decode()
            title = page.split("<title>")[1].split("</title>")[0]
            assert "A course" not in title
            assert "Lesson 1" not in title
