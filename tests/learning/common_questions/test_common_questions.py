"""What others read of a question is a new text, checked by a second person, without the first."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from learning.common_questions import actions
from learning.common_questions.permissions import common_questions_checkable_by
from learning.enquiries import actions as enquiries
from learning.models import CommonQuestion, CoursePage, Enquiry, LessonPage
from learning.tasks import forget_enquiries
from people.models import AccessRecord, Event
from people.privacy import erasure
from people.roles.table import Role
from tests import factories, racing
from tests.responses import errors, messages, text_of

pytestmark = pytest.mark.servers

QUESTION, ANSWER = "ZQ who counts?", "ZQ two people."
LIST = reverse("learning:common-questions")
QUEUE = reverse("learning:waiting-enquiries")


def address(name: str, code) -> str:
    return reverse(f"learning:{name}", args=[code])


def form(**changes) -> dict:
    return {"key": str(uuid4()), "question": QUESTION, "answer": ANSWER} | changes


@pytest.fixture
def editor(world):
    return factories.person("editor", world.a.organisation, "ZQA editor")


@pytest.fixture
def shareable(world) -> Enquiry:
    """A question of region A's leader who agrees, answered by the facilitator."""
    asked = factories.enquire(world.a.leader, factories.course(), "ZQ words of the learner")
    Enquiry.objects.filter(pk=asked.pk).update(is_shareable=True)
    return enquiries.answer(enquiry=asked, by=world.a.facilitator, text="Yes")


@pytest.fixture
def proposed(world) -> CommonQuestion:
    return factories.propose(world.a.facilitator, factories.course(), QUESTION, ANSWER)


def below_the_lesson(browser, language: str = "en") -> str:
    page = CoursePage.objects.get(locale__language_code="en")
    lesson = LessonPage.objects.child_of(page).first()
    keys = [page.translation_key, lesson.translation_key]
    return text_of(browser.get(reverse("learning:ask", args=keys).replace("/en/", f"/{language}/")))


# --- Proposing -------------------------------------------------------------------------------


@pytest.mark.parametrize("agrees", [True, False])
def test_who_answers_is_led_to_a_new_text_only_if_the_learner_agreed(walk, world, sign_in, agrees):
    sent = {"key": str(uuid4()), "text": "ZQ words"} | ({"is_shareable": "on"} if agrees else {})
    walk.client.post(walk.address("ask", 1), sent)
    [asked] = Enquiry.objects.all()
    assert asked.is_shareable is agrees
    page = address("propose-common-question", asked.code)
    browser = sign_in(world.a.facilitator)
    assert browser.get(page).status_code == 404
    answered = browser.post(address("answer-enquiry", asked.code), {"text": "Yes"})
    assert answered.url == (page if agrees else QUEUE)
    assert browser.get(page).status_code == (200 if agrees else 404)


def test_page_shows_nothing_of_the_question_and_the_form_works_once(world, shareable, sign_in):
    browser = sign_in(world.a.facilitator)
    page = address("propose-common-question", shareable.code)
    shown = text_of(browser.get(page))
    assert "ZQ words of the learner" not in shown
    assert "ZQA leader" not in shown
    assert not AccessRecord.objects.exists()
    sent = form()
    for _ in range(2):
        answer = browser.post(page, sent, follow=True)
        assert answer.request["PATH_INFO"] == QUEUE
        assert messages(answer) == ["Your proposal has been sent. An editor checks it first."]
    kept = CommonQuestion.objects.get()
    assert (kept.question, kept.answer, kept.language) == (QUESTION, ANSWER, "en")
    assert (kept.lesson_key, kept.written_by) == (shareable.lesson_key, world.a.facilitator)
    assert kept.published_on is None


def test_no_row_and_no_event_leads_to_the_question(world, shareable, sign_in):
    browser = sign_in(world.a.facilitator)
    browser.post(address("propose-common-question", shareable.code), form())
    kept = CommonQuestion.objects.get()
    event = Event.objects.get(kind="propose_common")
    assert (event.actor, event.subject) == (world.a.facilitator.code, kept.code)
    values = CommonQuestion.objects.values().get()
    told = {str(shareable.code), str(shareable.pk), str(world.a.leader.pk)}
    assert told.isdisjoint(str(values[name]) for name in values.keys() - {"id"})


