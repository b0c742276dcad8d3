"""That a member held one lesson with a group, and roughly how many took part."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from learning.models import CoursePage, LessonPage, Taught
from learning.overview import participation_in
from learning.progress.actions import enrol
from people.models import Event
from people.privacy.export import gather
from tests import factories
from tests.learning.walking import Walk
from tests.pages import one_line
from web.codes import encode


def form(**changes) -> dict[str, str]:
    month = timezone.localdate().replace(day=1).isoformat()
    return {"key": str(uuid4()), "month": month, "group": "some"} | changes


def shown(walk: Walk) -> str:
    return one_line(walk.client.get(walk.address("course")).content.decode())


def hold(walk: Walk, number: int = 1, **changes):
    return walk.client.post(walk.address("held", number), form(**changes))


def test_lesson_that_was_held_is_kept_once_and_named_on_the_course_page(walk):
    sent = form(group="many")
    for _time in range(2):
        assert walk.client.post(walk.address("held", 2), sent).url == walk.address("course")
    said = Taught.objects.get()
    assert (said.enrolment, said.lesson_key, said.group) == (
        walk.enrolment,
        walk.lesson(2).key,
        "many",
    )
    assert Event.objects.filter(kind="teach").count() == 1
    told = f"{said.month:%B %Y}, 11 to 20 people<br><span>2. Lesson 2</span>"
    assert told in shown(walk)
    walk.client.post(walk.address("taught") + f"{encode(said.code)}/take-back/")
    assert not Taught.objects.exists()


def test_page_says_which_lesson_it_is_about(walk):
    page = one_line(walk.client.get(walk.address("held", 2)).content.decode())
    assert "<h1>I held this lesson with a group</h1><p>2. Lesson 2</p>" in page
    assert "Count everyone who took part, also those without a phone." in page


def test_lesson_that_is_no_longer_here_is_told_without_its_title(walk):
    hold(walk)
    LessonPage.objects.get(title="Lesson 1").unpublish()
    page = shown(walk)
    assert "6 to 10 people<br>A lesson that is no longer here" in page


@pytest.fixture
def taught(course) -> CoursePage:
    """The course is complete when it was taught, too."""
    CoursePage.objects.update(finish=CoursePage.Finish.TAUGHT)
    return course


def test_one_lesson_does_not_complete_a_course_that_asks_for_teaching(taught, completed):
    for number in (1, 2):
        hold(completed, number)
    assert completed.enrolment.completed_at is None
    assert "Now teach it to your group" in shown(completed)
    completed.client.post(completed.address("taught"), form())
    assert completed.enrolment.completed_at is not None


def test_member_who_held_a_lesson_passed_it_on_in_the_numbers_of_the_region(walk, world):
    for number in (1, 1, 2):
        hold(walk, number)
    region = walk.user.organisation.region_id
    [counted] = participation_in([region], reader=world.b.leader, language="en")
    assert (counted.enrolled, counted.passed_on) == (1, 1)
    # Who reads the numbers is in none of them.
    assert participation_in([region], reader=walk.user, language="en") == []


def test_copy_of_a_member_names_the_lesson(walk):
    said = factories.taught(walk.enrolment, lesson=walk.lesson(1).key)
    [section] = [one for one in gather(walk.user) if one.model == "learning.Taught"]
    [row] = section.rows
    assert {entry.name: entry.told for entry in row} == {
        "enrolment__course_key": "A course",
        "lesson_key": "Lesson 1",
        "month": f"{said.month:%B %Y}",
        "group": "6 to 10 people",
    }


def test_who_does_not_take_the_course_is_led_to_it(visit):
    assert visit.client.get(visit.address("held", 1)).url == visit.address("course")
    assert hold(visit).url == visit.address("course")
    assert Taught.objects.count() == 0


def test_no_one_else_can_say_it_or_learn_of_it(walk, world, sign_in):
    said = factories.taught(walk.enrolment, lesson=walk.lesson(1).key)
    stranger = Walk(Client(), walk.user, walk.page)
    answer = hold(stranger)
    assert (answer.status_code, "sign-in" in answer.url) == (302, True)
    other = Walk(sign_in(world.a.mentor), world.a.mentor, walk.page)
    enrol(user=other.user, course_key=walk.page.translation_key)
    assert "6 to 10 people" not in shown(other)
    assert [*Taught.objects.all()] == [said]


@pytest.mark.parametrize("page", ["lesson", "course"])
def test_what_was_taken_down_meanwhile_is_not_found_and_keeps_nothing(walk, page):
    address = walk.address("held", 1)
    (LessonPage.objects.get(title="Lesson 1") if page == "lesson" else walk.page).unpublish()
    assert walk.client.get(address).status_code == 404
    assert walk.client.post(address, form()).status_code == 404
    assert Taught.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "value"), [("month", "2026-11-02"), ("month", ""), ("group", "7"), ("group", "a\x00")]
)
def test_what_cannot_be_chosen_is_refused_beside_its_field(walk, name, value):
    answer = hold(walk, **{name: value})
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [name])
    assert Taught.objects.count() == 0


def test_month_of_today_is_chosen_first(walk, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=40), tick=False)
    walk.client.force_login(walk.user)
    choices = walk.client.get(walk.address("held", 1)).context["form"].fields["month"].choices
    assert choices[0][0] == timezone.localdate().replace(day=1).isoformat()
