"""Writing an exercise, handing it in, its review, and completing the course."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from learning import notices
from learning.exercises import actions as exercises
from learning.models import (
    Certificate,
    CoursePage,
    Enrolment,
    LessonPage,
    Review,
    Submission,
)
from people.models import Event, MemberSession
from tests import factories

pytestmark = pytest.mark.servers

State = Submission.State
Verdict = Review.Verdict
WRITING = ("INSERT", "UPDATE", "DELETE")


def answer(walk, world, verdict, text="Clear.", key=None):
    return exercises.review(
        submission=Submission.objects.get(),
        reviewer=world.a.mentor,
        verdict=verdict,
        text=text,
        key=key or uuid4(),
    )


def kinds(user):
    return sorted(user.notices.values_list("kind", flat=True))


def test_draft_is_kept_and_not_handed_in(walk):
    assert walk.hand_in("A beginning", "save").status_code == 302
    kept = Submission.objects.get()
    assert (kept.text, kept.state, kept.sent_at) == ("A beginning", State.DRAFT, None)
    assert "A beginning" in walk.client.get(walk.exercise_address).content.decode()


def test_handing_in_sends_the_text_as_typed_last(walk):
    walk.hand_in("A beginning", "save")
    walk.hand_in("The end")
    kept = Submission.objects.get()
    assert (kept.text, kept.state) == ("The end", State.SENT)
    assert kept.sent_at is not None


def test_handing_in_twice_is_one_submission(walk):
    for _again in range(2):
        assert walk.hand_in("Our budget").status_code == 302
    assert Submission.objects.count() == 1
    assert Event.objects.filter(kind="hand_in").count() == 1


@pytest.mark.parametrize("button", ["save", "send"])
def test_course_says_whether_the_exercise_is_handed_in(walk, button):
    walk.finish(1)
    walk.finish(2)
    walk.hand_in(button=button)
    page = walk.client.get(walk.address("course")).content.decode()
    assert ("Your exercise is handed in" in page) is (button == "send")
    # The page itself says it once, without a message above.
    assert ("Saved as a draft." in page, "Handed in." in page) == (button == "save", False)


def test_other_text_after_handing_in_is_refused_and_stays_on_the_page(walk):
    walk.hand_in("Our budget")
    response = walk.hand_in("Another budget")
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["text"]
    assert "Another budget" in response.content.decode()
    assert Submission.objects.get().text == "Our budget"


@pytest.mark.parametrize("button", ["send", "save"])
def test_empty_text_says_so_beside_the_field(walk, button):
    response = walk.hand_in(" \n ", button)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["text"]
    assert Submission.objects.count() == 0


def test_text_that_is_too_long_is_kept_on_the_page(walk):
    text = "x" * (Submission.LONGEST + 1)
    response = walk.hand_in(text)
    assert list(response.context["form"].errors) == ["text"]
    assert text in response.content.decode()
    assert Submission.objects.count() == 0


def test_line_end_counts_as_one_character(walk):
    text = "\r\n".join(["x"] * (Submission.LONGEST // 2))
    assert walk.hand_in(text).status_code == 302
    assert Submission.objects.get().text == text.replace("\r\n", "\n")


def remove_exercise():
    page = LessonPage.objects.get(title="Lesson 2")
    del page.body[4]
    page.save_revision().publish()


def take_lesson_down():
    LessonPage.objects.get(title="Lesson 2").unpublish()


def delete_lesson():
    LessonPage.objects.get(title="Lesson 2").delete()


def move_lesson():
    page = LessonPage.objects.get(title="Lesson 2")
    page.move(factories.course(title="Another", lessons=1), pos="last-child")


def take_course_down():
    CoursePage.objects.get().unpublish()


@pytest.mark.parametrize(
    "act", [remove_exercise, take_lesson_down, delete_lesson, move_lesson, take_course_down]
)
@pytest.mark.parametrize("button", ["send", "save"])
def test_what_was_removed_meanwhile_gives_the_typed_text_back(walk, act, button):
    address = walk.exercise_address
    act()
    response = walk.client.post(address, {"text": "Hours of <work>", button: "1"})
    assert response.status_code == 404
    page = response.content.decode()
    assert "Hours of &lt;work&gt;</textarea>" in page
    assert "What you sent just now is not saved." in page
    assert not Submission.objects.exists()


def test_course_that_was_taken_down_gives_a_stranger_nothing(walk):
    there = walk.exercise_address
    walk.page.unpublish()
    nowhere = reverse("learning:exercise", args=[uuid4(), uuid4(), uuid4()])
    for address in (there, nowhere):
        response = Client().post(address, {"text": "Hours of work", "send": "1"})
        assert response.url == f"{reverse('account_login')}?next={address}"


def test_reminder_is_above_the_text_field(walk):
    page = walk.client.get(walk.exercise_address).content.decode()
    assert page.index("No names.") < page.index("<textarea")


def test_comment_changes_no_state_and_leaves_a_notice(walk, world):
    walk.hand_in()
    answer(walk, world, Verdict.COMMENT, "Have you thought of the rent?")
    assert Submission.objects.get().state == State.SENT
    page = walk.client.get(walk.exercise_address).content.decode()
    assert "Have you thought of the rent?" in page
    assert kinds(walk.user) == [notices.EXERCISE_RETURNED.name]


def test_improvement_round_ends_in_acceptance(walk, world):
    walk.hand_in("First")
    answer(walk, world, Verdict.IMPROVE, "Add the transport.")
    assert Submission.objects.get().state == State.RETURNED
    page = walk.client.get(walk.exercise_address).content.decode()
    assert "Add the transport." in page
    assert "Hand in" in page
    assert walk.hand_in("Second").status_code == 302
    answer(walk, world, Verdict.ACCEPT)
    kept = Submission.objects.get()
    assert (kept.state, kept.text) == (State.ACCEPTED, "Second")
    assert kinds(walk.user) == [notices.EXERCISE_ACCEPTED.name, notices.EXERCISE_RETURNED.name]


def test_accepted_work_cannot_be_changed(walk, world):
    walk.hand_in("Mine")
    answer(walk, world, Verdict.ACCEPT)
    assert "<textarea" not in walk.client.get(walk.exercise_address).content.decode()
    response = walk.hand_in("Other")
    assert list(response.context["form"].errors) == ["text"]
    assert Submission.objects.get().text == "Mine"


def test_review_sent_twice_is_kept_once(walk, world):
    walk.hand_in()
    key = uuid4()
    first = answer(walk, world, Verdict.IMPROVE, key=key)
    assert answer(walk, world, Verdict.IMPROVE, key=key) == first
    assert Review.objects.count() == 1
    assert kinds(walk.user) == [notices.EXERCISE_RETURNED.name]


@pytest.mark.parametrize("verdict", [Verdict.IMPROVE, Verdict.ACCEPT])
@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED, State.ACCEPTED])
def test_only_waiting_work_can_be_decided(walk, world, state, verdict):
    walk.hand_in()
    Submission.objects.update(state=state)
    with pytest.raises(exercises.NotWaiting):
        answer(walk, world, verdict)
    assert (Review.objects.count(), Submission.objects.get().state) == (0, state)


def test_draft_is_not_commented(walk, world):
    walk.hand_in("Not yet", "save")
    with pytest.raises(exercises.NotWaiting):
        answer(walk, world, Verdict.COMMENT)


def test_course_completes_with_the_acceptance(walk, world):
    walk.finish(1)
    walk.finish(2)
    walk.hand_in()
    assert walk.enrolment.completed_at is None
    answer(walk, world, Verdict.ACCEPT)
    assert walk.enrolment.completed_at is not None
    assert Certificate.objects.get().enrolment == walk.enrolment
    assert notices.COURSE_COMPLETED.name in kinds(walk.user)
    assert Event.objects.filter(kind="complete").count() == 1


def test_course_completes_with_the_last_answer_when_the_exercise_came_first(walk, world):
    walk.finish(2)
    walk.hand_in()
    answer(walk, world, Verdict.ACCEPT)
    assert walk.enrolment.completed_at is None
    walk.finish(1)
    assert walk.enrolment.completed_at is not None


@pytest.fixture
def shortened(walk, world):
    """A course in which nothing is left to do, because its open lesson was removed."""
    walk.finish(2)
    walk.hand_in()
    answer(walk, world, Verdict.ACCEPT)
    LessonPage.objects.get(title="Lesson 1").unpublish()
    return walk


def test_shortened_course_completes_with_the_next_answer(shortened):
    shortened.answer(1, 1, 2)
    assert shortened.enrolment.completed_at is not None
    assert Certificate.objects.count() == 1


def test_shortened_course_completes_with_the_next_review(shortened, world):
    answer(shortened, world, Verdict.COMMENT)
    assert shortened.enrolment.completed_at is not None


def test_shortened_course_offers_to_complete_it(shortened):
    page = shortened.client.get(shortened.address("course")).content.decode()
    assert "Complete the course" in page
    assert shortened.client.post(shortened.address("read", 1)).status_code == 302
    page = shortened.client.get(shortened.address("course")).content.decode()
    assert "You have completed this course" in page
    assert Certificate.objects.count() == 1


PAGES = ["catalogue", "course", "lesson", "question", "result", "exercise", "work", "certificate"]


@pytest.mark.parametrize("name", ["home", *PAGES])
def test_page_of_a_learner_only_reads(shortened, name):
    addresses = {
        "home": reverse("home"),
        "catalogue": reverse("learning:catalogue"),
        "course": shortened.address("course"),
        "lesson": shortened.address("lesson", 1),
        "question": shortened.address("question", 1, shortened.content(1).questions[0].id),
        "result": shortened.address("result", 1),
        "exercise": shortened.exercise_address,
        "work": reverse("learning:work", args=[Submission.objects.get().code]),
        "certificate": shortened.address("certificate"),
    }
    # Opening a lesson writes once where to continue.
    shortened.client.get(addresses["lesson"])
    with CaptureQueriesContext(connection) as asked:
        assert shortened.client.get(addresses[name]).status_code in (200, 302)
    written = [query["sql"] for query in asked if query["sql"].startswith(WRITING)]
    assert [sql for sql in written if MemberSession._meta.db_table not in sql] == []
    assert shortened.enrolment.completed_at is None


def test_course_does_not_complete_without_the_exercise(walk):
    walk.finish(1)
    walk.finish(2)
    walk.client.get(walk.address("course"))
    assert walk.enrolment.completed_at is None
    assert Certificate.objects.count() == 0


def test_completion_of_one_does_not_complete_another(walk, world):
    other = Enrolment.objects.create(user=world.b.leader, course_key=walk.page.translation_key)
    walk.finish(1)
    walk.finish(2)
    walk.hand_in()
    answer(walk, world, Verdict.ACCEPT)
    other.refresh_from_db()
    assert other.completed_at is None


def test_tasks_say_what_submissions_belong_to(walk, django_assert_max_num_queries):
    walk.hand_in()
    waiting = list(Submission.objects.waiting().select_related("enrolment"))
    with django_assert_max_num_queries(2):
        task = exercises.tasks(waiting, "en")[waiting[0].pk]
    assert (task.course.title, task.lesson.title) == ("A course", "Lesson 2")
    assert task.exercise.heading == "A budget"


def test_tasks_leave_out_what_is_not_published(walk):
    walk.hand_in()
    LessonPage.objects.get(title="Lesson 2").unpublish()
    assert exercises.tasks(Submission.objects.select_related("enrolment"), "en") == {}


def test_handing_in_twice_is_safe_when_another_course_has_the_same_exercise(walk):
    """As a course that was copied before copies got ids of their own."""
    other = Enrolment.objects.create(user=walk.user, course_key=uuid4())
    Submission.objects.create(
        enrolment=other,
        lesson_key=uuid4(),
        exercise_id=walk.content(2).exercises[0].id,
        text="Our budget",
        state=State.SENT,
    )
    for _again in range(2):
        assert walk.hand_in("Our budget").status_code == 302
    assert Submission.objects.filter(enrolment=walk.enrolment, state=State.SENT).count() == 1
    page = walk.hand_in("Another text")
    assert list(page.context["form"].errors) == ["text"]