def test_no_one_else_proposes(world, shareable, sign_in):
    colleague = factories.person("facilitator", world.a.organisation, "ZQA colleague")
    people = [colleague, world.a.leader, world.a.coordinator, world.b.facilitator]
    for user in people:
        page = address("propose-common-question", shareable.code)
        assert sign_in(user).post(page, form()).status_code == 404
    assert not CommonQuestion.objects.exists()


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("question", "", "Write the question first."),
        ("answer", " ", "Write the answer first."),
        (
            "question",
            "é" * 201,
            "Your text has 201 characters; the limit is 200. Please shorten it a little.",
        ),
        (
            "answer",
            "é" * 2001,
            "Your text has 2001 characters; the limit is 2000. Please shorten it a little.",
        ),
    ],
)
def test_text_that_does_not_fit_is_refused_beside_its_field(
    world, shareable, sign_in, field, text, said
):
    browser = sign_in(world.a.facilitator)
    page = browser.post(address("propose-common-question", shareable.code), form(**{field: text}))
    assert errors(page) == {field: [said]}
    assert not CommonQuestion.objects.exists()


# --- Checking --------------------------------------------------------------------------------


def test_nothing_is_read_before_an_editor_published_it(world, proposed, editor, sign_in):
    learner = sign_in(world.a.leader2)
    factories.enquire(world.a.leader2, CoursePage.objects.get(), "x")
    assert QUESTION not in below_the_lesson(learner)
    browser = sign_in(editor)
    assert QUESTION in text_of(browser.get(LIST))
    sent = {"question": QUESTION, "answer": "ZQ two people, always."}
    for _ in range(2):
        page = browser.post(address("check-common-question", proposed.code), sent, follow=True)
        assert messages(page) == ["It is published."]
    shown = below_the_lesson(learner)
    assert f"<summary>{QUESTION}</summary>" in shown
    assert "ZQ two people, always." in shown
    assert "ZQA facilitator" not in shown
    assert f'lang="en">\n<summary>{QUESTION}' in shown
    assert QUESTION in below_the_lesson(learner, "fr")
    assert Event.objects.filter(kind="publish_common", actor=editor.code).count() == 1


def test_day_is_kept_and_no_hour(world, proposed, editor):
    actions.publish(by=factories.loaded(editor), code=proposed.code, question="a", answer="b")
    assert type(CommonQuestion.objects.get().published_on) is date


def test_who_takes_another_course_or_none_reads_nothing(world, proposed, editor, sign_in):
    actions.publish(by=factories.loaded(editor), code=proposed.code, question="ZQ a", answer="b")
    other = factories.enquire(world.a.leader, factories.course(title="Another"), "x")
    keys = [other.enrolment.course_key, other.lesson_key]
    page = text_of(sign_in(world.a.leader).get(reverse("learning:ask", args=keys)))
    assert "ZQ a" not in page
    assert "ZQ a" not in below_the_lesson(sign_in(world.a.leader2))


@pytest.mark.parametrize("kind", ["leader", "facilitator", "coordinator", "translator", "admin"])
def test_no_other_role_checks(world, proposed, sign_in, kind):
    user = factories.person(kind, world.a.organisation, "ZQM")
    browser = sign_in(user)
    assert browser.get(LIST).status_code == 404
    check = address("check-common-question", proposed.code)
    assert browser.post(check, {"question": "a", "answer": "b"}).status_code == 404
    for name in ("take-down-common-question", "delete-common-question"):
        assert browser.post(address(name, proposed.code)).status_code == 404
    assert CommonQuestion.objects.get().published_on is None


def test_no_one_checks_their_own_and_no_newcomer_any(world, proposed, editor, sign_in):
    writer = factories.with_role(world.a.facilitator, Role.EDITOR)
    assert not common_questions_checkable_by(factories.loaded(writer)).exists()
    assert QUESTION not in text_of(sign_in(writer).get(LIST))
    newcomer = factories.quarantined(editor)
    assert not common_questions_checkable_by(factories.loaded(newcomer)).exists()


