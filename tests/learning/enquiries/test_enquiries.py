"""A learner asks a facilitator about a lesson; who may answer reads it without a name."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from config.schedule import SECONDS_BETWEEN
from learning import notices
from learning.enquiries import actions
from learning.enquiries.models import KEPT_FOR, WAITS_FOR
from learning.enquiries.permissions import enquiries_answerable_by, enquiries_of
from learning.models import CoursePage, Enquiry, Submission
from learning.tasks import forget_enquiries, tell_stand_ins_of_waiting_questions
from people.models import AccessRecord, CountryRisk, Event, Network, Notice, RoleGrant
from people.privacy import access_log, export
from people.roles.table import Role
from tests import canaries, factories, racing
from tests.responses import errors, messages, text_of
from tests.unwritable import unwritable_access_log
from web.errors import Closed

pytestmark = pytest.mark.servers

TEXT = "ZQ which beans do we count?"
WEEK = Submission.PROMISE
OWN = reverse("learning:enquiries")
QUEUE = reverse("learning:waiting-enquiries")


def form(text: str = TEXT, **more) -> dict:
    return {"key": str(uuid4()), "text": text} | more


def address(enquiry: Enquiry) -> str:
    return reverse("learning:answer-enquiry", args=[enquiry.code])


def take_back(browser, enquiry: Enquiry):
    return browser.post(reverse("learning:take-back-enquiry", args=[enquiry.code]), follow=True)


@pytest.fixture
def noon(time_machine) -> None:
    """An hour at which it is the same day for every member."""
    time_machine.move_to(datetime(2027, 3, 10, 12, tzinfo=UTC), tick=False)


@pytest.fixture
def enquiry(world) -> Enquiry:
    """Asked by region A's leader."""
    return factories.enquire(world.a.leader, factories.course(), TEXT)


def aged(enquiry: Enquiry, age: timedelta, **fields) -> Enquiry:
    Enquiry.objects.filter(pk=enquiry.pk).update(sent_at=timezone.now() - age, **fields)
    return Enquiry.objects.get(pk=enquiry.pk)


def may_answer(user, enquiry: Enquiry) -> bool:
    return enquiries_answerable_by(factories.loaded(user)).filter(pk=enquiry.pk).exists()


def holder(role: Role, **place):
    user = factories.UserFactory()
    RoleGrant.objects.create(user=user, role=role, **place)
    return factories.loaded(user)


# --- Asking ----------------------------------------------------------------------------------


def test_question_is_sealed_and_its_author_reads_it(walk):
    link = f'href="{walk.address("ask", 1)}"'
    assert link in text_of(walk.client.get(walk.address("lesson", 1)))

    page = walk.client.post(walk.address("ask", 1), form(), follow=True)

    [kept] = Enquiry.objects.all()
    assert (kept.lesson_key, kept.text, kept.answer) == (walk.lesson(1).key, TEXT, None)
    assert canaries.hits(TEXT) == []
    assert messages(page) == ["Your question has been sent."]
    assert page.request["PATH_INFO"] == OWN
    assert TEXT in text_of(page)
    assert walk.lesson(1).title in text_of(page)
    assert "Waiting for an answer" in text_of(page)
    assert Event.objects.filter(kind="ask", actor=walk.user.code, subject=kept.code).count() == 1


def test_who_does_not_take_the_course_cannot_ask(visit):
    assert visit.address("ask", 1) not in text_of(visit.client.get(visit.address("lesson", 1)))
    page = visit.client.post(visit.address("ask", 1), form(), follow=True)
    assert page.request["PATH_INFO"] == visit.address("course")
    assert not Enquiry.objects.exists()


def test_same_form_twice_asks_once(walk):
    sent = form()
    for _ in range(20):
        assert walk.client.post(walk.address("ask", 1), sent).status_code == 302
    assert Enquiry.objects.count() == 1


def test_same_form_with_another_text_asks_that_as_well(walk):
    sent = form("First")
    for text in ("First", "Second"):
        walk.client.post(walk.address("ask", 1), sent | {"text": text})
    assert {one.text for one in enquiries_of(walk.user)} == {"First", "Second"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Write your question first."),
        ("  \r\n ", "Write your question first."),
        (
            "é" * 1001,
            "Your text has 1001 characters; the limit is 1000. Please shorten it a little.",
        ),
    ],
)
def test_text_that_does_not_fit_is_refused_beside_its_field_and_stays(walk, text, said):
    page = walk.client.post(walk.address("ask", 1), form(text))
    assert errors(page) == {"text": [said]}
    assert text.strip() in text_of(page)
    assert not Enquiry.objects.exists()


