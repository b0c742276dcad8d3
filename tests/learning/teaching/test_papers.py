"""What a lesson has to print: itself in short, and how to lead a group through it."""

import pytest
from django.test import Client

from learning.models import CoursePage, LessonPage
from tests import factories
from tests.learning.walking import Walk
from tests.pages import one_line

NAMES = ("in-short", "teach-lesson")


@pytest.fixture
def printed(course) -> CoursePage:
    """The first lesson of the course has both sheets, the second has none."""
    page = LessonPage.objects.get(title="Lesson 1")
    page.body = [*page.body.get_prep_value(), *map(_block, factories.papers())]
    page.save_revision().publish()
    return course


def _block(paper: tuple[str, object]) -> dict[str, object]:
    return {"type": paper[0], "value": paper[1]}


def shown(walk: Walk, name: str, number: int = 1, lang: str = "en") -> str:
    return one_line(walk.client.get(walk.address(name, number, lang=lang)).content.decode())


def test_lesson_in_short_has_one_page_to_print(printed, visit):
    page = shown(visit, "in-short")
    assert "<h1>Lesson 1</h1>" in page
    assert '<section class="card"><h2>In short</h2><p>Two people count.</p></section>' in page
    assert "Once there was a group." not in page


def test_sheet_says_how_to_lead_a_group_through_the_lesson(printed, visit):
    page = shown(visit, "teach-lesson").replace("\xa0", " ")
    [_, sheet] = page.split('<section class="card">')
    assert sheet.startswith(
        "<h2>Facilitator’s sheet</h2><p>The group can write a line.</p>"
        '<p class="soft">45 minutes· Beans</p>'
        "<ol><li>Tell the story.</li><li>Write 3 lines.</li></ol>"
        "<h3>What may come up</h3><ul><li>“We trust each other.”</li></ul>"
        "<h3>How to close</h3><p>Who writes this month?</p></section>"
    )


def test_lesson_links_to_its_sheets_and_does_not_hold_them(printed, visit):
    page = shown(visit, "lesson")
    assert [visit.address(name, 1) in page for name in NAMES] == [True, True]
    assert [words in page for words in ("Two people count.", "Tell the story.")] == [False, False]


def test_lesson_without_sheets_names_none_and_their_addresses_lead_to_it(printed, visit):
    page = shown(visit, "lesson", 2)
    assert [visit.address(name, 2) in page for name in NAMES] == [False, False]
    for name in NAMES:
        answer = visit.client.get(visit.address(name, 2))
        assert (answer.status_code, answer.url) == (302, visit.address("lesson", 2))


def test_sheets_are_for_those_who_may_read_the_course(printed, visit):
    stranger = Client()
    for name in NAMES:
        answer = stranger.get(visit.address(name, 1))
        assert (answer.status_code, "sign-in" in answer.url) == (302, True)
    CoursePage.objects.update(access=CoursePage.Access.OPEN)
    assert [stranger.get(visit.address(name, 1)).status_code for name in NAMES] == [200, 200]


def test_lesson_that_is_not_open_yet_is_not_read_in_short(printed, walk):
    CoursePage.objects.update(sequence=CoursePage.Sequence.ORDERED)
    second = LessonPage.objects.get(title="Lesson 2")
    second.body = [*second.body.get_prep_value(), *map(_block, factories.papers())]
    second.save_revision().publish()
    answer = walk.client.get(walk.address("in-short", 2))
    assert (answer.status_code, answer.url) == (302, walk.address("lesson", 2))
    walk.finish(1)
    assert "Two people count." in shown(walk, "in-short", 2)


def test_translation_says_in_which_language_its_sheet_is(printed, visit):
    factories.home_page("fr")
    page = shown(visit, "in-short", lang="fr")
    assert '<h1 lang="en">Lesson 1</h1>' in page
    # Words in a block are in the language of the lesson.
    assert '<div lang="en"><section class="card"><h2>In short</h2>' in page
