"""Parts that many pages share: the head of a table, and a form in a card or of one button, and one
of two sentences."""

import re
from uuid import UUID

import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

# The name of the site, which every template knows, is a row.
pytestmark = pytest.mark.django_db


class Named(forms.Form):
    name = forms.CharField(label="Name")


def plain(html: str) -> str:
    return re.sub(r">\s+<", "><", " ".join(html.split()))


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


@pytest.mark.parametrize(
    ("condition", "words"), [(1, "Yes"), ("", "No &amp; never"), (None, "No &amp; never")]
)
def test_one_of_two_sentences_is_shown(condition, words):
    template = engines["django"].from_string('{% either condition "Yes" no %}')
    assert template.render({"condition": condition, "no": "No & never"}) == words


def test_button_alone_is_a_form_with_its_token():
    template = engines["django"].from_string(
        '{% button_to label "people:end-session" code kind="quiet" send="end" %}'
    )
    code = UUID("00000000-0000-4000-8000-000000000000")
    request = RequestFactory().get("/")
    page = plain(template.render({"label": "End & go", "code": code}, request))
    [token] = re.findall(r'<input type="hidden" name="csrfmiddlewaretoken" value="(\w+)">', page)
    assert page.replace(token, "TOKEN") == (
        f'<form method="post" action="{reverse("people:end-session", args=[code])}">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="TOKEN">'
        '<button class="button quiet" name="end">End &amp; go</button></form>'
    )


def test_button_alone_has_the_mark_of_its_writer(world, sign_in):
    """So that a press after the session has ended is not lost: see `people.unsent`."""
    browser = sign_in(world.a.leader)
    sign_in(world.a.leader)
    page = browser.get(reverse("people:sessions")).content.decode()
    buttons = re.findall(r'<form method="post" action="[^"]*sessions/.*?</form>', page, re.S)
    assert [button.count('name="written_by"') for button in buttons] == [1, 1]
