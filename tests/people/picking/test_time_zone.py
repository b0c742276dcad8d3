"""A time zone is chosen from a short list, or typed as a city or a country."""

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.http import QueryDict
from django.utils.translation import override
from django_countries import countries

from people.picking import zones
from people.picking.fields import TimeZoneField
from people.picking.sources import LONGEST_TYPED
from people.time_zones import TIME_ZONES, zone

HOME = "Africa/Porto-Novo"
UNKNOWN = "This place is not on our list. Type a large city nearby, or a country."
NEARLY = "This place is not on our list. Choose a similar one, or type a country."
SEVERAL = "Several places have this name. Choose the one you mean."


class Clock(forms.Form):
    zone = TimeZoneField()


def sent(*values: str) -> Clock:
    data = QueryDict(mutable=True)
    data.setlist("zone", values)
    return Clock(data, initial={"zone": HOME})


def drawn(form: forms.Form) -> BeautifulSoup:
    return BeautifulSoup(str(form["zone"]), "html.parser")


def candidates(form: forms.Form) -> list[str]:
    return [str(one["value"]) for one in drawn(form).find_all("input", type="radio")]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_countries_have_the_apostrophe_of_a_printed_page(language):
    with override(language):
        # The British Indian Ocean Territory, where no one may live, is not ours to translate.
        named = {code: str(name) for code, name in countries if code != "IO"}
        lived_in = [name for name, place in zones.places().items() if place.country != "IO"]
        offered = [zones.Zones().words(name) for name in lived_in]
    assert [name for name in (*named.values(), *offered) if "'" in name] == []
    assert named["CI"] == "Côte d’Ivoire"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("dakar", "Africa/Dakar"),
        ("  DAKAR ", "Africa/Dakar"),
        ("Abidjan", "Africa/Abidjan"),
        ("porto-novo", HOME),
        ("PORTO NOVO", HOME),
        ("lomé", "Africa/Lome"),
        ("Sao Paulo", "America/Sao_Paulo"),
        ("buenos aires", "America/Argentina/Buenos_Aires"),
        ("Africa/Nairobi", "Africa/Nairobi"),
        ("utc", "UTC"),
        ("Sénégal", "Africa/Dakar"),
        ("cote d’ivoire", "Africa/Abidjan"),
        ("Kenya", "Africa/Nairobi"),
        ("argentina", "America/Argentina/Buenos_Aires"),
        # Each language of the site, whatever the page is in.
        ("Londres", "Europe/London"),
        ("le caire", "Africa/Cairo"),
        ("cairo", "Africa/Cairo"),
        # As the list writes it, and as many say where they live.
        ("Porto-Novo (Benin)", HOME),
        ("Porto-Novo (Bénin)", HOME),
        ("Nairobi, Kenya", "Africa/Nairobi"),
        ("New York, USA", "America/New_York"),
        # Short and older names of countries.
        ("UK", "Europe/London"),
        ("Angleterre", "Europe/London"),
        ("Ivory Coast", "Africa/Abidjan"),
        ("Burma", "Asia/Yangon"),
        ("Turkey", "Europe/Istanbul"),
    ],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_city_or_country_is_found(typed, expected, language):
    with override(language):
        form = sent("UTC", typed)
        assert form.is_valid(), form.errors
        assert form.cleaned_data == {"zone": expected}


def test_without_a_text_the_list_counts():
    form = sent("Africa/Lagos", "")
    assert form.is_valid()
    assert form.cleaned_data == {"zone": "Africa/Lagos"}


