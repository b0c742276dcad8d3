"""The worked answer of an exercise: only those who may review the work read it."""

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from learning.catalogue import contents
from learning.exercises import actions as exercises
from learning.models import CoursePage, Submission
from mentorship.pairs import actions as pairing
from tests import factories
from tests.mentorship.forms import review_form

ANSWER = factories.WORKED_ANSWER


@pytest.fixture
def work(world) -> Submission:
    factories.running_pair(world.a)
    factories.running_pair(world.b)
    page = factories.course()
    CoursePage.objects.update(access=CoursePage.Access.OPEN)
    return factories.hand_in(world.a.leader, page, "My budget")


def html(response) -> str:
    return response.content.decode()


def test_mentor_reads_it_beside_the_work_and_after_the_decision(world, work, sign_in):
    mentor, address = sign_in(world.a.mentor), reverse("mentorship:review", args=[work.code])
    assert html(mentor.get(address)).count(ANSWER) == 1
    assert html(mentor.post(address, {"text": "Clear"})).count(ANSWER) == 1
    mentor.post(address, review_form(verdict="accept"))
    assert html(mentor.get(address)).count(ANSWER) == 1


def test_no_one_else_gets_the_page_that_has_it(world, work, sign_in):
    address = reverse("mentorship:review", args=[work.code])
    others = [world.a.leader, world.a.leader2, world.a.coordinator, world.b.mentor, world.b.leader]
    for user in others:
        client = sign_in(user)
        for answer in (client.get(address), client.post(address, review_form())):
            assert (answer.status_code, ANSWER in html(answer)) == (404, False)
    assert Client().get(address).status_code == 302
    pairing.end(pair=world.a.mentor.pairs_as_mentor.get(), user=world.a.leader)
    assert sign_in(world.a.mentor).get(address).status_code == 404


def pages_of(work: Submission) -> list[str]:
    course = work.enrolment.course_key
    one = exercises.tasks([work], "en")[work.pk].course
    asked = contents.of(one.lessons[0]).questions[0]
    return [
        reverse("learning:catalogue"),
        reverse("learning:course", args=[course]),
        *(reverse("learning:lesson", args=[course, lesson.key]) for lesson in one.lessons),
        reverse("learning:question", args=[course, one.lessons[0].key, asked.id]),
        reverse("learning:exercise", args=[course, work.lesson_key, work.exercise_id]),
    ]


@pytest.mark.parametrize("state", Submission.State)
def test_learner_never_has_it(world, work, sign_in, state):
    Submission.objects.update(state=state)
    client = sign_in(world.a.leader)
    *pages, exercise = pages_of(work)
    for address in [*pages, exercise]:
        answer = client.get(address)
        assert (answer.status_code, ANSWER in html(answer)) == (200, False), address
    answer = client.post(exercise, {"text": "", "send": "1"})
    assert (answer.status_code, ANSWER in html(answer)) == (200, False)


def test_copy_of_own_data_has_the_work_and_not_the_answer(world, work, sign_in):
    leader = world.a.leader
    leader.set_password(factories.PASSPHRASE)
    leader.save()
    answer = sign_in(leader).post("/en/me/export/", {"passphrase": factories.PASSPHRASE})
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as archive:
        copies = [archive.read(name).decode() for name in archive.namelist()]
    assert [("My budget" in one, ANSWER in one) for one in copies] == [(True, False)] * 2


def test_mentors_learn_without_it(world, work, sign_in):
    """Those who mentor others take courses too."""
    mentor = world.a.mentor
    factories.hand_in(mentor, CoursePage.objects.get(), "My own")
    client = sign_in(mentor)
    for address in pages_of(work):
        answer = client.get(address)
        assert (answer.status_code, ANSWER in html(answer)) == (200, False), address


def test_visitors_of_an_open_course_never_have_it(work):
    for address in pages_of(work)[1:-2]:
        answer = Client().get(address)
        assert (answer.status_code, ANSWER in html(answer)) == (200, False), address
