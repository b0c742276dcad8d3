"""The number that decides between one and many is the one that the words follow.

“1 of 5 lessons” follows the 5 in English and the 1 in French. So a sentence with two numbers begins
with the one that decides, and its English suits every number.
"""

import re
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parents[2]
COUNTED = re.compile(
    r"{% blocktranslate[^%]*\bcount (\w+)=[^%]*%}(.*?){% plural %}(.*?){% endblocktranslate %}",
    re.S,
)
SHOWN = re.compile(r"{{ (\w+) }}")
NUMBER = re.compile(r"%\((\w+)\)[sd]")
TEMPLATES = [
    (path.relative_to(ROOT).as_posix(), *found)
    for path in sorted((ROOT / "templates").rglob("*.html"))
    for found in COUNTED.findall(path.read_text())
]
WAGTAILS = "web/reading/studio_words.py"
FRENCH = [
    entry
    for entry in polib.pofile(str(ROOT / "locale/fr/LC_MESSAGES/django.po"))
    if entry.msgid_plural and not entry.obsolete
    if {path for path, _ in entry.occurrences} != {WAGTAILS}
]


def test_there_are_plurals_to_look_at():
    assert len(TEMPLATES) > 15
    assert len(FRENCH) > 30


@pytest.mark.parametrize(("path", "decides", "one", "many"), TEMPLATES)
def test_number_that_decides_comes_first(path, decides, one, many):
    assert SHOWN.findall(many)[:1] == [decides]
    assert SHOWN.findall(one)[:1] in ([], [decides])


@pytest.mark.parametrize("entry", FRENCH, ids=lambda entry: entry.msgid[:40])
def test_french_sentence_with_two_numbers_agrees_with_the_same_number(entry):
    numbers = NUMBER.findall(entry.msgid_plural)
    for form in entry.msgstr_plural.values():
        assert NUMBER.findall(form) in ([], numbers)
    assert set(entry.msgstr_plural) == {0, 1}
