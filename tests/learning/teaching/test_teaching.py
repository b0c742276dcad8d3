"""A course on a sheet for those who teach it, and that a member taught it."""

import gzip
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from learning.models import CoursePage, LessonPage, Taught
from learning.progress.actions import enrol
from people.models import Event
from people.privacy import erasure
from people.privacy.export import gather
from tests import factories
from tests.learning.walking import Walk
from tests.pages import one_line
from web.codes import encode


def form(**changes) -> dict[str, str]:
    month = timezone.localdate().replace(day=1).isoformat()
    return {"key": str(uuid4()), "month": month, "group": "some"} | changes


def send(walk: Walk, **changes):
    return walk.client.post(walk.address("taught"), form(**changes))


def shown(walk: Walk, name: str = "course", lang: str = "en") -> str:
    return one_line(walk.client.get(walk.address(name, lang=lang)).content.decode())


@pytest.fixture
def practised(course) -> CoursePage:
    """The first lesson has something to try with a group; the second has its idea alone."""
    page = LessonPage.objects.get(title="Lesson 1")
    practice = {
        "heading": "",
        "text": "<ol><li>Draw 3 circles.</li><li>Talk.</li></ol>",
        "minutes": 30,
        "needs": "Beans",
    }
    page.body = [*page.body.get_prep_value(), {"type": "practice", "value": practice}]
    page.save_revision().publish()
    CoursePage.objects.filter(pk=course.pk).update(
        outcomes="Count money\n\nKeep receipts", needs="A pen", teach_back="Tell it to someone."
    )
    return course


def test_sheet_has_what_someone_needs_to_teach_the_course(practised, visit):
    page = shown(visit, "teach")
    [_, sheet] = page.split('<article class="sheet">')
    for part in (
        "<h1>A course</h1>",
        "What it is about.",
        "2 lessons, 40 minutes",
        "<li>Count money</li><li>Keep receipts</li>",
        "<p>A pen</p>",
        "Tell it to someone.",
        '<span>1. Lesson 1</span><small class="soft">20 minutes</small>',
        "<h3>One idea</h3>",
        "Write it down.",
        'With your group<small class="soft">30 minutes</small></h3><p>Beans</p>',
        "<li>Draw 3 circles.</li><li>Talk.</li>",
        "<span>2. Lesson 2</span>",
    ):
        assert part.replace("\xa0", " ") in sheet.replace("\xa0", " ").replace("&nbsp;", " ")
    # Neither the story that opens the lesson nor what is asked and reviewed.
    for part in ("Once there was a group.", "Question 1?", "A budget", "<form"):
        assert part not in sheet


def test_sheet_says_in_which_language_each_part_is(practised, french, visit):
    LessonPage.objects.get(title="Lesson 2 (fr)").delete()
    page = shown(visit, "teach", lang="fr")
    assert "<span>1. Lesson 1 (fr)</span>" in page
    assert '<span lang="en">2. Lesson 2</span>' in page
    assert '<div lang="en"><h3>One idea</h3>' in page
    assert "Avec votre groupe<small" in page


def test_sheet_is_for_those_who_may_read_the_course(practised, visit):
    stranger = Client()
    answer = stranger.get(visit.address("teach"))
    assert (answer.status_code, "sign-in" in answer.url) == (302, True)
    CoursePage.objects.update(access=CoursePage.Access.OPEN)
    assert stranger.get(visit.address("teach")).status_code == 200
    CoursePage.objects.get().unpublish()
    assert visit.client.get(visit.address("teach")).status_code == 404


@pytest.mark.parametrize("name", ["teach", "taught"])
def test_pages_cost_little(completed, name, django_assert_max_num_queries):
    address = completed.address(name)
    completed.client.get(address)
    with django_assert_max_num_queries(6):
        answer = completed.client.get(address)
    assert len(gzip.compress(answer.content)) < 12_000


def test_course_page_leads_to_the_sheet_and_to_the_form(visit):
    assert visit.address("teach") in shown(visit)
    assert visit.address("taught") not in shown(visit)
    enrol(user=visit.user, course_key=visit.page.translation_key)
    assert visit.address("taught") in shown(visit)


