"""A form that is sent twice does one thing; a damaged key is replaced; names are of any script."""

import inspect
from importlib import import_module
from uuid import UUID, uuid4

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from people.forms import NameField, OnceForm
from people.models import Region
from tests.sources import ROOT, modules
from web.reading import names

EXPIRED = {"__all__": ["This page has expired. Please send it again."]}


class Colours(OnceForm):
    name = forms.CharField()
    colours = forms.MultipleChoiceField(choices=[("r", "red"), ("b", "blue")])


class RegionNames(OnceForm, forms.ModelForm):
    class Meta:
        model = Region
        fields = ["name"]


def sent(**fields: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update({"name": "Sea", "key": str(uuid4())} | fields)
    data.setlist("colours", ["r", "b"])
    return data


@pytest.mark.parametrize("kind", [Colours, RegionNames])
def test_each_page_brings_a_hidden_key_of_its_own(kind):
    first, second = (UUID(str(kind()["key"].value())) for _page in range(2))
    assert first != second
    assert kind()["key"].is_hidden


@pytest.mark.parametrize("kind", [Colours, RegionNames])
def test_a_valid_form_gives_its_key(kind):
    data = sent()
    form = kind(data)
    assert form.errors == {}
    assert form.cleaned_data["key"] == UUID(data["key"])


@pytest.mark.parametrize("key", ["", "nonsense", "x" * 10_000])
@pytest.mark.parametrize("kind", [Colours, RegionNames])
def test_a_damaged_key_is_replaced_and_the_rest_kept(kind, key):
    form = kind(sent(key=key))
    assert form.errors == EXPIRED
    again = form.data
    assert (again["name"], again.getlist("colours")) == ("Sea", ["r", "b"])
    assert kind(again).is_valid()


def test_no_form_declares_a_key_of_its_own():
    for path in modules():
        if path.name == "forms.py":
            module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
            for _name, kind in inspect.getmembers(module, inspect.isclass):
                if issubclass(kind, forms.BaseForm) and "key" in kind.base_fields:
                    assert issubclass(kind, OnceForm)


@pytest.mark.parametrize(
    "typed",
    [
        "ශ\u0dca\u200dරී ලංකා",
        "گروه می\u200cآید",
        "സ്ത്രീ ന\u0d4d\u200d",
        "Groupe d’Avrankou",
        "女性の会",
        "तारा",
    ],
)
def test_name_of_a_group_in_any_script_is_welcome(typed):
    assert NameField(max_length=120).clean(typed) == names.tidy(typed)


@pytest.mark.parametrize(
    "typed", ["Gro\u200dup", "Group\u200c 7", "Group\u202eof", "\u2066Group\u2069 7", "Gr\u00adoup"]
)
def test_name_of_a_group_that_hides_something_is_refused(typed):
    with pytest.raises(ValidationError) as refused:
        NameField(max_length=120).clean(typed)
    assert refused.value.messages == ["The name contains invisible characters. Type it again."]