def test_longest_text_with_line_breaks_of_browsers_is_kept(walk):
    text = "a\r\n" * 499 + "bc"
    assert walk.client.post(walk.address("ask", 1), form(text)).status_code == 302
    assert Enquiry.objects.get().text == text.replace("\r\n", "\n")


def test_three_of_a_course_wait_at_most(walk, world):
    for number in range(actions.MOST_WAITING):
        walk.client.post(walk.address("ask", 1), form(f"Question {number}"))
    page = walk.client.post(walk.address("ask", 2), form())
    assert errors(page) == {"__all__": [str(actions.TooManyWaiting())]}
    assert TEXT in text_of(page)
    # Another course, and another learner, have their own.
    factories.enquire(walk.user, factories.course(title="Another"), TEXT)
    factories.enquire(world.a.leader2, walk.page, TEXT)
    # One that is answered does not wait.
    first = Enquiry.objects.filter(enrolment__user=walk.user).last()
    actions.answer(enquiry=first, by=world.a.facilitator, text="Two people")
    assert walk.client.post(walk.address("ask", 2), form()).status_code == 302
    assert Enquiry.objects.count() == actions.MOST_WAITING + 3


@pytest.mark.django_db(transaction=True)
def test_two_at_once_pass_no_limit(world):
    page = factories.course()
    for number in range(actions.MOST_WAITING - 1):
        factories.enquire(world.a.leader, page, f"Question {number}")

    def ask(text: str) -> None:
        factories.enquire(world.a.leader, page, text)

    done = racing.successes(ask, ["one", "two", "three"], refused=actions.TooManyWaiting)
    assert sorted(done) == [False, False, True]
    assert Enquiry.objects.count() == actions.MOST_WAITING


@pytest.mark.parametrize("level", [None, CountryRisk.Level.HIGH])
def test_page_says_before_sending_who_reads_it_and_when(noon, walk, level):
    if level:
        CountryRisk.objects.create(country="UG", level=level)
        walk.user.organisation.country = "UG"
        walk.user.organisation.save()
    page = text_of(walk.client.get(walk.address("ask", 1)))
    day = date_format(timezone.now() + WEEK)
    assert "A facilitator of your region or network reads it and answers." in page
    assert "They do not read your pseudonym." in page
    later = f"If no one has answered by {day}, coordinators may read it, too."
    assert (later in page) is (level is None)
    assert ('name="is_for_coordinators"' in page) is (level is not None)
    assert "Write no names, no places and no cases" in page


def test_yes_to_coordinators_is_kept_where_it_is_asked(walk):
    CountryRisk.objects.create(country="UG", level=CountryRisk.Level.HIGH)
    walk.client.post(walk.address("ask", 1), form(is_for_coordinators="on"))
    assert Enquiry.objects.get().is_for_coordinators is False
    walk.user.organisation.country = "UG"
    walk.user.organisation.save()
    walk.client.post(walk.address("ask", 1), form(is_for_coordinators="on"))
    assert Enquiry.objects.first().is_for_coordinators is True


# --- One's own -------------------------------------------------------------------------------


def test_no_one_else_finds_it_among_their_own(world, enquiry, sign_in):
    assert TEXT in text_of(sign_in(world.a.leader).get(OWN))
    for other in (world.a.leader2, world.a.mentor, world.a.facilitator, world.a.coordinator):
        assert TEXT not in text_of(sign_in(other).get(OWN))


def test_it_is_taken_back_until_it_is_answered(world, enquiry, sign_in):
    tell_stand_ins_of_waiting_questions()
    page = take_back(sign_in(world.a.leader), enquiry)
    assert messages(page) == ["Your question is deleted."]
    assert TEXT not in text_of(page)
    assert not Enquiry.objects.exists()
    assert not Notice.objects.filter(kind=notices.QUESTION_WAITS.name).exists()
    # A second tap changes nothing.
    assert messages(take_back(sign_in(world.a.leader), enquiry)) == []


