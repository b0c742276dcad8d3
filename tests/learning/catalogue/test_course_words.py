"""The words that the lessons of a course explain, on one page."""

import re

from django.test import Client

from learning.models import CoursePage, LessonPage
from tests import factories
from tests.pages import one_line


def explain(lesson: str, *words: str) -> None:
    """Let the lesson with this title explain `words`."""
    page = LessonPage.objects.get(title=lesson)
    said = [
        {"type": "glossary", "value": {"word": word, "meaning": f"Meaning of {word}."}}
        for word in words
    ]
    page.body = [*page.body.get_prep_value(), *said]
    page.save_revision().publish()


def explained(html: str) -> list[tuple[str, str, str]]:
    """Return each word with what it means and where it stands."""
    found = (
        r"<dt><b>(.*?)</b></dt><dd><span>(.*?)</span><a class=\"soft\" href=\"[^\"]*\">(.*?)</a>"
    )
    return re.findall(found, one_line(html))


def test_words_of_all_lessons_are_in_alphabetical_order(visit):
    explain("Lesson 1", "Receipt", "<b>Cash</b>")
    explain("Lesson 2", "Équité", "Fiscal host")
    html = visit.client.get(visit.address("words")).content.decode()
    assert explained(html) == [
        ("&lt;b&gt;Cash&lt;/b&gt;", "Meaning of &lt;b&gt;Cash&lt;/b&gt;.", "Lesson 1"),
        ("Équité", "Meaning of Équité.", "Lesson 2"),
        ("Fiscal host", "Meaning of Fiscal host.", "Lesson 2"),
        ("Receipt", "Meaning of Receipt.", "Lesson 1"),
    ]


def test_course_leads_to_its_words_when_it_explains_any(visit):
    address = visit.address("words")
    assert address not in visit.client.get(visit.address("course")).content.decode()
    assert "This course explains no words." in visit.client.get(address).content.decode()
    explain("Lesson 2", "Receipt")
    assert address in visit.client.get(visit.address("course")).content.decode()


def test_words_are_in_the_language_of_their_lesson(visit):
    factories.home_page("fr")
    explain("Lesson 1", "Receipt")
    html = one_line(visit.client.get(visit.address("words", lang="fr")).content.decode())
    assert '<dt lang="en"><b>Receipt</b></dt><dd><span lang="en">' in html


def test_words_are_for_those_who_may_read_the_course(visit):
    stranger = Client()
    answer = stranger.get(visit.address("words"))
    assert (answer.status_code, "sign-in" in answer.url) == (302, True)
    CoursePage.objects.update(access=CoursePage.Access.OPEN)
    assert stranger.get(visit.address("words")).status_code == 200
