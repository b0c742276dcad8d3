"""Names of languages inside a sentence: as each language writes them there."""

import pytest
from django.conf import settings
from django.utils import translation

from people.languages import SPOKEN
from web.reading.languages import NAMES, in_sentence


def test_every_language_in_which_people_meet_has_a_name():
    assert list(NAMES) == sorted(SPOKEN)
    assert {code for code, _name in settings.LANGUAGES} <= set(NAMES)


@pytest.mark.parametrize(
    ("reader", "code", "name"),
    [
        ("en", "fr", "French"),
        ("en", "sw", "Swahili"),
        ("fr", "en", "anglais"),
        ("fr", "fr", "français"),
        ("fr", "ht", "créole haïtien"),
        ("fr", "xx", "xx"),
    ],
)
def test_name_is_written_as_inside_a_sentence_of_the_reader(reader, code, name):
    with translation.override(reader):
        assert in_sentence(code) == name


def test_french_writes_no_name_with_a_capital():
    with translation.override("fr"):
        names = [in_sentence(code) for code in NAMES]
    assert [name for name in names if name != name.lower()] == []