def test_no_one_else_takes_it_back(world, enquiry, sign_in):
    for other in (world.a.leader2, world.a.facilitator, world.a.coordinator):
        assert messages(take_back(sign_in(other), enquiry)) == []
    assert Enquiry.objects.get().text == TEXT


def test_answered_question_is_not_taken_back(world, enquiry, sign_in):
    actions.answer(enquiry=enquiry, by=world.a.facilitator, text="Two people count them.")
    page = take_back(sign_in(world.a.leader), enquiry)
    assert messages(page) == [str(actions.IsAnswered())]
    assert "Two people count them." in text_of(page)


def test_question_of_a_lesson_that_is_gone_stays_with_its_author(world, enquiry, sign_in):
    CoursePage.objects.get().unpublish()
    page = text_of(sign_in(world.a.leader).get(OWN))
    assert TEXT in page
    assert "A lesson that is no longer here" in page
    answering = sign_in(world.a.facilitator)
    assert "A lesson that is no longer here" in text_of(answering.get(QUEUE))
    assert TEXT in text_of(answering.get(address(enquiry)))


@pytest.mark.parametrize("number", [0, 25])
def test_own_page_costs_the_same_with_many(world, sign_in, number, django_assert_max_num_queries):
    page = factories.course()
    for one in range(number):
        asked = factories.enquire(world.a.leader, page, f"Question {one}")
        actions.answer(enquiry=asked, by=world.a.facilitator, text=f"Answer {one}")
    browser = sign_in(world.a.leader)
    browser.get(OWN)
    with django_assert_max_num_queries(6):
        shown = text_of(browser.get(OWN))
    assert shown.count("Answer ") == min(number, 10)
    assert ("Page 1 of 3" in shown) is (number == 25)


# --- Who answers -----------------------------------------------------------------------------


def near_and_far(world, role: Role) -> dict:
    region = {"region": world.a.region}
    above, below, other = (
        Network.objects.create(name=name, short_name=name, level="national", **region)
        for name in ("above", "below", "other")
    )
    below.parent = above
    below.save()
    world.a.organisation.networks.add(below)
    near = [region, {}, {"network": above}]
    far = [{"region": world.b.region}, {"network": other}]
    return {
        **{holder(role, **place): True for place in near},
        **{holder(role, **place): False for place in far},
    }


@pytest.mark.parametrize("age", [timedelta(), WEEK - timedelta(minutes=1), WEEK])
@pytest.mark.parametrize("has_mentor", [True, False])
def test_facilitators_near_by_answer_at_once_and_coordinators_after_the_promise(
    world, enquiry, age, has_mentor
):
    if has_mentor:
        factories.running_pair(world.a)
    waiting = aged(enquiry, age)
    assert may_answer(world.a.mentor, waiting) is False
    for reader, is_near in near_and_far(world, Role.FACILITATOR).items():
        assert may_answer(reader, waiting) is is_near


@pytest.mark.parametrize("age", [timedelta(), WEEK - timedelta(minutes=1), WEEK])
def test_coordinators_near_by_answer_after_the_promise(world, enquiry, age):
    waiting = aged(enquiry, age)
    for reader, is_near in near_and_far(world, Role.COORDINATOR).items():
        assert may_answer(reader, waiting) is (is_near and age >= WEEK)


@pytest.mark.parametrize("level", CountryRisk.Level)
@pytest.mark.parametrize("says_yes", [False, True])
def test_where_it_is_dangerous_a_coordinator_reads_only_with_a_yes(world, enquiry, level, says_yes):
    CountryRisk.objects.create(country="UG", level=level)
    world.a.organisation.country = "UG"
    world.a.organisation.save()
    waiting = aged(enquiry, WEEK, is_for_coordinators=says_yes)
    expected = says_yes or level != CountryRisk.Level.HIGH
    assert may_answer(world.a.coordinator, waiting) is expected
    assert may_answer(world.a.facilitator, waiting) is True


@pytest.mark.parametrize("role", [None, Role.MENTOR, Role.LEAD, Role.SAFETY, Role.EDITOR])
def test_no_other_role_reads_any(world, enquiry, role, sign_in):
    place = {"organisation": world.a.organisation} if role == Role.LEAD else {}
    reader = holder(role, **place) if role else world.a.leader2
    waiting = aged(enquiry, 4 * WEEK)
    assert may_answer(reader, waiting) is False
    browser = sign_in(reader)
    assert browser.get(address(waiting)).status_code == 404
    assert browser.get(QUEUE).status_code == 404