def test_it_is_taken_down_changed_and_deleted(world, proposed, editor, sign_in):
    browser = sign_in(editor)
    check = address("check-common-question", proposed.code)
    browser.post(check, {"question": QUESTION, "answer": ANSWER})
    assert address("delete-common-question", proposed.code) not in text_of(browser.get(check))
    page = browser.post(address("delete-common-question", proposed.code), follow=True)
    assert messages(page) == [str(actions.IsPublished())]
    for _ in range(2):
        browser.post(address("take-down-common-question", proposed.code))
    assert CommonQuestion.objects.get().published_on is None
    assert Event.objects.filter(kind="take_down_common").count() == 1
    for _ in range(2):
        browser.post(address("delete-common-question", proposed.code))
    assert not CommonQuestion.objects.exists()


def test_of_two_editors_the_second_finds_it_published(world, proposed, editor, sign_in):
    check = address("check-common-question", proposed.code)
    sign_in(editor).post(check, {"question": QUESTION, "answer": ANSWER})
    other = sign_in(factories.person("editor", world.b.organisation, "ZQB editor"))
    page = other.post(check, {"question": QUESTION, "answer": "ZQ three people."})
    assert errors(page) == {"__all__": [str(actions.IsPublished())]}
    assert "ZQ three people." in text_of(page)
    assert CommonQuestion.objects.get().answer == ANSWER


@pytest.mark.django_db(transaction=True)
def test_two_at_once_publish_one_text(world):
    proposed = factories.propose(world.a.facilitator, factories.course(), QUESTION, ANSWER)
    editors = [
        factories.loaded(factories.person("editor", world.a.organisation, f"ZQ {n}"))
        for n in range(3)
    ]

    def publish(user) -> None:
        actions.publish(by=user, code=proposed.code, question=QUESTION, answer=f"by {user.pk}")

    done = racing.successes(publish, editors, refused=actions.IsPublished)
    assert sorted(done) == [False, False, True]
    winner = editors[done.index(True)]
    assert CommonQuestion.objects.get().answer == f"by {winner.pk}"


# --- Cost, and staying -----------------------------------------------------------------------


def test_page_costs_at_most_six_queries_and_shows_five(
    walk, world, editor, django_assert_max_num_queries
):
    for number in range(12):
        one = factories.propose(world.a.facilitator, walk.page, f"Question {number}?", "é" * 2000)
        actions.publish(
            by=factories.loaded(editor),
            code=one.code,
            question=one.question,
            answer=one.answer,
        )
    walk.client.get(walk.address("ask", 1))
    with django_assert_max_num_queries(6):
        page = text_of(walk.client.get(walk.address("ask", 1)))
    assert page.count("<summary>Question") == 5
    assert "Page 1 of 3" in page


def test_it_stays_when_who_asked_and_who_wrote_it_are_erased(
    world, shareable, editor, sign_in, settings, tmp_path
):
    settings.ERASURE_LIST = tmp_path / "apart" / "erased.txt"
    sign_in(world.a.facilitator).post(address("propose-common-question", shareable.code), form())
    erasure.erase(user=world.a.leader)
    erasure.erase(user=world.a.facilitator)
    kept = CommonQuestion.objects.get()
    assert (kept.question, kept.written_by) == (QUESTION, None)
    assert not Enquiry.objects.exists()
    assert common_questions_checkable_by(factories.loaded(editor)).count() == 1


def test_it_goes_with_its_lesson(world, proposed):
    forget_enquiries()
    assert CommonQuestion.objects.count() == 1
    CoursePage.objects.get().delete()
    forget_enquiries()
    assert not CommonQuestion.objects.exists()


def test_home_of_editors_counts_what_waits(world, proposed, editor, sign_in):
    heading = "1 common question is waiting for your check"
    assert heading in text_of(sign_in(editor).get(reverse("home")))
    assert heading not in text_of(sign_in(world.a.facilitator).get(reverse("home")))
