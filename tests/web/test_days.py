"""Days in a sentence: the first of a month has its own word in French."""

from datetime import date, datetime

import pytest
from django.template import engines
from django.utils.translation import override

from web.reading.days import date_format


@pytest.mark.parametrize(
    ("language", "day", "written"),
    [
        ("fr", date(2026, 12, 1), "1er décembre 2026"),
        ("fr", date(2021, 8, 1), "1er août 2021"),
        ("fr", date(2021, 8, 21), "21 août 2021"),
        ("fr", date(2021, 8, 11), "11 août 2021"),
        ("en", date(2026, 12, 1), "1 December 2026"),
    ],
)
def test_a_day_is_written_as_its_language_says_it(language, day, written):
    with override(language):
        assert date_format(day) == written


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("DATE_FORMAT", "1er décembre 2026"),
        ("l j F", "mardi 1er décembre"),
        ("DATETIME_FORMAT", "1er décembre 2026 à 01:05"),
        ("SHORT_DATETIME_FORMAT", "1er déc. 2026 à 01:05"),
        ("j", "1"),
    ],
)
def test_templates_write_the_first_day_as_french_does(form, written):
    template = engines["django"].from_string(f'{{{{ day|date:"{form}" }}}}')
    with override("fr"):
        assert template.render({"day": datetime(2026, 12, 1, 1, 5)}) == written
