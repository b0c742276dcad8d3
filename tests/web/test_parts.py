"""Parts that many pages share: the head of a table, and a form in a card."""

import re

import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

# The name of the site, which every template knows, is a row.
pytestmark = pytest.mark.django_db


class Named(forms.Form):
    name = forms.CharField(label="Name")


def plain(html: str) -> str:
    return re.sub(r">\s+<", "><", html).strip()


def test_head_of_a_table_names_its_columns_and_marks_the_numbers():
    template = engines["django"].from_string('{% columns _("Country") "Risk" "Pairs" numbers=1 %}')
    assert plain(template.render()) == (
        '<thead><tr><th scope="col">Country</th><th scope="col">Risk</th>'
        '<th scope="col" class="n">Pairs</th></tr></thead>'
    )


def card(**given: object) -> str:
    request = RequestFactory().get("/")
    given = {"form": Named(auto_id=False)} | given
    return plain(render_to_string("includes/form_card.html", given, request))


def test_form_in_a_card_has_its_token_its_fields_and_one_button():
    page = card(heading="Who", button="Save", look="warn")
    [token] = re.findall(r'<input type="hidden" name="csrfmiddlewaretoken" value="(\w+)">', page)
    assert page.replace(token, "TOKEN") == (
        '<form id="typed" method="post" class="card">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="TOKEN">'
        '<h2>Who</h2><input type="hidden" name="typed_in" value="Named">'
        '<div class="field"><label for="">Name</label>'
        '<input type="text" name="name" required></div>'
        '<button class="button warn">Save</button></form>'
    )


def test_form_in_a_card_needs_no_heading_and_no_look():
    page = card(button="Save")
    assert "<h2>" not in page
    assert '<button class="button">Save</button>' in page
