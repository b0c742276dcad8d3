"""Pages answer HEAD where they answer GET, and recognise a form that was sent empty."""

import re

import pytest
from django.test import RequestFactory
from django.urls import reverse

from tests import factories
from tests.sources import ROOT, modules
from web.methods import sent

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
