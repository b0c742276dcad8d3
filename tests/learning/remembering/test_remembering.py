"""Questions of finished lessons come back after 2, 7 and 30 days, three a day at most."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from learning.catalogue import contents
from learning.models import Answer, CoursePage, LessonPage, LessonProgress, Recall
from learning.progress.actions import enrol
from learning.progress.recount import recount_changed
from learning.questions.kinds.scenario import ScenarioBlock
from learning.remembering import actions
from learning.remembering.queries import A_DAY
from people.models import User
from people.privacy import erasure
from people.privacy.export import gather
from tests import factories
from tests.learning.questions import publishing
from tests.learning.walking import Walk
from tests.pages import one_line
from web.codes import encode

FINISHED = datetime(2026, 3, 2, 12, tzinfo=UTC)
RIGHT, WRONG = 2, 1


def day(number: int) -> date:
    """Return the day so many days after the lessons were finished."""
    return FINISHED.date() + timedelta(days=number)


class Days:
    """The days after a lesson, and what the member finds and does on each of them."""

    def __init__(self, walk: Walk, clock) -> None:
        self.walk, self.clock = walk, clock
        self.go_to(0)

    def go_to(self, number: int) -> None:
        self.clock.move_to(FINISHED + timedelta(days=number), tick=False)
        # A session ends by itself after a while.
        self.walk.client.force_login(self.walk.user)

    @property
    def home(self) -> str:
        return self.walk.client.get(reverse("home")).content.decode()

    @property
    def card(self) -> str:
        """The card on the home page; nothing on a day without one."""
        rest = one_line(self.home).partition("<h2>Do you remember?</h2>")[2]
        return strip_tags(rest.partition("</section>")[0]).strip()

    @property
    def left(self) -> int:
        """How many questions the card says there are."""
        return int(self.card.split()[0]) if self.card else 0

    def send(self, question, choice: int):
        code = encode(question.choices[choice - 1].id)
        return self.walk.client.post(address(question.id), {"choice": code})

    def answer(self, *choices: int) -> list[str]:
        """Answer as many questions of today; return the pages that say what the lesson says."""
        said = []
        for choice in choices:
            [code] = self.walk.client.get(reverse("home")).context["home"].today.due[:1]
            said.append(self.send(code.question, choice).content.decode())
        return said

    @property
    def waiting(self) -> list[tuple[int, date | None]]:
        rows = Recall.objects.filter(user=self.walk.user).order_by("due_on", "pk")
        return list(rows.values_list("after", "due_on"))


def address(question_id) -> str:
    return reverse("learning:remembering", args=[question_id])


@pytest.fixture
def days(walk, time_machine) -> Days:
    """The days after the first lesson, which has two questions."""
    days = Days(walk, time_machine)
    walk.finish(1)
    return days


def test_questions_come_back_after_2_7_and_30_days_and_then_no_longer(days):
    for number in range(40):
        days.go_to(number)
        due = 2 if number in (2, 7, 30) else 0
        assert days.left == due, number
        if due:
            days.answer(RIGHT, RIGHT)
            assert days.left == 0
    actions.forget_old()
    assert not Recall.objects.exists()


def test_a_wrong_answer_comes_back_on_the_next_day_and_then_goes_on(days):
    days.go_to(2)
    days.answer(WRONG, RIGHT)
    assert days.left == 0
    days.go_to(3)
    assert days.left == 1
    days.answer(WRONG)
    days.go_to(4)
    days.answer(RIGHT)
    assert days.waiting == [(7, day(7)), (7, day(9))]


def test_a_wrong_answer_of_the_last_day_comes_back_once_more(days):
    for number in (2, 7):
        days.go_to(number)
        days.answer(RIGHT, RIGHT)
    days.go_to(30)
    days.answer(RIGHT, WRONG)
    assert set(days.waiting) == {(30, day(31)), (30, None)}
    days.go_to(31)
    days.answer(RIGHT)
    assert days.waiting == [(30, None), (30, None)]


def test_a_day_has_three_questions_and_the_rest_waits_for_the_next(days):
    days.walk.finish(2)
    days.go_to(2)
    assert (days.left, len(days.waiting)) == (A_DAY, 4)
    assert "Question 1 of 3" in days.walk.client.get(address(_first(days).id)).content.decode()
    days.answer(RIGHT, WRONG, RIGHT)
    assert days.left == 0
    days.go_to(3)
    assert days.left == 2


def test_who_was_away_for_60_days_finds_the_three_that_wait_longest(days):
    days.go_to(5)
    days.walk.finish(2)
    days.go_to(60)
    due = days.walk.client.get(reverse("home")).context["home"].today.due
    assert [one.lesson.number for one in due] == [1, 1, 2]
    days.answer(RIGHT, RIGHT, RIGHT)
    assert days.left == 0
    days.go_to(61)
    assert days.left == 1


def test_what_no_one_answers_is_forgotten_90_days_after_its_day(days):
    days.go_to(2 + 90)
    actions.forget_old()
    assert days.left == 2
    days.go_to(3 + 90)
    actions.forget_old()
    assert (days.left, Recall.objects.count()) == (0, 0)


def _first(days: Days):
    return days.walk.content(1).questions[0]


def test_page_says_what_is_right_and_asks_the_next_question_below(days):
    days.go_to(2)
    wrong, right = days.answer(WRONG, RIGHT)
    wrong = one_line(wrong)
    parts = [
        "<b>Question 1?</b>",
        "Not quite.",
        "Look at the idea again.",
        "This would have been right:",
        "<p>Second</p>",
        "Because two people saw it.",
        "The question comes back in the next days.",
        "Question 2 of 2",
        "<legend",
        "Question 2?",
        "Check my answer",
    ]
    places = [wrong.index(part) for part in parts]
    assert places == sorted(places)
    assert "Yes, that is right." in right
    assert "That is all for today" in right
    assert "<form" not in right.partition("That is all for today")[0].partition("<h1")[2]


def test_page_tells_nothing_before_an_answer(days):
    days.go_to(2)
    page = days.walk.client.get(address(_first(days).id)).content.decode()
    assert "Because two people saw it." not in page
    assert "right:" not in page


def test_answers_change_nothing_that_counts(days):
    before = _what_counts()
    days.go_to(2)
    days.answer(WRONG, WRONG)
    recount_changed()
    assert _what_counts() == before


def _what_counts() -> list:
    return [
        *Answer.objects.order_by("pk").values_list("question_id", "given", "is_right"),
        *LessonProgress.objects.order_by("pk").values_list("lesson_key", "done_at", "reopened"),
        *User.objects.order_by("pk").values_list("enrolments__completed_at", flat=True),
    ]


def test_sent_twice_counts_once(days):
    days.go_to(2)
    question = _first(days)
    once = days.send(question, WRONG).content.decode()
    rows = days.waiting
    again = days.send(question, WRONG).content.decode()
    other = days.send(question, RIGHT).content.decode()
    assert days.waiting == rows
    assert "Not quite." in once
    assert "Not quite." in again
    assert "Yes, that is right." in other
    assert days.left == 1


def test_nothing_chosen_is_said_beside_the_field_and_counts_as_nothing(days):
    days.go_to(2)
    rows = days.waiting
    page = days.walk.client.post(address(_first(days).id), {}).content.decode()
    assert "Choose one of the answers first." in page
    assert "Question 1 of 2" in page
    assert days.waiting == rows


def test_a_question_that_is_not_due_gives_way_and_takes_no_answer(days):
    rows = days.waiting
    question = _first(days)
    assert "That is all for today" in days.walk.client.get(address(question.id)).content.decode()
    days.send(question, WRONG)
    assert days.waiting == rows
    days.go_to(2)
    days.answer(RIGHT)
    page = days.walk.client.get(address(question.id)).content.decode()
    assert "Question 2 of 2" in page
    assert page.count("<legend") == 1


def test_stop_is_one_tap_and_settings_start_again(days):
    days.go_to(2)
    client = days.walk.client
    stopped = client.post(reverse("learning:stop-remembering"), follow=True).content.decode()
    assert "Stopped: no question comes back to you." in stopped
    assert days.left == 0
    question = _first(days)
    rows = days.waiting
    assert "That is all for today" in client.get(address(question.id)).content.decode()
    days.send(question, WRONG)
    assert days.waiting == rows
    settings = {"time_zone": "UTC", "exit_to": "", "wants_notices": "on", "wants_recall": "on"}
    assert client.post(reverse("people:me"), settings).status_code == 302
    assert days.left == 2


def test_a_lesson_that_is_finished_while_stopped_does_not_come_back(days):
    User.objects.update(wants_recall=False)
    days.walk.finish(2)
    assert {one.lesson_key for one in Recall.objects.all()} == {days.walk.lesson(1).key}


def test_stop_has_no_page(days):
    assert days.walk.client.get(reverse("learning:stop-remembering")).status_code == 405


def test_questions_come_back_in_the_language_of_the_page(days, french):
    days.go_to(2)
    page = days.walk.client.get(f"/fr/learn/remembering/{encode(_first(days).id)}/")
    body = page.content.decode()
    assert "Question 1 sur 2" in one_line(body)
    lesson = LessonPage.objects.get(title="Lesson 1 (fr)")
    assert lesson.title in body
    code = encode(_first(days).choices[RIGHT - 1].id)
    days.walk.client.post(page.request["PATH_INFO"], {"choice": code})
    assert days.waiting == [(2, day(2)), (7, day(7))]


def test_a_removed_question_is_not_asked_and_its_answer_is_no_error(days):
    days.go_to(2)
    question = _first(days)
    page = LessonPage.objects.get(title="Lesson 1")
    page.body = [one for one in page.body.get_prep_value() if one["id"] != str(question.id)]
    page.body = page.body.stream_block.to_python(list(page.body.raw_data))
    page.save_revision().publish()
    recount_changed()
    assert days.left == 1
    answer = days.send(question, RIGHT)
    assert (answer.status_code, answer.url) == (302, reverse("home"))
    assert "This question is not here at the moment." in days.home
    assert "Question 1 of 1" in days.walk.client.get(address(question.id)).content.decode()


def test_a_corrected_question_is_judged_as_it_is_today(walk, time_machine):
    days = Days(walk, time_machine)
    value = {"text": "Is it ours?", "truth": "true"}
    publishing.published(walk, "true_or_false", value)
    question = publishing.question(walk)
    walk.client.post(publishing.address(walk), {"said": "true"})
    assert days.waiting == [(2, day(2))]
    days.go_to(2)
    publishing.change(walk, lambda asked: asked | {"truth": "false"})
    page = walk.client.post(address(question.id), {"said": "true"}).content.decode()
    assert "Not quite." in page


def test_a_lesson_that_opens_again_does_not_come_back_until_it_is_done_again(days):
    question = _first(days)
    page = LessonPage.objects.get(title="Lesson 1")
    body = page.body.get_prep_value()
    [asked] = [one for one in body if one["id"] == str(question.id)]
    for choice, is_right in zip(asked["value"]["choices"], (True, False, False), strict=True):
        choice["value"]["right"] = is_right
    page.body = page.body.stream_block.to_python(body)
    page.save_revision().publish()
    days.go_to(1)
    recount_changed()
    assert days.waiting == []
    days.walk.answer(1, 1, 1)
    assert days.waiting == [(2, day(3)), (2, day(3))]


def test_a_recount_that_finishes_a_lesson_lets_it_come_back(walk, time_machine):
    days = Days(walk, time_machine)
    walk.answer(1, 1, RIGHT)
    kept, removed = walk.content(1).questions
    recount_changed()
    page = LessonPage.objects.get(title="Lesson 1")
    body = [one for one in page.body.get_prep_value() if one["id"] != str(removed.id)]
    page.body = page.body.stream_block.to_python(body)
    page.save_revision().publish()
    recount_changed()
    assert list(Recall.objects.values_list("question_id", "due_on")) == [(kept.id, day(2))]
    assert days.left == 0


def test_questions_of_what_is_not_published_wait(days):
    days.go_to(2)
    LessonPage.objects.get(title="Lesson 1").unpublish()
    assert days.left == 0
    LessonPage.objects.get(title="Lesson 1").save_revision().publish()
    assert days.left == 2
    CoursePage.objects.get().unpublish()
    assert days.left == 0


def test_what_is_not_marked_does_not_come_back(walk, time_machine):
    days = Days(walk, time_machine)
    publishing.published(walk, "open_reflection", {"text": "What would you change?"})
    walk.client.post(publishing.address(walk), {"words": "", "silent": "on"})
    assert LessonProgress.objects.get().done_at
    assert days.waiting == []


def test_a_story_that_branches_does_not_come_back(walk, time_machine):
    days = Days(walk, time_machine)
    decisions = [{"text": "Count together", "leads_to": "good", "feedback": ""}]
    scenes = [{"text": "An envelope.", "decisions": decisions}]
    value = {**ScenarioBlock().get_default(), "text": "The envelope", "scenes": scenes}
    publishing.published(walk, "scenario", value)
    code = publishing.question(walk).scenes[0].decisions[0].code
    walk.client.post(publishing.address(walk), {"step1": code})
    assert LessonProgress.objects.get().done_at
    assert days.waiting == []


def test_days_are_those_of_the_member(walk, time_machine):
    User.objects.filter(pk=walk.user.pk).update(time_zone="Pacific/Kiritimati")
    days = Days(walk, time_machine)
    walk.finish(1)
    # At noon in UTC, it is the next day there.
    assert days.waiting == [(2, day(3)), (2, day(3))]
    days.go_to(2)
    assert days.left == 2


def test_strangers_learn_nothing_of_what_comes_back(days, world, sign_in, client):
    days.go_to(2)
    question = _first(days)
    for stranger in (world.a.leader2, world.a.coordinator, world.b.leader):
        enrol(user=stranger, course_key=days.walk.page.translation_key)
        browser: Client = sign_in(stranger)
        assert browser.get(address(question.id)).status_code == 404
        code = {"choice": encode(question.choices[0].id)}
        assert browser.post(address(question.id), code).status_code == 404
        assert browser.get(address(uuid4())).status_code == 404
    assert client.get(address(question.id)).url.startswith(reverse("account_login"))


def test_two_members_do_not_change_the_questions_of_each_other(days, world):
    factories.do_lessons(world.a.leader2, days.walk.page.translation_key)
    days.go_to(2)
    days.answer(WRONG)
    actions.end(users=[days.walk.user.pk], lesson=days.walk.lesson(1).key)
    assert set(Recall.objects.values_list("user", "due_on")) == {(world.a.leader2.pk, day(2))}


def test_what_was_typed_comes_back_after_signing_in_again(walk, time_machine):
    days = Days(walk, time_machine)
    choice = {"text": "receipt", "right": True, "feedback": ""}
    value = {"text": "Which paper proves it?", "choices": [choice]}
    publishing.published(walk, "short_text", value)
    question = publishing.question(walk)
    walk.client.post(publishing.address(walk), {"text": "receipt"})
    days.go_to(2)
    page = walk.client.get(address(question.id)).content.decode()
    mark = page.partition('name="written_by" value="')[2].partition('"')[0]
    name = page.partition('name="typed_in" value="')[2].partition('"')[0]
    walk.client.cookies.pop("sessionid", None)
    typed = {"text": "the bank letter", "written_by": mark, "typed_in": name}
    answer = walk.client.post(address(question.id), typed)
    assert answer.url.startswith(reverse("account_login"))
    assert days.waiting == [(2, day(2))]
    walk.client.force_login(walk.user)
    back = walk.client.get(address(question.id)).content.decode()
    assert 'value="the bank letter"' in back


@pytest.mark.servers
def test_an_erasure_takes_along_what_comes_back(days):
    erasure.erase(user=days.walk.user)
    assert not Recall.objects.exists()


def test_the_copy_says_what_comes_back_and_when(days):
    copy = gather(days.walk.user)
    [section] = [one for one in copy if one.model == "learning.Recall"]
    assert section.title == "Questions that come back to you"
    first = {entry.name: entry.told for entry in section.rows[0]}
    assert first == {
        "lesson_key": "Lesson 1",
        "question_id": "Question 1?",
        "after": "2 days after the lesson",
        "due_on": "4 March 2026",
        "asked_on": "–",
    }


@pytest.mark.servers
def test_an_answer_locks_its_row(days):
    days.go_to(2)
    days.answer(RIGHT)
    assert days.waiting == [(2, day(2)), (7, day(7))]


def test_home_asks_one_query_more_only_on_a_day_with_questions(days, django_assert_num_queries):
    def costs(queries: int) -> None:
        days.walk.client.get(reverse("home"))
        with django_assert_num_queries(queries):
            days.walk.client.get(reverse("home"))

    costs(3)
    Recall.objects.update(due_on=None)
    costs(3)
    Recall.objects.all().delete()
    costs(3)
    days.walk.finish(2)
    days.go_to(2)
    costs(4)
    User.objects.update(wants_recall=False)
    costs(3)


def test_page_costs_little(days, django_assert_max_num_queries):
    days.go_to(2)
    client = days.walk.client
    page = address(_first(days).id)
    client.get(page)
    with django_assert_max_num_queries(4):
        client.get(page)


def test_what_is_asked_is_what_the_lessons_have_today(days):
    days.go_to(2)
    due = days.walk.client.get(reverse("home")).context["home"].today.due
    assert [one.question for one in due] == list(contents.of(days.walk.lesson(1)).questions)
