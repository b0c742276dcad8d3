"""Plain words: what a lesson could say in fewer or other words, and nothing is refused."""

import re

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from learning.authoring.plain_words import Remarks
from learning.models import LessonPage
from people.models import RoleGrant
from tests import factories

PUBLISH = {"action-publish": "1"}


@pytest.fixture
def lesson(lessons) -> LessonPage:
    return LessonPage.objects.get(pk=lessons[0].pk)


def write(lesson: LessonPage, *blocks) -> Remarks:
    """Return the remarks on a draft with these blocks."""
    lesson.body = list(blocks)
    lesson.save_revision()
    return Remarks(lesson)


def text(words: int) -> tuple[str, dict]:
    return "idea", {"heading": "", "text": f"<p>{'mot ' * words}</p>"}


def terms(remarks: Remarks) -> list[tuple[str, str]]:
    return [(one.written, one.instead) for part in remarks.parts for one in part.terms]


def of_language(code: str, words: str) -> list[tuple[str, str]]:
    home = factories.home_page(code)
    lesson = LessonPage(title="A lesson", slug="a-lesson", locale=home.locale)
    lesson.body = [("text", {"heading": "", "text": f"<p>{words}</p>"})]
    return terms(Remarks(lesson))


@pytest.mark.parametrize(("words", "expected"), [(120, []), (121, [(1, 121, 120)])])
def test_part_that_does_not_fit_a_screen_is_named(lesson, words, expected):
    remarks = write(lesson, text(words))
    assert [(one.number, one.words, one.aim) for one in remarks.parts] == expected


def test_story_may_be_as_long_as_its_help_says(lesson):
    assert write(lesson, ("story", f"<p>{'mot ' * 250}</p>")).parts == []
    assert [one.words for one in write(lesson, ("story", f"<p>{'mot ' * 251}</p>")).parts] == [251]


def test_question_has_a_page_of_its_own_and_no_aim(lesson):
    kind, value = factories.question()
    value = {**value, "text": "mot " * 90, "choices": value["choices"] * 6}
    assert write(lesson, (kind, value)).parts == []


def test_word_is_flagged_in_an_answer_too(lesson):
    kind, value = factories.question()
    value["choices"][0]["text"] = "A beneficiary"
    found = write(lesson, (kind, value))
    language = lesson.locale.language_code
    assert terms(found) == ([("beneficiary", "members, participants")] if language == "en" else [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words", "written"),
    [
        ("en", "Prostitutes and their Clients", ["Prostitutes"]),
        ("en", "Prostitution, prostitution", ["Prostitution"]),
        ("en", "members who were infected", ["infected"]),
        ("en", "the “New Zealand Prostitutes Collective”", []),
        ("en", "sex workers decide", []),
        ("fr", "une personne prostituée", ["prostituée"]),
        ("fr", "l’article « proxénétisme » de la loi", []),
        ("fr", "les bénéficiaires", ["bénéficiaires"]),
        ("es", "la prostitución", ["prostitución"]),
        ("ru", "проститутка", ["проститутка"]),
        ("zh", "她是妓女吗", ["妓女"]),
        ("pt", "prostituta", []),
    ],
)
def test_words_of_each_language(language, words, written):
    assert [found for found, _instead in of_language(language, words)] == written


def test_title_and_summary_are_read(lesson):
    lesson.title = "Infected" if lesson.locale.language_code == "en" else "Infectées"
    remarks = write(lesson, text(3))
    assert [one.written for one in remarks.about] == [lesson.title]
    assert remarks.count == 1


def test_page_reads_the_draft_and_names_the_parts(studio, lesson):
    write(lesson, text(3), text(130))
    html = studio.get("studio-plain-words", lesson.pk)
    assert re.findall(r'<th scope="row">(\d.*?)</th>', html) == ["2. One idea"]
    assert "130 words; 120 are enough" in html


def test_length_that_cannot_be_right_is_named(studio, lesson):
    lesson.minutes = 20
    practice = {"heading": "", "text": "<p>Talk.</p>", "minutes": 22, "needs": ""}
    asked = factories.question()
    # One word, which takes a minute; two minutes for the question. Editors round by five.
    assert write(lesson, ("practice", practice), asked).count == 0
    remarks = write(lesson, ("practice", {**practice, "minutes": 23}), asked)
    length = remarks.length
    assert (length.reading, length.asking, length.together, length.total) == (1, 2, 23, 26)
    assert (remarks.count, remarks.words) == (1, 1)
    html = studio.get("studio-plain-words", lesson.pk)
    for said in (
        "Reading: 1\xa0minute.",
        "Questions: 2\xa0minutes.",
        "With a group: 23\xa0minutes.",
    ):
        assert said in html
    assert "Together, these take longer than the lesson says." in html


def test_parts_with_a_page_of_their_own_are_not_read_with_the_lesson(lesson):
    remarks = write(lesson, text(120), *factories.papers())
    assert (remarks.length.reading, remarks.words) == (1, 120)


def test_lesson_in_short_fits_a_screen(lesson):
    remarks = write(lesson, ("in_short", f"<p>{'mot ' * 121}</p>"))
    assert [(one.words, one.aim) for one in remarks.parts] == [(121, 120)]


def test_lesson_that_is_plain_says_so(studio, lesson):
    write(lesson, text(3))
    html = studio.get("studio-plain-words", lesson.pk)
    assert "All parts are short, and there is no word to think about." in html
    assert "The lesson says that it takes" in html
    assert "With a group" not in html


def test_publishing_warns_and_publishes(studio, lesson):
    long = rich_text(f"<p>{'mot ' * 130}</p>")
    body = streamfield([("idea", {"heading": "", "text": long})] * 2)
    fields = {"title": "Long", "slug": lesson.slug, "summary": "", "minutes": "20", "body": body}
    studio.post("wagtailadmin_pages:edit", lesson.pk, **nested_form_data(fields), **PUBLISH)
    assert LessonPage.objects.get(pk=lesson.pk).title == "Long"
    html = studio.get("wagtailadmin_pages:edit", lesson.pk)
    assert "2 parts of this lesson could be plainer." in html


def test_someone_who_may_not_edit_the_lesson_finds_nothing(lesson, sign_in, world, client):
    address = reverse("studio-plain-words", args=[lesson.pk])
    assert sign_in(world.a.leader).get(address).status_code == 404
    assert client.get(address).status_code == 302
    translator = sign_in(factories.in_studio(RoleGrant.Role.TRANSLATOR, pseudonym="Karité"))
    assert translator.get(address).status_code == 200
