"""What members find difficult: first answers are counted, and tell of no one."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from learning.difficulties import actions
from learning.difficulties.queries import Difficulties, difficulties_of
from learning.models import FirstAnswer
from learning.progress import actions as progress
from learning.questions.actions import answer
from people.models import RoleGrant, User
from people.privacy.erasure import erase
from tests import factories, racing
from tests.learning.questions import publishing
from tests.learning.walking import Walk
from web.codes import encode
from web.reading.safe_counts import HIDDEN, Count

# The factories' question has its right answer here, and wrong ones before and after it.
WRONG, RIGHT, OTHER_WRONG = 1, 2, 3


def give(walk: Walk, user: User, *choices: int, question: int = 1) -> None:
    """Let `user` give these choices, numbered from 1, one after the other."""
    progress.enrol(user=user, course_key=walk.course.key)
    asked = walk.content(1).questions[question - 1]
    for choice in choices:
        answer(
            user=user,
            course=walk.course,
            lesson=walk.lesson(1),
            question=asked,
            given=asked.choosing(asked.choices[choice - 1]),
        )


def crowd(walk: Walk, *, question: int = 1, **firsts: int) -> None:
    """Count so many first answers to a question: `wrong`, `right` and `other`."""
    asked = walk.content(1).questions[question - 1]
    choices = {"wrong": WRONG, "right": RIGHT, "other": OTHER_WRONG}
    for name, number in firsts.items():
        chosen = asked.choices[choices[name] - 1]
        for _ in range(number):
            actions.count(question=asked, given=asked.choosing(chosen), is_right=chosen.is_right)


def counted() -> list[tuple[bool, int]]:
    found = FirstAnswer.objects.order_by("-was_right", "members")
    return list(found.values_list("was_right", "members"))


def found(walk: Walk, language: str = "en") -> Difficulties:
    told = difficulties_of(walk.course.key, language)
    assert told is not None
    return told


def address(name: str, walk: Walk) -> str:
    return reverse(f"studio-{name}", args=[walk.course.key])


@pytest.fixture
def editor(sign_in):
    return sign_in(factories.in_studio(pseudonym="Sorghum"))


@pytest.fixture
def translator(sign_in):
    return sign_in(factories.in_studio(RoleGrant.Role.TRANSLATOR, pseudonym="Karité"))


def test_only_the_first_answer_of_each_member_is_counted(walk, world):
    give(walk, world.a.mentor, WRONG, WRONG, RIGHT, OTHER_WRONG)
    give(walk, world.a.leader, RIGHT, WRONG)
    assert counted() == [(True, 1), (False, 1)]


def test_form_sent_twice_is_counted_once(walk):
    for _ in range(2):
        assert walk.answer(1, 1, WRONG).status_code == 302
    assert counted() == [(False, 1)]


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_no_answer_is_lost_when_many_give_it_at_once(walk, world):
    members = [factories.UserFactory(organisation=world.a.organisation) for _ in range(6)]
    racing.at_once(lambda member: give(walk, member, WRONG), members)
    assert counted() == [(False, 6)]


def test_number_below_ten_is_not_shown(walk):
    crowd(walk, wrong=9, right=9)
    assert found(walk).questions == ()
    assert found(walk).few == 4
    crowd(walk, wrong=1)
    [one] = found(walk).questions
    assert (one.wrong, one.right) == (Count(10), HIDDEN)


def test_numbers_are_rounded_and_wrong_answers_come_with_their_words(walk):
    crowd(walk, wrong=18, right=33, other=9)
    [one] = found(walk).questions
    assert (one.right, one.wrong) == (Count(35), Count(25))
    assert [(wrong.text, wrong.members) for wrong in one.wrongs] == [("First", Count(20))]


def test_most_difficult_question_comes_first(walk):
    crowd(walk, wrong=10, right=30)
    crowd(walk, question=2, wrong=30, right=10)
    assert [one.question.text for one in found(walk).questions] == ["Question 2?", "Question 1?"]


def test_corrected_key_judges_what_was_counted(walk):
    crowd(walk, wrong=20, right=10)
    page = walk.page.lessons().first().specific
    story = page.body.get_prep_value()
    for block in story:
        if block["type"] == "single_choice":
            for choice in block["value"]["choices"]:
                choice["value"]["right"] = choice["value"]["text"] == "First"
    page.body = page.body.stream_block.to_python(story)
    page.save_revision().publish()
    [one] = found(walk).questions
    assert (one.right, one.wrong) == (Count(20), Count(10))
    assert [wrong.text for wrong in one.wrongs] == ["Second"]


def test_words_of_a_member_are_not_counted(walk):
    """An answer in their own words counts as one that is not listed."""
    choice = {"text": "cash book", "right": True, "feedback": ""}
    value = {"text": "Which book?", "choices": [choice]}
    asked = publishing.question(publishing.published(walk, "short_text", value))
    for number in range(12):
        actions.count(question=asked, given=asked.writing(f"Awa {number}"), is_right=False)
    assert counted() == [(False, 12)]
    assert FirstAnswer.objects.get().given == {"kind": "short_text", "v": 1}
    [one] = found(walk).questions
    assert [(wrong.text, wrong.members) for wrong in one.wrongs] == [("", Count(10))]


@pytest.mark.parametrize("kind", ["open_reflection", "scenario"])
def test_what_cannot_be_wrong_is_not_counted(walk, kind):
    block = walk.page.lessons().first().specific.body.stream_block.child_blocks[kind]
    sample = publishing.illustrated(block.sample())
    asked = publishing.question(publishing.published(walk, kind, sample))
    actions.count(question=asked, given=asked.right_answer, is_right=True)
    assert counted() == []


def test_numbers_outlive_a_member_because_they_are_no_ones(walk, world):
    give(walk, world.a.leader, WRONG)
    erase(user=world.a.leader)
    assert counted() == [(False, 1)]


def test_page_says_what_members_find_difficult(walk, editor):
    crowd(walk, wrong=20, right=10)
    html = editor.get(address("difficulties", walk)).content.decode()
    assert re.findall(r'<th scope="row">\s*<span lang="en">(.*?)</span>', html) == ["Question 1?"]
    cells = re.findall(
        r'<td data-label="(?:Right at once|Wrong first)">\s*(.*?)\s*</td>', html, re.S
    )
    assert cells == ["10", "20"]
    assert "3 more questions have too few answers to be shown." in html


def test_course_without_answers_says_so(walk, editor):
    html = editor.get(address("difficulties", walk)).content.decode()
    assert "No question of this course has enough answers to be shown yet." in html


def test_page_is_read_in_the_words_of_the_course_in_its_language(walk, french):
    crowd(walk, wrong=20)
    with translation.override("fr"):
        [one] = found(walk, "fr").questions
    assert one.words.language == "fr"


def test_course_that_is_not_published_has_none(walk, editor):
    crowd(walk, wrong=20)
    walk.page.unpublish()
    assert difficulties_of(walk.page.translation_key, "en") is None
    html = editor.get(reverse("studio-difficulties", args=[walk.page.translation_key])).content
    assert b"Question 1?" not in html


def test_question_is_counted_from_now_on(walk, editor):
    crowd(walk, wrong=20)
    crowd(walk, question=2, wrong=15)
    first = walk.content(1).questions[0]
    for _ in range(2):
        sent = editor.post(address("count-again", walk), {"question": encode(first.id)})
        assert sent["Location"] == address("difficulties", walk)
    assert counted() == [(False, 15)]


@pytest.mark.parametrize("question", ["", "x", "00000000000000000000000000"])
def test_question_of_elsewhere_stays_counted(walk, editor, question):
    crowd(walk, wrong=20)
    editor.post(address("count-again", walk), {"question": question})
    assert counted() == [(False, 20)]


def test_translator_reads_and_resets_nothing(walk, translator):
    crowd(walk, wrong=20)
    page = translator.get(address("difficulties", walk))
    assert page.status_code == 200
    assert "Start from nothing" not in page.content.decode()
    code = encode(walk.content(1).questions[0].id)
    translator.post(address("count-again", walk), {"question": code})
    assert counted() == [(False, 20)]


def test_members_find_nothing_and_strangers_are_asked_to_sign_in(walk, client, sign_in, world):
    crowd(walk, wrong=20)
    for browser, status in (
        (client, 302),
        (sign_in(world.a.leader), 404),
        (sign_in(world.b.mentor), 404),
    ):
        assert browser.get(address("difficulties", walk)).status_code == status
        assert browser.post(address("count-again", walk)).status_code == status
    assert counted() == [(False, 20)]