@pytest.mark.parametrize(
    ("typed", "sentence", "offered"),
    [
        ("Congo", SEVERAL, ["Africa/Brazzaville", "Africa/Kinshasa", "Africa/Lubumbashi"]),
        ("RDC", SEVERAL, ["Africa/Kinshasa", "Africa/Lubumbashi"]),
        # Neither a part of a name that says nothing, nor the short name of a zone without a city.
        ("la", UNKNOWN, []),
        ("Delhi", UNKNOWN, []),
        ("nairoby", NEARLY, ["Africa/Nairobi"]),
        ("Portonov", NEARLY, [HOME]),
        ("Mars", UNKNOWN, None),
        ("...", UNKNOWN, []),
        ("x" * (LONGEST_TYPED + 1), UNKNOWN, []),
        ("Zoo \0", UNKNOWN, []),
    ],
)
def test_when_unsure_it_asks_back_and_keeps_the_text(typed, sentence, offered):
    form = sent("Africa/Lagos", typed)
    assert form.errors == {"zone": [sentence]} or offered is None
    if offered is not None:
        assert candidates(form) == offered
    page = drawn(form)
    assert page.find("input", type=None)["value"] == typed
    assert page.find("details").has_attr("open")
    assert [one["value"] for one in page.find_all("option", selected=True)] == ["Africa/Lagos"]


def test_candidate_that_is_chosen_counts_for_its_text_alone():
    form = sent(HOME, "Africa/Lubumbashi", "Congo")
    assert form.is_valid()
    assert form.cleaned_data == {"zone": "Africa/Lubumbashi"}
    assert [one["value"] for one in drawn(form).find_all(checked=True)] == ["Africa/Lubumbashi"]
    # Then another text was typed.
    form = sent(HOME, "Africa/Lubumbashi", "Dakar")
    assert form.is_valid()
    assert form.cleaned_data == {"zone": "Africa/Dakar"}
    assert sent(HOME, "Africa/Lubumbashi", "Guinea").errors == {"zone": [SEVERAL]}


def test_the_zone_of_the_list_is_no_answer_to_a_question():
    assert sent("Africa/Kinshasa", "Congo").errors == {"zone": [SEVERAL]}


def test_typed_name_of_a_zone_is_shown_again():
    """It counts as chosen; another field may be wrong, so the page is drawn again."""
    page = drawn(sent(HOME, "Africa/Dakar"))
    assert [one["value"] for one in page.find_all("option", selected=True)] == ["Africa/Dakar"]


@pytest.mark.parametrize("name", ["UTC", HOME, "GMT", "Mars/Olympus", "America/Buenos_Aires"])
def test_zone_that_is_set_comes_first_and_stays(name):
    page = drawn(Clock(initial={"zone": name}))
    [chosen] = page.find_all("option", selected=True)
    assert (chosen, chosen["value"]) == (page.find("option"), name)
    form = Clock({"zone": name}, initial={"zone": name})
    assert form.is_valid()
    assert form.cleaned_data == {"zone": name}


@pytest.mark.parametrize(
    ("name", "neighbours"),
    [
        (HOME, {"Africa/Accra", "Africa/Lagos", "Africa/Lome", "Africa/Niamey"}),
        ("Africa/Nairobi", {"Africa/Kampala", "Africa/Kigali", "Africa/Dar_es_Salaam"}),
        ("Pacific/Fiji", {"Pacific/Tongatapu", "Pacific/Wallis"}),
    ],
)
def test_neighbours_are_in_the_short_list(name, neighbours):
    page = drawn(Clock(initial={"zone": name}))
    offered = [str(one["value"]) for one in page.select("select option")]
    assert neighbours < set(offered)
    assert len(offered) == zones.NEAREST + 1
    assert offered[-1] == "UTC"


def test_cities_are_written_in_the_language_of_the_page():
    with override("fr"):
        page = drawn(Clock(initial={"zone": "Africa/Cairo"}))
        assert page.find("option").text == "Le Caire (Égypte)"
    assert "Dakar" in [one.text for one in drawn(Clock()).select("datalist option")]


def test_every_zone_of_the_table_is_known_and_has_a_place():
    names = {name for name, _label in TIME_ZONES}
    assert names > zones.places().keys()
    assert len(zones.places()) > 400
    for name in zones.places():
        assert zone(name).key == name
        assert zones.nearest(name)[0] == name