def test_no_one_answers_their_own_and_no_newcomer_any(world, enquiry, sign_in):
    waiting = aged(enquiry, WEEK)
    author = factories.with_role(world.a.leader, Role.FACILITATOR)
    assert may_answer(author, waiting) is False
    newcomer = factories.quarantined(world.a.facilitator)
    assert may_answer(newcomer, waiting) is False
    assert sign_in(newcomer).get(address(waiting)).status_code == 404


def test_question_of_one_who_is_suspended_rests(world, enquiry):
    world.a.leader.is_active = False
    world.a.leader.save()
    assert may_answer(world.a.facilitator, enquiry) is False


# --- Answering -------------------------------------------------------------------------------


def test_queue_shows_the_oldest_first_and_nothing_of_them(world, enquiry, sign_in):
    other = aged(factories.enquire(world.a.leader2, CoursePage.objects.get(), TEXT), WEEK)
    factories.enquire(world.b.leader, CoursePage.objects.get(), TEXT)
    page = text_of(sign_in(world.a.facilitator).get(QUEUE))
    assert re.findall(rf'"({QUEUE}[^"]+)"', page) == [address(other), address(enquiry)]
    assert TEXT not in page
    assert "ZQA leader" not in page
    assert not AccessRecord.objects.exists()
    page = text_of(sign_in(world.a.coordinator).get(QUEUE))
    assert re.findall(rf'"({QUEUE}[^"]+)"', page) == [address(other)]


def test_reading_is_a_look_and_shows_no_name(world, enquiry, sign_in):
    browser = sign_in(world.a.facilitator)
    page = text_of(browser.get(address(enquiry)))
    browser.get(address(enquiry))
    assert TEXT in page
    assert "ZQA leader" not in page
    [seen] = access_log.seen(user=world.a.leader)
    assert (seen.what, str(seen.by)) == ("a question that you asked a facilitator", "a facilitator")
    looks = text_of(sign_in(world.a.leader).get("/en/me/looks/"))
    assert "a question that you asked a facilitator" in looks


def test_nothing_is_shown_that_cannot_be_recorded(world, enquiry, sign_in):
    browser = sign_in(world.a.facilitator)
    with unwritable_access_log(), pytest.raises(DatabaseError):
        browser.get(address(enquiry))


def test_answer_is_sealed_and_told_once(noon, world, enquiry, sign_in):
    tell_stand_ins_of_waiting_questions()
    said = "ZQ two people count them."
    browser = sign_in(world.a.facilitator)
    for _ in range(2):
        page = browser.post(address(enquiry), {"text": said}, follow=True)
        assert page.request["PATH_INFO"] == QUEUE
        assert messages(page) == ["Your answer has been sent."]
    assert canaries.hits(said) == []
    [told] = Notice.objects.filter(kind=notices.QUESTION_ANSWERED.name)
    assert (told.user, told.subject_code) == (world.a.leader, None)
    assert not Notice.objects.filter(kind=notices.QUESTION_WAITS.name).exists()
    own = text_of(sign_in(world.a.leader).get(OWN))
    assert said in own
    assert "ZQA facilitator" not in own
    until = date_format(timezone.now() + KEPT_FOR)
    assert f"Deleted on {until}" in " ".join(own.split())
    # Who answered reads nothing of it any more.
    assert browser.get(address(enquiry)).status_code == 404


def test_second_answer_finds_the_first_and_keeps_its_text(world, enquiry, sign_in):
    first, second = sign_in(world.a.facilitator), sign_in(holder(Role.FACILITATOR))
    for browser in (first, second):
        browser.get(address(enquiry))
    first.post(address(enquiry), {"text": "Two people."})
    page = second.post(address(enquiry), {"text": "ZQ three people."})
    assert page.status_code == 404
    assert errors(page) == {"__all__": [str(actions.NoLongerWaits())]}
    assert "ZQ three people." in text_of(page)
    assert TEXT not in text_of(page)
    assert Enquiry.objects.get().answer == "Two people."
    assert Notice.objects.filter(kind=notices.QUESTION_ANSWERED.name).count() == 1


