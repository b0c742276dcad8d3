"""Languages are ticked in a short list, or typed."""

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.http import QueryDict
from django.utils.translation import override

from people.languages import SPOKEN
from people.picking.fields import LanguagesField

UNKNOWN = "This language is not on our list. Check the spelling, or choose another one."
NEARLY = "This language is not on our list. Which one is it?"


class Talk(forms.Form):
    spoken = LanguagesField(required=False)


def sent(*values: str, initial: list[str] | None = None) -> Talk:
    data = QueryDict(mutable=True)
    data.setlist("spoken", values)
    return Talk(data, initial={"spoken": initial or []})


def boxes(form: forms.Form) -> dict[str, bool]:
    page = BeautifulSoup(str(form["spoken"]), "html.parser")
    found = page.find_all("input", type="checkbox")
    return {str(one["value"]): one.has_attr("checked") for one in found}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["fr", "en", ""], ["fr", "en"]),
        (["fr", "Kiswahili"], ["fr", "sw"]),
        (["yoruba, portugues"], ["yo", "pt"]),
        (["fr", "KREYOL AYISYEN; français"], ["fr", "ht"]),
        (["العربية"], ["ar"]),
        (["", ""], []),
        (["xx"], None),
    ],
)
def test_ticked_and_typed_ones_count_together(values, expected):
    form = sent(*values)
    assert form.is_valid() == (expected is not None)
    assert form.cleaned_data.get("spoken") == expected


def test_order_of_those_that_were_there_stays():
    """A page that changes nothing writes nothing."""
    form = sent("fr", "zu", "", initial=["zu", "fr"])
    assert form.is_valid()
    assert form.cleaned_data == {"spoken": ["zu", "fr"]}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_names_in_each_language_of_the_site_are_known(language):
    """The page may be turned into another language after the text was typed."""
    with override(language):
        form = sent("ukrainien, thaï", "Chinese, peul, fula")
        assert form.is_valid(), form.errors
        assert form.cleaned_data == {"spoken": ["uk", "th", "zh", "ff"]}


def test_when_unsure_it_asks_back_and_keeps_the_text():
    form = sent("fr", "Swahilli")
    assert form.errors == {"spoken": [NEARLY]}
    assert boxes(form) == {"en": False, "fr": True, "sw": False}
    page = BeautifulSoup(str(form["spoken"]), "html.parser")
    assert page.find("input", type=None)["value"] == "Swahilli"
    assert page.find("details").has_attr("open")
    settled = sent("fr", "sw", "Swahilli")
    assert settled.is_valid()
    assert settled.cleaned_data == {"spoken": ["fr", "sw"]}


def test_long_text_is_compared_with_nothing():
    assert sent("klingon," * 20_000).errors == {"spoken": [UNKNOWN]}


def test_languages_of_the_site_and_chosen_ones_have_a_box():
    assert boxes(Talk(initial={"spoken": ["zu", "fr"]})) == {"en": False, "fr": True, "zu": True}
    # One that was taken out can be ticked again.
    assert boxes(sent("en", initial=["zu", "en"])) == {"en": True, "fr": False, "zu": False}


def test_every_language_is_found_by_its_own_name():
    form = Talk()
    for code, name in SPOKEN.items():
        assert form.fields["spoken"].widget.source.meant(name) == [code]
