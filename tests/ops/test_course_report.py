"""What the report says of the starter courses, and what it says of links without a network."""

import sys
from pathlib import Path

import pytest

from tests import starter
from tests.ops.conftest import ROOT

sys.path.insert(0, str(ROOT / "bin"))

import courses


@pytest.mark.parametrize(
    ("language", "text", "words", "sentences", "syllables"),
    [
        ("en", "Two people count the cash. They sign.", 7, 2, 7),
        ("fr", "Deux personnes comptent l’argent. On signe.", 6, 2, 10),
        ("en", "<p>We meet:</p>\n- on Monday\n- with <b>tea</b>", 6, 3, 7),
    ],
)
def test_text_is_measured(language, text, words, sentences, syllables):
    found = courses.measured(text, language)
    assert (found.words, found.sentences, found.syllables) == (words, sentences, syllables)


def test_short_words_in_short_sentences_are_easier():
    easy = courses.measured("We count the cash. Two of us sign.", "en")
    hard = courses.measured(
        "Organisational accountability necessitates comprehensive reconciliation procedures.", "en"
    )
    assert easy.ease > 90
    assert hard.ease < 0


def test_report_has_each_lesson_in_each_language(capsys):
    courses.report()
    said = capsys.readouterr().out
    for name in starter.NAMES:
        for language in starter.LANGUAGES:
            course = starter.course(language, name)
            assert f"{course['title']} ({language}), " in said
            assert all(f"  {lesson['key']} " in said for lesson in course["lessons"])


def test_links_are_not_checked_without_a_network(capsys, monkeypatch, tmp_path: Path):
    (tmp_path / "tiny/en").mkdir(parents=True)
    (tmp_path / "tiny/en/one.toml").write_text(
        'text = ["<a href=\\"https://127.0.0.1:9/a\\">A</a>"]\n', "utf-8"
    )
    monkeypatch.setattr(courses, "COURSES", tmp_path)
    assert courses.links() == 0
    assert capsys.readouterr().out == "No network: 1 addresses were not checked.\n"


def test_page_is_asked_for_by_its_address_and_named_when_it_is_gone(capsys, monkeypatch, tmp_path):
    (tmp_path / "tiny/en").mkdir(parents=True)
    link = '<a href=\\"https://example.org/?a=1&amp;b=2\\">A</a>'
    (tmp_path / "tiny/en/one.toml").write_text(f'text = ["{link}"]\n', "utf-8")
    monkeypatch.setattr(courses, "COURSES", tmp_path)
    monkeypatch.setattr(courses, "_answer", lambda address: "404")
    assert courses.links() == 1
    assert capsys.readouterr().out == (
        "404  tiny/en/one.toml  https://example.org/?a=1&b=2\n0 of 1 addresses answer.\n"
    )