def test_answer_to_what_was_taken_back_comes_back(world, enquiry, sign_in):
    browser = sign_in(world.a.facilitator)
    browser.get(address(enquiry))
    take_back(sign_in(world.a.leader), enquiry)
    page = browser.post(address(enquiry), {"text": "ZQ two people."})
    assert (page.status_code, errors(page)) == (404, {"__all__": [str(actions.NoLongerWaits())]})
    assert "ZQ two people." in text_of(page)


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_leave_the_first(world):
    asked = factories.enquire(world.a.leader, factories.course(), TEXT)
    answering = [holder(Role.FACILITATOR) for _ in range(4)]

    def answer(user) -> None:
        actions.answer(enquiry=asked, by=user, text=f"Answer of {user.pk}")

    done = racing.successes(answer, answering, refused=Closed)
    assert sorted(done) == [False, False, False, True]
    kept = Enquiry.objects.get()
    winner = answering[done.index(True)]
    assert (kept.answered_by, kept.answer) == (winner, f"Answer of {winner.pk}")
    assert Notice.objects.filter(kind=notices.QUESTION_ANSWERED.name).count() == 1


def test_answer_of_someone_else_of_another_region_is_refused(world, enquiry):
    with pytest.raises(actions.NoLongerWaits):
        actions.answer(enquiry=enquiry, by=factories.loaded(world.b.facilitator), text="No")
    assert Enquiry.objects.get().answer is None


# --- Telling, forgetting, leaving ------------------------------------------------------------


def test_those_who_answer_are_told_of_the_oldest_once(world, enquiry):
    for _ in range(2):
        tell_stand_ins_of_waiting_questions()
    kind = notices.QUESTION_WAITS.name
    told = Notice.objects.filter(kind=kind).values_list("user", "subject_code")
    assert list(told) == [(world.a.facilitator.pk, enquiry.code)]
    aged(enquiry, WEEK)
    tell_stand_ins_of_waiting_questions()
    told = Notice.objects.filter(kind=kind).values_list("user", flat=True)
    assert set(told) == {world.a.facilitator.pk, world.a.coordinator.pk}


def test_home_and_menu_count_what_waits(world, enquiry, sign_in):
    heading = "1 question about a lesson is waiting for your answer"
    home = reverse("home")
    assert heading in text_of(sign_in(world.a.facilitator).get(home))
    for other in (world.a.coordinator, world.b.facilitator, world.a.leader):
        assert heading not in text_of(sign_in(other).get(home))
    aged(enquiry, WEEK)
    assert heading in text_of(sign_in(world.a.coordinator).get(home))


def test_question_and_answer_go_by_the_clock(world, enquiry):
    page, now = CoursePage.objects.get(), timezone.now()
    moment = timedelta(minutes=1)
    answered = factories.enquire(world.a.leader, page, "answered")
    actions.answer(enquiry=answered, by=world.a.facilitator, text="Yes")
    tell_stand_ins_of_waiting_questions()

    def forgotten(one: Enquiry, **times) -> bool:
        Enquiry.objects.filter(pk=one.pk).update(**times)
        forget_enquiries()
        return not Enquiry.objects.filter(pk=one.pk).exists()

    old = now - 4 * WAITS_FOR
    assert not forgotten(answered, sent_at=old, answered_at=now - KEPT_FOR + moment)
    assert forgotten(answered, sent_at=old, answered_at=now - KEPT_FOR)
    assert not Notice.objects.filter(kind=notices.QUESTION_ANSWERED.name).exists()
    assert not forgotten(enquiry, sent_at=now - WAITS_FOR + moment)
    assert Notice.objects.filter(kind=notices.QUESTION_WAITS.name).exists()
    assert forgotten(enquiry, sent_at=now - WAITS_FOR)
    assert not Notice.objects.filter(kind=notices.QUESTION_WAITS.name).exists()
    assert {"learning.tasks.forget_enquiries"} <= SECONDS_BETWEEN.keys()


def test_copy_of_its_author_has_both_and_that_of_who_answered_neither(world, enquiry):
    actions.answer(enquiry=enquiry, by=world.a.facilitator, text="Two people.")

    def copied(user) -> list:
        sections = [one for one in export.gather(user) if one.model == "learning.Enquiry"]
        return [entry.value for one in sections for row in one.rows for entry in row]

    mine = copied(world.a.leader)
    assert TEXT in mine
    assert "Two people." in mine
    assert copied(world.a.facilitator) == []