def test_who_taught_it_says_so_once_and_reads_it_on_the_course_page(walk):
    sent = form(month=months(walk)[3], group="many")
    for _time in range(2):
        answer = walk.client.post(walk.address("taught"), sent)
        assert answer.url == walk.address("course")
    said = Taught.objects.get()
    assert (said.enrolment, said.month.isoformat(), said.group) == (
        walk.enrolment,
        months(walk)[3],
        "many",
    )
    assert f"<span>{said.month:%B %Y}, 11 to 20 people</span>" in shown(walk)
    send(walk)
    assert Taught.objects.count() == 2
    assert Event.objects.filter(kind="teach").count() == 2


def months(walk: Walk) -> list[str]:
    found = walk.client.get(walk.address("taught")).context["form"].fields["month"].choices
    return [value for value, _label in found]


def test_months_to_choose_are_the_last_twelve(walk, time_machine):
    time_machine.move_to(date(2026, 2, 10))
    walk.client.force_login(walk.user)
    assert months(walk) == [
        *("2026-02-01", "2026-01-01", "2025-12-01", "2025-11-01", "2025-10-01", "2025-09-01"),
        *("2025-08-01", "2025-07-01", "2025-06-01", "2025-05-01", "2025-04-01", "2025-03-01"),
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("month", value) for value in ("", "2026-11-02", "9999-12-01", "x", "a\x00b")),
        *(("group", value) for value in ("", "7", "a\x00b")),
    ],
)
def test_what_cannot_be_chosen_is_refused_beside_its_field(walk, name, value):
    answer = send(walk, **{name: value})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [name]
    assert Taught.objects.count() == 0


def test_who_does_not_take_the_course_is_led_to_it(visit):
    assert visit.client.get(visit.address("taught")).url == visit.address("course")
    assert send(visit).url == visit.address("course")
    assert Taught.objects.count() == 0


def test_stranger_is_asked_to_sign_in(walk):
    answer = Client().post(walk.address("taught"), form())
    assert (answer.status_code, "sign-in" in answer.url) == (302, True)
    assert Taught.objects.count() == 0


def undo(walk: Walk, said: Taught):
    return walk.client.post(walk.address("taught") + f"{encode(said.code)}/take-back/")


def test_what_was_said_can_be_taken_back_however_often(walk):
    send(walk)
    said = Taught.objects.get()
    for _time in range(2):
        assert undo(walk, said).url == walk.address("course")
    assert Taught.objects.count() == 0
    assert Event.objects.filter(kind="teach_taken_back").count() == 1
    assert "You taught this course" not in shown(walk)


@pytest.mark.parametrize("who", ["leader2", "mentor", "coordinator"])
def test_no_one_else_reads_it_or_takes_it_back(walk, world, sign_in, who):
    said = factories.taught(walk.enrolment)
    never = Taught(code=uuid4())
    other = getattr(world.a, who)
    theirs = Walk(sign_in(other), other, walk.page)
    for one in (said, never):
        assert undo(theirs, one).status_code == 404
    enrol(user=other, course_key=walk.page.translation_key)
    assert "You taught this course" not in shown(theirs)
    for one in (said, never):
        assert undo(theirs, one).url == walk.address("course")
    assert "Taken back." not in shown(theirs)
    assert undo(Walk(Client(), other, walk.page), said).status_code == 302
    assert [*Taught.objects.all()] == [said]


def test_the_copy_says_what_was_taught(walk):
    said = factories.taught(walk.enrolment)
    [section] = [one for one in gather(walk.user) if one.model == "learning.Taught"]
    [row] = section.rows
    assert {entry.name: entry.told for entry in row} == {
        "enrolment__course_key": "A course",
        "lesson_key": "–",
        "month": f"{said.month:%B %Y}",
        "group": "6 to 10 people",
    }


@pytest.mark.servers
def test_an_erasure_takes_along_what_was_taught(walk):
    factories.taught(walk.enrolment)
    erasure.erase(user=walk.user)
    assert not Taught.objects.exists()
