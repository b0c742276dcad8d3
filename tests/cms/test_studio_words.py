"""What Wagtail says on our screens is in our words: no word with two endings, no English."""

import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override, pgettext

from learning.models import CoursePage
from tests import factories
from tests.responses import text_of
from tests.sources import ROOT
from web.reading.studio_english import OURS

# A word with two endings, or two articles: “sûr(e)”, “ce/cette”, “Référencé(e)s”.
TWO_GENDERS = re.compile(
    r"\w\((?:e|te|ne|le|la|s|elle)\)|\b(?:ce/cette|le/la|il/elle)\b", re.IGNORECASE
)
# What no screen of ours says: these parts of Wagtail are off, or have pages of our own.
OFF = re.compile(
    r"workflow|moderat|reviewers|still like to publish|can preview the|\btasks?\b|\bcomment"
    r"|snippet|password|\{model_name\}|email",
    re.IGNORECASE,
)


def of_wagtail(language: str = "fr") -> Iterator[polib.POEntry]:
    """Return what Wagtail and its companions that are installed say in a language."""
    for app in apps.get_app_configs():
        path = Path(app.path) / f"locale/{language}/LC_MESSAGES/django.po"
        is_wagtail = app.name.startswith("wagtail") and app.label != "wagtailsnippets"
        if is_wagtail and path.exists():
            yield from (one for one in polib.pofile(str(path)) if not one.obsolete)


def said(entry: polib.POEntry) -> list[str]:
    """Return what a screen says for it, for one and for many."""
    if entry.msgid_plural:
        return [ngettext(entry.msgid, entry.msgid_plural, number) for number in (1, 2)]
    if entry.msgctxt:
        return [pgettext(entry.msgctxt, entry.msgid)]
    return [gettext(entry.msgid)]


def test_no_word_of_the_studio_has_two_endings_in_french():
    entries = [one for one in of_wagtail() if not OFF.search(one.msgid)]
    assert len(entries) > 1000
    with override("fr"):
        found = {text for one in entries for text in said(one) if TWO_GENDERS.search(text)}
    assert found == set()


@pytest.mark.parametrize("sentence", OURS, ids=str)
def test_what_we_say_in_english_instead_is_said(sentence):
    with override("en"):
        if isinstance(sentence, tuple):
            assert tuple(ngettext(*sentence, number) for number in (1, 2)) == OURS[sentence]
        else:
            assert gettext(sentence) == OURS[sentence]


def test_every_sentence_that_we_replace_is_still_one_of_wagtail_s():
    known = {(one.msgid, one.msgid_plural or "") for one in of_wagtail("en")}
    with (ROOT / "locale/fr/LC_MESSAGES/django.po").open("rb") as file:
        ours = [one for one in read_po(file) if one.id]
    replaced = [
        one.id if isinstance(one.id, tuple) else (one.id, "")
        for one in ours
        if [path for path, _line in one.locations] == ["web/reading/studio_words.py"]
    ]
    assert len(replaced) > 80
    assert set(replaced) - known == set()


@pytest.fixture
def editor(sign_in):
    factories.course()
    return sign_in(factories.in_studio(pseudonym="Baobab"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "back"), [("en", "Back to the studio"), ("fr", "Retour au studio")]
)
def test_a_page_that_is_not_there_leads_back_to_the_studio(editor, language, back):
    answered = editor.get("/studio/pages/999999/edit/", headers={"Accept-Language": language})
    assert answered.status_code == 404
    assert back in text_of(answered)
    assert "Wagtail" not in re.sub(r"<[^>]*>", "", text_of(answered))


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_button_that_chooses_a_course_is_in_one_language(editor, language):
    course = CoursePage.objects.get()
    edited = reverse("wagtailadmin_pages:edit", args=[course.pk])
    html = text_of(editor.get(edited, headers={"Accept-Language": language}))
    chosen = {"en": "Choose a course", "fr": "Choisir un cours"}
    assert [text for text in chosen.values() if text in html] == [chosen[language]]
    assert "Choose a page" not in html
