import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from learning import notices as learning_notices
from learning.exercises import actions as exercises
from learning.models import Certificate, CoursePage, Review, Submission
from mentorship import notices, overview
from mentorship.models import Pair
from mentorship.pairs import actions as pairing
from mentorship.reviews import actions as reviews
from mentorship.tasks import tell_mentors_of_waiting_work
from people.models import Notice
from tests import factories
from tests.mentorship.forms import review_form
from tests.responses import text_of
from web.errors import NotAllowed

pytestmark = pytest.mark.servers


@pytest.fixture
def page(world):
    factories.running_pair(world.a)
    return factories.course()


@pytest.fixture
def work(world, page) -> Submission:
    return factories.hand_in(world.a.leader, page, "My budget, first try")


def address(work: Submission) -> str:
    return reverse("mentorship:review", args=[work.code])


def test_queue_holds_work_of_own_mentees_only(world, work):
    stranger = factories.hand_in(world.b.leader, CoursePage.objects.get(), "Theirs")
    assert list(reviews.waiting_for(world.a.mentor)) == [work]
    assert stranger.state == "sent"
    [line] = overview.accompaniments(world.a.mentor)
    assert line.waiting == 1


def test_review_round_with_improvement_completes_course(world, page, work, sign_in):
    factories.do_lessons(world.a.leader, page.translation_key)
    mentor, leader = sign_in(world.a.mentor), world.a.leader
    assert "1 exercise is waiting for your review" in text_of(mentor.get("/en/mentoring/"))
    html = text_of(mentor.get(address(work)))
    for words in ("My budget, first try", "A budget", "Make a budget.", "Next step"):
        assert words in html

    assert mentor.post(address(work), review_form()).status_code == 302
    work.refresh_from_db()
    assert work.state == "returned"
    assert list(reviews.waiting_for(world.a.mentor)) == []
    assert not Certificate.objects.exists()

    factories.hand_in(leader, page, "My budget, with the transport")
    html = text_of(mentor.get(address(work)))
    assert "My budget, with the transport" in html
    assert "Add the transport." in html
    form = review_form(verdict="accept", text="Clear and ours.")
    for _time in range(2):
        assert mentor.post(address(work), form).status_code == 302
    work.refresh_from_db()
    assert work.state == "accepted"
    assert Review.objects.count() == 2
    assert Certificate.objects.get().enrolment.user == leader
    assert set(leader.notices.values_list("kind", flat=True)) >= {
        learning_notices.EXERCISE_RETURNED.name,
        learning_notices.EXERCISE_ACCEPTED.name,
        learning_notices.COURSE_COMPLETED.name,
    }


def test_comment_leaves_work_waiting(world, work, sign_in):
    form = review_form(verdict="comment", text="I read it tomorrow.")
    assert sign_in(world.a.mentor).post(address(work), form).status_code == 302
    assert list(reviews.waiting_for(world.a.mentor)) == [work]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "x" * 3001}, "text"),
        ({"verdict": ""}, "verdict"),
        ({"verdict": "praise"}, "verdict"),
    ],
)
def test_review_with_one_wrong_field(world, work, sign_in, change, field):
    form = review_form() | change
    response = sign_in(world.a.mentor).post(address(work), form)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"]["text"].value() == form["text"]
    assert form["text"] in text_of(response)
    assert Review.objects.count() == 0


def test_each_decision_is_a_button_of_one_form(world, work, sign_in):
    html = text_of(sign_in(world.a.mentor).get(address(work)))
    assert re.findall(r'name="verdict"(.*?)>(.*?)<', html) == [
        (' value="accept"', "Accept the exercise"),
        (' value="improve"', "Ask for changes"),
        (' value="comment"', "Only comment, decide later"),
    ]


@pytest.mark.parametrize("verdict", ["", "praise"])
def test_review_without_a_decision_says_what_to_press(world, work, sign_in, verdict):
    form = review_form(verdict=verdict)
    html = text_of(sign_in(world.a.mentor).post(address(work), form))
    [error] = re.findall(r'<p class="error" role="alert">(.*?)</p>', html)
    assert error == "Press one of the buttons to say what happens next."


def test_review_of_accepted_work_says_so_and_keeps_what_was_typed(world, work, sign_in):
    client = sign_in(world.a.mentor)
    client.post(address(work), review_form(verdict="accept"))
    response = client.post(address(work), review_form(text="One more thing"))
    assert response.status_code == 200
    assert (
        "This exercise is no longer waiting for a review. Your comment was not sent."
    ) in text_of(response)
    assert "One more thing" in text_of(response)
    assert Review.objects.count() == 1


def test_review_of_unpublished_course_still_works(world, page, work, sign_in):
    page.unpublish()
    client = sign_in(world.a.mentor)
    html = text_of(client.get(address(work)))
    assert "This exercise is no longer published. You can still review it." in html
    assert "My budget, first try" in html
    assert client.post(address(work), review_form()).status_code == 302


def test_review_checks_the_pair_again(world, work):
    pairing.end(pair=world.a.mentor.pairs_as_mentor.get(), user=world.a.leader)
    for reviewer in (world.a.mentor, world.b.mentor, world.a.coordinator, world.a.leader):
        with pytest.raises(NotAllowed):
            reviews.review(
                submission=work, reviewer=reviewer, verdict="accept", text="Yes", key=uuid4()
            )
    assert Review.objects.count() == 0


def test_review_passes_on_the_refusal_of_learning(world, work):
    fields = {"submission": work, "reviewer": world.a.mentor, "text": "Yes"}
    reviews.review(verdict="accept", key=uuid4(), **fields)
    with pytest.raises(exercises.NotWaiting):
        reviews.review(verdict="improve", key=uuid4(), **fields)


def test_mentor_gets_one_notice_for_each_round(world, page, work):
    factories.hand_in(world.b.leader, page, "Nobody accompanies me")
    notices_sent = world.a.mentor.notices.filter(kind=notices.EXERCISE_SENT.name).all
    for _time in range(2):
        tell_mentors_of_waiting_work()
    assert [notice.subject_code for notice in notices_sent()] == [work.code]
    fields = {"reviewer": world.a.mentor, "text": "Almost", "key": uuid4()}
    reviews.review(submission=work, verdict="improve", **fields)
    tell_mentors_of_waiting_work()
    # Nothing waits any more.
    assert notices_sent().count() == 0
    factories.hand_in(world.a.leader, page, "Second try")
    Submission.objects.filter(pk=work.pk).update(sent_at=timezone.now() + timedelta(minutes=5))
    tell_mentors_of_waiting_work()
    assert [notice.subject_code for notice in notices_sent()] == [work.code]
    assert Notice.objects.filter(kind=notices.EXERCISE_SENT.name).count() == 1


def test_notice_of_waiting_work_stays_after_a_comment_and_goes_with_the_pair(world, work):
    sent = Notice.objects.filter(kind=notices.EXERCISE_SENT.name)
    tell_mentors_of_waiting_work()
    fields = {"reviewer": world.a.mentor, "text": "I will read on", "key": uuid4()}
    reviews.review(submission=work, verdict="comment", **fields)
    assert list(sent.values_list("user", "subject_code")) == [(world.a.mentor.pk, work.code)]
    pairing.end(pair=Pair.objects.get(mentor=world.a.mentor), user=world.a.leader)
    assert not sent.exists()
