"""The catalogue checks find what is open, and compiling needs no gettext."""

import gettext
import sys
from pathlib import Path

import pytest

from tests.ops.conftest import ROOT

sys.path.insert(0, str(ROOT / "bin"))

import catalogues

HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"
"""
GOOD = """
msgid "Learn"
msgstr "Apprendre"

msgid "%(count)s place"
msgid_plural "%(count)s places"
msgstr[0] "%(count)s place"
msgstr[1] "%(count)s places"
"""


@pytest.fixture
def locale(tmp_path: Path) -> Path:
    (tmp_path / "fr/LC_MESSAGES").mkdir(parents=True)
    return tmp_path


class Missing(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return "missing"


def write(locale: Path, entries: str) -> Path:
    path = locale / "fr/LC_MESSAGES/django.po"
    path.write_text(HEADER + entries)
    return path


def test_check_finds_nothing_in_a_complete_catalogue(locale: Path) -> None:
    path = write(locale, GOOD)
    assert catalogues.problems(path, {(None, "Learn"), (None, "%(count)s place")}) == []


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ('msgid "Meet"\nmsgstr ""\n', "untranslated: Meet"),
        ('#, fuzzy\nmsgid "Meet"\nmsgstr "Apprendre"\n', "fuzzy: Meet"),
        (
            'msgid "%(n)s seat"\nmsgid_plural "%(n)s seats"\nmsgstr[0] "%(n)s"\nmsgstr[1] ""\n',
            "untranslated: %(n)s seat",
        ),
        # Two changes that meet can leave the same sentence in two places.
        ('msgid "Learn"\nmsgstr "Apprendre"\n', "twice: Learn"),
        (
            '#, python-format\nmsgid "Hello %(name)s"\nmsgstr "Salut %(nom)s"\n',
            "unknown named placeholder 'nom': Hello %(name)s",
        ),
    ],
)
def test_check_finds_an_open_sentence(locale: Path, entries: str, found: str) -> None:
    path = write(locale, GOOD + "\n" + entries)
    assert catalogues.problems(path, set()) == [found]


def test_check_finds_a_sentence_that_only_the_source_has(locale: Path) -> None:
    path = write(locale, GOOD)
    assert catalogues.problems(path, {(None, "Learn"), ("a button", "Learn")}) == ["missing: Learn"]


def test_compile_writes_what_gettext_reads(locale: Path) -> None:
    path = write(locale, GOOD + '\n#, fuzzy\nmsgid "Meet"\nmsgstr "Apprendre"\n')

    assert catalogues.compile_all(locale) == 2

    with path.with_suffix(".mo").open("rb") as file:
        french = gettext.GNUTranslations(file)
    assert french.gettext("Learn") == "Apprendre"
    assert french.ngettext("%(count)s place", "%(count)s places", 0) == "%(count)s place"
    assert french.ngettext("%(count)s place", "%(count)s places", 2) == "%(count)s places"
    assert french.gettext("Meet") == "Meet"


def test_english_says_what_the_source_says(locale: Path) -> None:
    sentences = 'msgctxt "a button"\nmsgid "Who?"\nmsgstr "Qui ?"\n'
    catalogues.compile_all(write(locale, GOOD + "\n" + sentences).parents[2])

    with (locale / "en/LC_MESSAGES/django.mo").open("rb") as file:
        english = gettext.GNUTranslations(file)
    # A message that is missing is asked of this one.
    english.add_fallback(Missing())
    assert english.gettext("Learn") == "Learn"
    assert english.pgettext("a button", "Who?") == "Who?"
    for number, form in ((0, "places"), (1, "place"), (2, "places")):
        said = english.ngettext("%(count)s place", "%(count)s places", number)
        assert said == f"%(count)s {form}"
    assert english.gettext("Meet") == "missing"


def test_compile_ties_what_french_sets_apart(locale: Path) -> None:
    sentences = """
msgid "Who is that?"
msgstr "Qui est-ce ?"

msgid "%(n)s “place”: taken"
msgid_plural "%(n)s “places”: taken"
msgstr[0] "%(n)s « place » : prise"
msgstr[1] "%(n)s « places » : prises"

msgid "A file of 1 kB"
msgstr "Un fichier de 1 ko"
"""
    path = write(locale, sentences)
    catalogues.compile_all(locale)

    with path.with_suffix(".mo").open("rb") as file:
        french = gettext.GNUTranslations(file)
    tie = "\N{NO-BREAK SPACE}"
    assert french.gettext("Who is that?") == f"Qui est-ce{tie}?"
    assert french.gettext("A file of 1 kB") == f"Un fichier de 1{tie}ko"
    assert french.ngettext("%(n)s “place”: taken", "%(n)s “places”: taken", 2) == (
        f"%(n)s «{tie}places{tie}»{tie}: prises"
    )


def test_compile_leaves_what_has_not_changed(locale: Path) -> None:
    write(locale, GOOD)
    catalogues.compile_all(locale)

    assert catalogues.compile_all(locale) == 0
