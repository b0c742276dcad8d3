"""The home page answers one question, and costs six queries."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from dashboard import home
from dashboard.home import Step
from learning.catalogue import outline
from learning.catalogue.contents import of as contents_of
from learning.exercises import actions as exercises
from learning.models import CoursePage, Submission
from learning.notices import COURSE_COMPLETED
from learning.progress import actions as progress_actions
from learning.questions import actions as questions
from mentorship.models import Draft, Pair, Programme, Run
from people.models import Network, RoleGrant
from people.notices import actions as notices
from safety import actions as concerns
from safety.models import ConcernMessage
from tests import factories
from webinars.models import Webinar
from webinars.registration.actions import register

HOME = reverse("home")


@pytest.fixture
def course(db):
    page = factories.course(lessons=2, questions=1)
    return outline.course(CoursePage.objects.live(), page.translation_key, "en")


def do_lessons(user, course):
    progress_actions.enrol(user=user, course_key=course.key)
    for lesson in course.lessons:
        for question in contents_of(lesson).questions:
            questions.answer(
                user=user,
                course=course,
                lesson=lesson,
                question=question,
                given=question.right_answer,
            )


def hand_in(user, course) -> Submission:
    lesson = course.lessons[-1]
    exercise = contents_of(lesson).exercises[0]
    return exercises.send(
        user=user, course=course, lesson=lesson, exercise=exercise, text="Our budget"
    )


def pair(side, *, live: bool = True) -> Pair:
    programme = Programme.objects.create(name="ZQ programme", region=side.region)
    return Pair.objects.create(
        programme=programme,
        mentor=side.mentor,
        mentee=side.leader,
        mentor_yes=True if live else None,
        mentee_yes=True if live else None,
        started_at=timezone.now() if live else None,
    )


def webinar(side, *, starts_in: timedelta, title: str = "A webinar") -> Webinar:
    return Webinar.objects.create(
        title=title,
        region=side.region,
        starts_at=timezone.now() + starts_in,
        minutes=60,
        languages=["en"],
        created_by=side.coordinator,
    )


def test_somebody_new_is_led_to_the_courses(world):
    assert home.of(world.a.leader, "en").next == Step.CHOOSE


def test_a_begun_course_is_continued(world, course):
    progress_actions.enrol(user=world.a.leader, course_key=course.key)
    page = home.of(world.a.leader, "en")
    assert page.next == Step.LESSON
    assert page.lesson.next_lesson == course.lessons[0]


def test_a_first_lesson_that_was_opened_is_gone_on_with(world, course, sign_in):
    progress_actions.enrol(user=world.a.leader, course_key=course.key)
    browser = sign_in(world.a.leader)
    first = reverse("learning:lesson", args=[course.key, course.lessons[0].key])

    def label() -> str:
        page = browser.get(HOME).content.decode()
        return page.partition(f'href="{first}">')[2].partition("</a>")[0]

    assert label() == "Start the lesson"
    assert browser.get(first).status_code == 200
    assert label() == "Continue where you left off"


def test_after_the_lessons_comes_the_exercise(world, course):
    do_lessons(world.a.leader, course)
    assert home.of(world.a.leader, "en").next == Step.EXERCISE


def test_an_exercise_that_a_mentor_reads_leaves_nothing_to_do(world, course):
    pair(world.a)
    do_lessons(world.a.leader, course)
    hand_in(world.a.leader, course)
    assert home.of(world.a.leader, "en").next == Step.CHOOSE


def test_an_exercise_that_nobody_reads_leads_to_mentoring(world, course, sign_in):
    do_lessons(world.a.leader, course)
    hand_in(world.a.leader, course)
    assert home.of(world.a.leader, "en").next == Step.SEEK
    page = sign_in(world.a.leader).get(HOME).content.decode()
    assert f'class="button" href="{reverse("mentorship:overview")}"' in page


def test_an_answered_exercise_comes_before_the_next_lesson(world, course):
    do_lessons(world.a.leader, course)
    submission = hand_in(world.a.leader, course)
    exercises.review(
        submission=submission,
        reviewer=world.a.mentor,
        verdict="improve",
        text="Add the transport.",
        key=submission.code,
    )
    other = factories.course(title="Another")
    progress_actions.enrol(user=world.a.leader, course_key=other.translation_key)
    assert home.of(world.a.leader, "en").next == Step.IMPROVE


def test_a_mentor_is_led_to_what_waits(world, course):
    pair(world.a)
    do_lessons(world.a.leader, course)
    hand_in(world.a.leader, course)
    page = home.of(world.a.mentor, "en")
    assert page.next == Step.REVIEW
    assert page.waiting == 1


def test_a_proposal_comes_before_learning(world, course):
    pair(world.a, live=False)
    progress_actions.enrol(user=world.a.leader, course_key=course.key)
    assert home.of(world.a.leader, "en").next == Step.ANSWER


def test_an_open_door_comes_before_everything(world, course):
    pair(world.a, live=False)
    register(user=world.a.leader, webinar=webinar(world.a, starts_in=timedelta(minutes=5)))
    assert home.of(world.a.leader, "en").next == Step.JOIN


def test_who_leads_a_webinar_finds_its_door(world, sign_in):
    led = webinar(world.a, starts_in=timedelta(minutes=5))
    Webinar.objects.update(facilitator=world.a.facilitator)
    assert home.of(world.a.facilitator, "en").room == led
    page = sign_in(world.a.facilitator).get(HOME).content.decode()
    assert f'class="button" href="{led.get_absolute_url()}"' in page
    assert "You are facilitating this." in page


def test_who_is_no_facilitator_any_more_is_not_told_of_it(world):
    led = webinar(world.b, starts_in=timedelta(minutes=5))
    Webinar.objects.update(facilitator=world.a.leader)
    page = home.of(world.a.leader, "en")
    assert (page.led, page.next, led.is_live) == ([], Step.CHOOSE, True)


def test_a_closed_door_only_stands_among_what_is_coming(world):
    register(user=world.a.leader, webinar=webinar(world.a, starts_in=timedelta(days=2)))
    page = home.of(world.a.leader, "en")
    assert page.next == Step.CHOOSE
    assert [place.webinar.title for place in page.meetings] == ["A webinar"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_full_home_page_costs_six_queries(
    world, course, sign_in, django_assert_max_num_queries, language
):
    pair(world.a)
    for days in (1, 2, 3):
        register(user=world.a.leader, webinar=webinar(world.a, starts_in=timedelta(days=days)))
    for number in range(3):
        more = factories.course(title=f"Course {number}")
        progress_actions.enrol(user=world.a.leader, course_key=more.translation_key)
    notices.tell(world.a.leader, kind=COURSE_COMPLETED, key="1", subject_code=course.key)
    browser = sign_in(world.a.leader)
    address = f"/{language}/home/"
    browser.get(address)
    with django_assert_max_num_queries(6):
        assert browser.get(address).status_code == 200


def test_home_shows_nothing_of_another_region(world, sign_in, course):
    for side, mark in ((world.a, "ZQA"), (world.b, "ZQB")):
        register(
            user=side.leader,
            webinar=webinar(side, starts_in=timedelta(days=1), title=f"{mark} webinar"),
        )
        pair(side)
    page = sign_in(world.a.leader).get(HOME).content.decode()
    assert "ZQA webinar" in page
    assert "ZQA mentor" in page
    assert "ZQB " not in page


def first_card(browser) -> str:
    page = browser.get(HOME).content.decode()
    return page.partition('<section class="card')[2].partition("</section>")[0]


@pytest.mark.parametrize(
    ("role", "place", "leads_to"),
    [
        ("coordinator", "region", "dashboard:region"),
        ("coordinator", "network", "people:invitations"),
        ("safety", "everywhere", "safety:concerns"),
        ("admin", "everywhere", "people:roles"),
    ],
)
def test_whoever_has_a_desk_finds_it_first(world, sign_in, course, role, place, leads_to):
    network = Network.objects.create(short_name="ZQ", region=world.a.region)
    places = {"region": {"region": world.a.region}, "network": {"network": network}}
    her = factories.UserFactory(organisation=world.a.organisation)
    RoleGrant.objects.create(user=her, role=role, **places.get(place, {}))
    assert home.of(her, "en").next == Step.DESK
    assert f'href="{reverse(leads_to)}"' in first_card(sign_in(her))
    progress_actions.enrol(user=her, course_key=course.key)
    assert home.of(her, "en").next == Step.LESSON


def test_drafts_come_before_a_coordinators_lesson(world, sign_in, course):
    programme = Programme.objects.create(name="ZQ programme", region=world.a.region)
    run = Run.objects.create(programme=programme, weights_version=1)
    drafted = {"score": 1, "parts": {}, "reasons": [], "alternatives": []}
    Draft.objects.create(
        programme=programme, run=run.code, mentor=world.a.mentor, mentee=world.a.leader, **drafted
    )
    for side in (world.a, world.b):
        progress_actions.enrol(user=side.coordinator, course_key=course.key)
    assert home.of(world.b.coordinator, "en").next == Step.LESSON
    assert home.of(world.a.coordinator, "en").next == Step.MATCH
    card = first_card(sign_in(world.a.coordinator))
    assert "1 proposed pair is waiting for your decision" in card
    assert f'class="button" href="{reverse("mentorship:programmes")}"' in card
    Draft.objects.update(state=Draft.State.APPROVED)
    assert home.of(world.a.coordinator, "en").next == Step.LESSON


def test_concerns_come_before_a_safety_officers_lesson(world, sign_in, course):
    officer = factories.with_role(factories.UserFactory(), "safety")
    progress_actions.enrol(user=officer, course_key=course.key)
    concerns.leave(key=uuid4(), text="Something happened.", organisation=world.a.organisation)
    assert home.of(officer, "en").next == Step.HEAR
    card = first_card(sign_in(officer))
    assert "1 concern is waiting for a reply" in card
    assert f'class="button" href="{reverse("safety:concerns")}"' in card
    ConcernMessage.objects.update(from_officer=True)
    assert home.of(officer, "en").next == Step.LESSON


def test_strangers_are_sent_to_sign_in(client, db):
    assert client.get(HOME).url.startswith(reverse("account_login"))


def test_a_safety_officer_finds_the_concerns_and_nobody_else_does(world, sign_in):
    officer = factories.with_role(factories.UserFactory(), "safety")
    address = reverse("safety:concerns")
    link = f'href="{address}"'
    assert link in sign_in(officer).get(HOME).content.decode()
    assert link not in sign_in(world.a.coordinator).get(HOME).content.decode()
