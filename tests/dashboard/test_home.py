"""The home page answers one question, and costs six queries."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from dashboard.home import home_of
from dashboard.next_step import NextStep, next_step
from learning.catalogue import contents, outline
from learning.exercises import actions as exercises
from learning.models import CoursePage, Recall, Submission
from learning.notices import COURSE_COMPLETED
from learning.progress import actions as progress_actions
from mentorship.meetings import actions as meetings
from mentorship.models import Pair, Programme
from people.notices import actions as notices
from tests import factories
from web.templatetags.ui import weight
from webinars.models import Webinar
from webinars.overview import Led
from webinars.registration.actions import register

HOME = reverse("home")


def step_of(user) -> NextStep | None:
    return next_step(home_of(user, "en"))


def heading_of(user) -> str | None:
    """Return what the card says; None without one."""
    step = step_of(user)
    return step.heading if step else None


CHOOSE = "Choose something to learn"
SEEK = "Your exercise is handed in"


@pytest.fixture
def course(db):
    page = factories.course(lessons=2, questions=1)
    return outline.course(CoursePage.objects.live(), page.translation_key, "en")


def hand_in(user, course) -> Submission:
    lesson = course.lessons[-1]
    exercise = contents.of(lesson).exercises[0]
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


def test_new_member_without_any_course_is_led_to_the_catalogue(world):
    assert heading_of(world.a.leader) == CHOOSE


def test_new_member_is_led_to_a_course_in_their_language(world, sign_in):
    """The first lesson is two taps from home: the course, and its button."""
    factories.course(title="The first", language="fr")
    mine = factories.course(title="Mine")
    factories.course(title="Without lessons", lessons=0)
    step = step_of(world.a.leader)
    assert (step.heading, step.heading_language) == ("Mine", "")
    assert step.link == reverse("learning:course", args=[mine.translation_key])
    enrol = reverse("learning:enrol", args=[mine.translation_key])
    assert f'action="{enrol}"' in sign_in(world.a.leader).get(step.link).content.decode()


def test_who_takes_a_course_is_not_led_to_a_first_one(world, course):
    factories.do_lessons(world.a.leader, course.key)
    assert home_of(world.a.leader, "en").first_course is None


def test_a_begun_course_is_continued(world, course):
    progress_actions.enrol(user=world.a.leader, course_key=course.key)
    lesson = course.lessons[0]
    step = step_of(world.a.leader)
    assert (step.above, step.heading, step.label) == (
        course.title,
        lesson.title,
        "Start the lesson",
    )
    assert (step.done, step.total) == (0, 2)
    assert step.link == reverse("learning:lesson", args=[course.key, lesson.key])
    assert step.detail.startswith("Lesson 1 of 2, ")
    assert step.price.endswith("kB")


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
    factories.do_lessons(world.a.leader, course.key)
    assert heading_of(world.a.leader) == "All lessons are done. Now for the exercise"


def test_an_exercise_that_a_mentor_reads_leaves_nothing_to_do(world, course):
    pair(world.a)
    factories.do_lessons(world.a.leader, course.key)
    hand_in(world.a.leader, course)
    assert heading_of(world.a.leader) == CHOOSE


def test_exercise_without_a_mentor_leads_to_mentoring(world, course, sign_in):
    factories.do_lessons(world.a.leader, course.key)
    hand_in(world.a.leader, course)
    assert heading_of(world.a.leader) == SEEK
    page = sign_in(world.a.leader).get(HOME).content.decode()
    assert f'class="button" href="{reverse("mentorship:overview")}"' in page


def test_an_answered_exercise_comes_before_the_next_lesson(world, course):
    factories.do_lessons(world.a.leader, course.key)
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
    assert heading_of(world.a.leader) == "There is a comment on your exercise"


def test_a_proposal_comes_before_learning(world, course):
    pair(world.a, live=False)
    progress_actions.enrol(user=world.a.leader, course_key=course.key)
    assert heading_of(world.a.leader) == f"You and {world.a.mentor.pseudonym}"


def test_proposed_times_come_before_learning_for_the_one_who_chooses(world, course):
    one = pair(world.a)
    progress_actions.enrol(user=world.a.leader, course_key=course.key)
    slots = [timezone.now() + timedelta(days=2)]
    meetings.propose(pair=one, user=world.a.mentor, slots=slots, minutes=30, key=uuid4())
    step = step_of(world.a.leader)
    assert (step.heading, step.label) == (f"You and {world.a.mentor.pseudonym}", "Choose a time")
    assert step.link == reverse("mentorship:meet", args=[one.code])
    assert step_of(world.a.mentor).label != "Choose a time"


def test_open_room_comes_before_everything(world, course):
    pair(world.a, live=False)
    soon = webinar(world.a, starts_in=timedelta(minutes=5))
    register(user=world.a.leader, webinar=soon)
    step = step_of(world.a.leader)
    assert (step.above, step.heading) == ("The room is open", "A webinar")
    assert (step.price, step.price_icon) == (f"voice, about {weight(soon.voice_bytes)}", "sound")


def test_facilitator_finds_the_room_of_their_webinar(world, sign_in):
    led = webinar(world.a, starts_in=timedelta(minutes=5))
    Webinar.objects.update(facilitator=world.a.facilitator)
    assert home_of(world.a.facilitator, "en").room == led
    page = sign_in(world.a.facilitator).get(HOME).content.decode()
    assert f'class="button" href="{led.get_absolute_url()}"' in page
    assert "Webinars that I lead" in page


def test_former_facilitator_does_not_see_the_webinar(world):
    led = webinar(world.b, starts_in=timedelta(minutes=5))
    Webinar.objects.update(facilitator=world.a.leader)
    page = home_of(world.a.leader, "en")
    assert (page.led, page.leads_webinars, led.is_live) == (Led(), False, True)
    assert next_step(page).heading == CHOOSE


def test_closed_room_appears_only_in_the_list_of_meetings(world):
    register(user=world.a.leader, webinar=webinar(world.a, starts_in=timedelta(days=2)))
    page = home_of(world.a.leader, "en")
    assert next_step(page).heading == CHOOSE
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
    factories.do_lessons(world.a.leader, course.key)
    Recall.objects.update(due_on=world.a.leader.today)
    notices.tell(world.a.leader, kind=COURSE_COMPLETED, key="1", subject_code=course.key)
    browser = sign_in(world.a.leader)
    address = f"/{language}/home/"
    assert len(browser.get(address).context["home"].today.due) == 2
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


def test_strangers_are_sent_to_sign_in(client, db):
    assert client.get(HOME).url.startswith(reverse("account_login"))
