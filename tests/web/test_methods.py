"""Pages answer HEAD where they answer GET, recognise a form that was sent empty, and give a refusal
to its form."""

import re

import pytest
from django import forms
from django.test import RequestFactory
from django.urls import reverse

from tests import factories
from tests.sources import ROOT, modules
from web.errors import Closed
from web.methods import is_done, sent

# Decorators that would let a page answer GET and refuse HEAD, or name the methods once more.
OTHERS = re.compile(r"require_http_methods|require_GET")


def test_one_module_names_the_methods_of_a_page_with_a_form():
    found = [path.relative_to(ROOT) for path in modules() if OTHERS.search(path.read_text())]
    assert [str(path) for path in found] == ["web/methods.py"]


def test_a_form_is_bound_when_it_was_sent_even_empty():
    requests = RequestFactory()
    assert sent(requests.get("/?name=x")) is None
    assert sent(requests.head("/")) is None
    assert sent(requests.post("/")) == {}
    assert sent(requests.post("/", {"name": "x"})).dict() == {"name": "x"}


class Named(forms.Form):
    name = forms.CharField()


def refuse(**about):
    raise Closed("It is over.")


def test_what_is_refused_is_said_above_the_fields():
    form = Named({"name": "Baobab"})
    assert form.is_valid()
    assert not is_done(form, refuse, by="ZQA leader")
    assert form.errors == {"__all__": ["It is over."]}


def test_an_action_gets_what_the_form_holds():
    form, got = Named({"name": "Baobab"}), {}
    assert form.is_valid()
    assert is_done(form, got.update, by="ZQA leader")
    assert got == {"by": "ZQA leader", "name": "Baobab"}
    assert form.errors == {}


def test_a_fault_is_no_refusal():
    form = Named({"name": "Baobab"})
    assert form.is_valid()
    with pytest.raises(TypeError):
        is_done(form, len)


@pytest.mark.parametrize(
    "name",
    [
        *("people:me", "people:passphrase", "people:export", "people:erase", "people:vouch"),
        *("people:second-step", "people:again", "mentorship:profile"),
        *("safety:concern", "safety:concern-answers"),
    ],
)
def test_a_page_with_a_form_answers_head_as_it_answers_get(world, sign_in, name):
    client = sign_in(world.a.leader)
    got, head = client.get(reverse(name)), client.head(reverse(name))
    assert (got.status_code, head.status_code, head.content) == (200, 200, b"")


@pytest.mark.parametrize("name", ["webinars:register", "webinars:join"])
def test_head_of_what_is_only_sent_leads_back_to_its_page_as_get_does(world, sign_in, name):
    webinar = factories.webinar(world.a)
    answer = sign_in(world.a.leader).head(reverse(name, args=[webinar.code]))
    assert (answer.status_code, answer.url) == (302, webinar.get_absolute_url())
