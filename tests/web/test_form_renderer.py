"""The inputs of choices look as Django draws them."""

import re
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test import SimpleTestCase

from web.serving.form_renderer import FormRenderer

CHOICES = [("a", "Ink"), ('"><b>', "A “<b>”"), (3, "Three")]


class Letter(forms.Form):
    pen = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect(attrs={"class": "big"}))
    papers = forms.MultipleChoiceField(
        choices=CHOICES, widget=forms.CheckboxSelectMultiple, required=False, disabled=True
    )


def inputs(renderer: DjangoTemplates, **filled: Any) -> list[str]:
    """Return each choice, as a list that our templates draw, and each field drawn whole."""
    letter = Letter(renderer=renderer, **filled)
    return [str(choice.tag()) for field in letter for choice in field] + [
        str(field) for field in letter
    ]


@pytest.mark.parametrize(
    "filled",
    [
        {},
        {"initial": {"pen": "a", "papers": ['"><b>', 3]}},
        {"data": {"pen": "no such choice", "papers": ["a"]}},
        {"prefix": "one"},
    ],
    ids=["empty", "chosen", "refused", "with a prefix"],
)
def test_choices_are_drawn_as_django_draws_them(filled: dict[str, Any]) -> None:
    ours, djangos = inputs(FormRenderer(), **filled), inputs(DjangoTemplates(), **filled)
    assert len(ours) == 8
    for drawn, expected in zip(ours, djangos, strict=True):
        SimpleTestCase().assertHTMLEqual(drawn, expected)


class Note(forms.Form):
    line = forms.CharField(max_length=20, widget=forms.TextInput(attrs={"class": "big"}))
    text = forms.CharField(max_length=200, widget=forms.Textarea)
    mail = forms.EmailField()


@pytest.mark.parametrize("filled", [{}, {"data": {"line": '"><b>', "text": "<b>"}}])
def test_what_is_written_is_not_cut_off_by_the_browser(filled: dict[str, Any]) -> None:
    ours, djangos = (
        [str(field) for field in Note(renderer=renderer, **filled)]
        for renderer in (FormRenderer(), DjangoTemplates())
    )
    limits = [re.search(r' maxlength="(\d+)"', one)[1] for one in djangos]
    assert limits == ["20", "200", "320"]
    for drawn, expected in zip(ours, djangos, strict=True):
        without = re.sub(r' maxlength="\d+"', "", expected)
        SimpleTestCase().assertHTMLEqual(drawn, without)
