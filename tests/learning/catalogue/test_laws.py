"""What the law says, by country: readers open theirs, and nobody learns which."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone, translation
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.history import block_text
from learning.authoring.plain_words import Remarks
from learning.catalogue.laws import LawBlock
from learning.models import LessonPage
from tests import factories
from tests.pages import one_line

BLOCK = LawBlock()


def place(country: str, days: int = 0, **more: object) -> dict:
    """What was checked so many days ago."""
    checked = {
        "checked_on": timezone.localdate() - timedelta(days=days),
        "checked_by": "A law clinic",
    }
    return {"country": country, "text": f"<p>The law of {country}.</p>", **checked, **more}


def law(*places: dict) -> tuple[str, dict]:
    return "law", {"heading": "May a group register?", "places": list(places)}


def value(*places: dict):
    return BLOCK.normalize(law(*places)[1])


@pytest.fixture
def lesson(course) -> LessonPage:
    return LessonPage.objects.get(title="Lesson 1")


def test_reader_finds_each_country_by_name_with_who_checked_it_and_when(lesson, walk):
    on = {"checked_on": date(2026, 3, 14)}
    lesson.body = [law(place("UG", **on), place("ET", **on), place("AT", **on))]
    lesson.save_revision().publish()
    page = one_line(walk.client.get(walk.address("lesson", 1)).content.decode())
    assert re.findall(r"<summary>([^<]*)</summary>", page) == ["Austria", "Ethiopia", "Uganda"]
    assert re.search(
        r"<p>The law of AT.</p>\s*<p class=\"soft\">\s*Checked in March 2026 by ", page
    )
    # Nothing on the page can send or keep which one is opened.
    opened = page[page.index("What you open is not saved.") : page.rindex("</details>")]
    assert re.findall(r"<(?:a|form|input|img|audio)\b", opened) == []


NOT_CHECKED = "No one trained in law has checked this yet."


def test_page_says_that_no_one_checked_a_law_and_who_told_it(lesson, walk):
    noted = {"checked_by": "", "checked_on": date(2026, 3, 14), "told_by": "An association"}
    checked = place("AT", checked_on=date(2026, 3, 14), told_by="A union")
    lesson.body = [law(checked, place("UG", **noted), place("ET", **noted, text="<p>…</p>"))]
    lesson.save_revision().publish()
    page = " ".join(walk.client.get(walk.address("lesson", 1)).content.decode().split())
    austria, ethiopia, uganda = page[page.index("<summary>Austria") :].split("<summary>")[1:]
    said = f"{NOT_CHECKED}</b> Who told it: An association. Noted in March 2026. Ask a person "
    for one in (ethiopia, uganda):
        assert said in one
        assert "Checked in" not in one
        # Before what it is about: who reads a few lines has read this.
        assert one.index(NOT_CHECKED) < one.index("<p>")
    assert NOT_CHECKED not in austria
    assert "Who told it: A union." in austria
    assert "Checked in March 2026 by A law clinic." in austria


def test_who_told_it_and_who_checked_it_may_be_left_out():
    noted = place("KE", checked_by="", told_by="")
    assert len(BLOCK.clean(value(noted))["places"]) == 1
    html = one_line(BLOCK.render(value(noted)))
    assert NOT_CHECKED in html
    assert "Who told it" not in html
    with pytest.raises(StructBlockValidationError):
        BLOCK.clean(value(place("KE", told_by="x" * 121)))


def test_countries_are_named_and_sorted_in_one_language():
    with translation.override("fr"):
        html = one_line(BLOCK.render(value(place("ZA"), place("ET"), place("DE"))))
    names = re.findall(r"<summary>([^<]*)</summary>", html)
    assert names == ["Afrique du Sud", "Allemagne", "Éthiopie"]


@pytest.mark.parametrize(
    ("checked", "refusal"),
    [
        (
            [("KE", 0), ("UG", 0), ("KE", 0)],
            "“Kenya” is in the list twice. Put both texts into one.",
        ),
        (
            [("KE", -1)],
            "No one can have checked a law on a day that has not come yet.",
        ),
    ],
)
def test_what_cannot_be_is_refused_and_a_draft_takes_it(checked, refusal):
    # Made here: a run of all tests can begin before midnight and come to this one after it.
    places = [place(country, days) for country, days in checked]
    with pytest.raises(StructBlockValidationError) as refused:
        BLOCK.clean(value(*places))
    assert refused.value.block_errors["places"].messages == [refusal]
    BLOCK.defer_required_validation()
    try:
        assert len(BLOCK.clean(value(*places))["places"]) == len(places)
    finally:
        BLOCK.restore_deferred_validation()


def test_draft_that_is_hardly_begun_is_kept_and_shown():
    unwritten = {"country": "", "text": "", "checked_on": None, "checked_by": ""}
    begun = BLOCK.normalize({"heading": "", "places": [unwritten]})
    BLOCK.defer_required_validation()
    try:
        assert BLOCK.clean(begun)["places"][0]["checked_on"] is None
    finally:
        BLOCK.restore_deferred_validation()
    assert "<summary></summary>" in one_line(BLOCK.render(begun))


def test_law_that_nobody_checked_or_not_for_a_year_is_named_to_editors(lesson):
    many = place("BE", 900, text="<p>" + "mot " * 130 + "</p>")
    lesson.body = [law(place("KE", 365), place("UG", 366)), law(many), law(place("UG", 400))]
    found = Remarks(lesson)
    assert (found.outdated, found.count) == (["Uganda", "Belgium"], 1)
    # Nobody reads all countries.
    assert found.words == 0
    lesson.body = [law(place("KE", checked_by=""), place("UG"))]
    assert Remarks(lesson).outdated == ["Kenya"]
    lesson.body = [law(place("KE", 365))]
    found = Remarks(lesson)
    assert (found.outdated, found.count) == ([], 0)


def test_alias_is_found_by_the_words_that_it_shows(lesson):
    lesson.body = [law(place("DE"))]
    lesson.save_revision().publish()
    lesson.refresh_from_db()
    alias = lesson.copy_for_translation(
        factories.home_page("fr").locale, copy_parents=True, alias=True
    )
    assert "german" in alias.words_to_find()
    assert "allemagne" not in alias.words_to_find()


def test_history_and_search_name_the_country(lesson):
    lesson.body = [law(place("DE"))]
    lesson.save_revision().publish()
    lesson.refresh_from_db()
    assert "Country: Germany" in block_text(lesson.body[0])
    with translation.override("fr"):
        assert "german" in lesson.words_to_find()
