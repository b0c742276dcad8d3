"""A text that is not in the reader's language always says so, to eyes and to screen readers."""

import re

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from learning.models import LessonPage
from tests import factories
from tests.pages import one_line
from tests.responses import text_of


@pytest.fixture
def label(db) -> str:
    with translation.override("fr"):
        return gettext("Only in %(language)s so far.") % {"language": "anglais"}


def pages(walk) -> dict[str, str]:
    """Return every French page that shows a text of the course."""
    asked = walk.content(1).questions
    last = walk.content(2).exercises[0]
    with translation.override("fr"):
        home, catalogue = reverse("home"), reverse("learning:catalogue")
    addresses = {
        "home": home,
        "catalogue": catalogue,
        "course": walk.address("course", lang="fr"),
        "lesson": walk.address("lesson", 1, lang="fr"),
        "question": walk.address("question", 1, asked[0].id, lang="fr"),
        "result": walk.address("result", 1, lang="fr"),
        "exercise": walk.address("exercise", 2, last.id, lang="fr"),
    }
    return {
        name: one_line(text_of(walk.client.get(address))) for name, address in addresses.items()
    }


def test_english_text_is_labelled_on_every_french_page(walk, label):
    for name, html in pages(walk).items():
        assert label in html, name
        assert 'lang="en"' in html, name
        for title in ("A course", "Lesson 1", "Question 1?", "Money"):
            for tag in re.findall(rf"<[^<>]*>(?:\d\. )?{re.escape(title)}<", html):
                assert 'lang="en"' in tag or 'lang="en"' in _around(html, tag), (name, title)


def _around(html: str, tag: str) -> str:
    """Return the nearest opening tag with a language before `tag`."""
    before = html[: html.index(tag)]
    return re.findall(r"<[^<>]*lang=[^<>]*>", before)[-1]


def test_alias_in_the_french_tree_is_labelled_too(walk, course, label):
    """Wagtail fills the place above a translation with one, and a language may be made of them."""
    factories.in_french(LessonPage.objects.get(title="Lesson 1"))
    html = pages(walk)
    for name in ("home", "catalogue", "course", "exercise"):
        assert label in html[name], name
    for name in ("lesson", "question", "result"):
        assert "Lesson 1 (fr)" in html[name] or name == "result"


@pytest.mark.usefixtures("french")
def test_french_text_has_no_label(walk, label):
    for name, html in pages(walk).items():
        if name != "catalogue":
            assert label not in html, name
