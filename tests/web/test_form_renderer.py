"""The inputs of choices look as Django draws them."""

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
