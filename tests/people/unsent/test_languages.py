"""The language buttons bring along what is typed, on every page, for strangers too."""

import re
import time
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse, translate_url

from people.invitations import actions as invitations
from people.models import UnsentForm
from safety.models import Concern
from tests import factories
from tests.matrix import drawn
from tests.people.unsent.conftest import TEXT, Browser, end_every_session, was_proven_at
from tests.sources import ROOT

POSTED = re.compile(r'<form\b[^>]*method="post".*?</form>', re.DOTALL)
FIELDS = re.compile(r"includes/(form|field)\.html|\{% bring_back ")


@pytest.fixture
def stranger(db) -> Browser:
    return Browser(Client(enforce_csrf_checks=True))


@pytest.fixture
def pair(people) -> str:
    return reverse("mentorship:pair", args=[factories.running_pair(people.a).code])


def form_with(page: str, name: str) -> drawn.Drawn:
    return next(one for one in drawn.forms(page) if name in one.kinds)


def press(browser: Browser, page: str, name: str, **typed: str):
    """Press French beside the form with the field `name`, or inside it."""
    form = form_with(browser.open(page), name)
    buttons = drawn.soup(browser.page).find_all("button", attrs={"name": "in_language"})
    button = next(one for one in buttons if one.get("form") == form.tag.get("id"))
    sent = form.sent | {one: [value] for one, value in typed.items()}
    return browser.client.post(button["formaction"], sent | {"in_language": [button["value"]]})


def test_second_form_of_a_page_has_buttons_where_no_script_can_bring_it_along(browser, pair):
    answer = press(browser, pair, "line", line=TEXT)
    page = answer.content.decode()
    assert '<html lang="fr">' in page
    assert form_with(page, "line").sent["line"] == [TEXT]
    assert form_with(page, "text").sent["text"] == [""]


def test_folded_form_is_open_when_something_is_in_it(browser, pair):
    page = press(browser, pair, "line", line=TEXT).content.decode()
    folded = drawn.soup(page).find("input", attrs={"name": "line"}).find_parent("details")
    assert folded.has_attr("open")


def test_script_brings_along_the_other_forms(browser, pair):
    page = browser.open(pair)
    first, second = form_with(page, "text"), form_with(page, "line")
    sent = first.sent | {
        "text": ["A budget"],
        "in_language": ["fr"],
        "typed_elsewhere": [urlencode(second.sent | {"line": [TEXT]}, doseq=True)],
    }
    page = browser.client.post(translate_url(pair, "fr"), sent).content.decode()
    assert form_with(page, "text").sent["text"] == ["A budget"]
    assert form_with(page, "line").sent["line"] == [TEXT]


def test_forms_that_came_together_wait_until_each_was_sent(browser, people, pair):
    page = browser.open(pair)
    first, second = form_with(page, "text"), form_with(page, "line")
    sent = first.sent | {
        "text": ["A budget"],
        "in_language": ["fr"],
        "typed_elsewhere": [urlencode(second.sent | {"line": ["Cash book"]}, doseq=True)],
    }
    end_every_session()
    browser.client.post(translate_url(pair, "fr"), sent)
    browser.sign_in(people.a.leader, pair)
    page = browser.open(pair)
    goal = form_with(page, "text").sent
    assert (goal["text"], form_with(page, "line").sent["line"]) == (["A budget"], ["Cash book"])
    browser.client.post(pair, goal)
    page = browser.open(pair)
    assert form_with(page, "text").sent["text"] == [""]
    assert form_with(page, "line").sent["line"] == ["Cash book"]
    browser.client.post(pair, form_with(page, "line").sent)
    assert UnsentForm.objects.count() == 0


def test_other_form_is_kept_when_the_first_comes_too_late_once_more(browser, people, pair):
    page = browser.open(pair)
    first, second = form_with(page, "text"), form_with(page, "line")
    for form, typed in ((first, {"text": ["A budget"]}), (second, {"line": ["Cash book"]})):
        end_every_session()
        browser.client.post(pair, form.sent | typed)
    browser.sign_in(people.a.leader, pair)
    page = browser.open(pair)
    assert form_with(page, "text").sent["text"] == ["A budget"]
    assert form_with(page, "line").sent["line"] == ["Cash book"]


def test_forms_inside_forms_are_no_forms_of_the_page(browser, pair):
    form = form_with(browser.open(pair), "text")
    nested = "typed_elsewhere=" + "a" * 20
    for _ in range(300):
        nested = urlencode({"typed_elsewhere": nested})[:60_000]
    sent = form.sent | {"in_language": ["fr"], "text": [TEXT], "typed_elsewhere": [nested]}
    page = browser.client.post(translate_url(pair, "fr"), sent).content.decode()
    assert form_with(page, "text").sent["text"] == [TEXT]


def test_session_that_ended_meanwhile_keeps_it_until_the_writer_is_back(browser, people, pair):
    browser.open(pair)
    end_every_session()
    answer = press_late(browser, pair, text=TEXT)
    assert answer.url.startswith(reverse("account_login"))
    browser.sign_in(people.a.leader, pair)
    assert form_with(browser.open(pair), "text").sent["text"] == [TEXT]


def press_late(browser: Browser, address: str, **typed: str):
    form = form_with(browser.page, next(iter(typed)))
    sent = form.sent | {one: [value] for one, value in typed.items()} | {"in_language": ["fr"]}
    return browser.client.post(translate_url(address, "fr"), sent)


def test_concern_of_a_member_whose_session_ended_is_not_sent_by_a_language(browser, people):
    address = reverse("safety:concern")
    browser.open(address)
    end_every_session()
    page = press_late(browser, address, text=TEXT).content.decode()
    assert Concern.objects.count() == 0
    assert form_with(page, "text").sent["text"] == [TEXT]


def test_concern_of_a_stranger_comes_along(stranger):
    page = press(stranger, reverse("safety:concern"), "text", text=TEXT).content.decode()
    assert form_with(page, "text").sent["text"] == [TEXT]
    assert (Concern.objects.count(), UnsentForm.objects.count()) == (0, 0)


def test_text_beside_a_wrong_number_comes_along_and_the_number_does_not(stranger):
    address = reverse("safety:concern-answers")
    stranger.open(address)
    stranger.page = stranger.send(receipt="0000 1111 2222 3333", text=TEXT).content.decode()
    form = form_with(stranger.page, "text")
    sent = form.sent | {"in_language": ["fr"]}
    page = stranger.client.post(translate_url(address, "fr"), sent).content.decode()
    shown = form_with(page, "text").sent
    assert (shown["text"], shown["receipt"]) == ([TEXT], [""])


def test_sign_in_keeps_the_name_and_where_it_leads_but_no_passphrase(stranger):
    address = f"{reverse('account_login')}?next=/en/learn/"
    answer = press(stranger, address, "login", login="Baobab", password="ZSECRET of six words")
    page = answer.content.decode()
    assert answer.request["QUERY_STRING"] == "next=/en/learn/"
    assert form_with(page, "login").sent["login"] == ["Baobab"]
    assert "ZSECRET" not in page


def test_joining_stays_at_its_step_with_the_name_and_another_passphrase(stranger, people):
    code = invitations.invite(
        key=uuid4(), by=people.a.coordinator, organisation=people.a.organisation
    )
    address = reverse("people:join")
    stranger.open(address)
    stranger.page = stranger.send(code=code).content.decode()
    form = form_with(stranger.page, "pseudonym")
    typed = {"pseudonym": ["Quiet river"], "passphrase": ["ZSECRET of six words"]}
    ticks = {"adult": ["on"], "written_down": ["on"]}
    sent = form.sent | typed | ticks | {"in_language": ["fr"]}
    page = stranger.client.post(translate_url(address, "fr"), sent).content.decode()
    shown = form_with(page, "pseudonym").sent
    assert (shown["pseudonym"], shown["code"], shown["adult"]) == (["Quiet river"], [code], ["on"])
    assert "written_down" not in shown, "another passphrase is offered, which is on no paper"
    assert "ZSECRET" not in page


def test_step_up_on_the_way_to_another_language_keeps_what_is_typed(roles):
    browser, address = roles
    was_proven_at(browser, 0)
    answer = press_late(browser, address, pseudonym="Acacia 274")
    assert answer.url.startswith(translate_url(reverse("people:again"), "fr"))
    was_proven_at(browser, int(time.time()))
    page = browser.open(address)
    assert form_with(page, "pseudonym").sent["pseudonym"] == ["Acacia 274"]


def test_text_of_someone_else_is_not_kept_on_the_way_but_shown_to_be_copied(people, roles):
    browser, address = roles
    mark = browser.hidden("written_by")
    factories.with_role(people.a.leader2, "coordinator")
    end_every_session()
    browser.sign_in(people.a.leader2)
    browser.open(address)
    was_proven_at(browser, 0)
    page = press_late(browser, address, pseudonym=TEXT, written_by=mark).content.decode()
    onward = f"{translate_url(reverse('people:again'), 'fr')}?next="
    assert (page.count("readonly>ZUNSENT"), page.count(f'href="{onward}')) == (1, 1)
    assert UnsentForm.objects.count() == 0


def belongs(button, form) -> bool:
    around = button.find_parent("form")
    return button.get("form", around and around.get("id")) == form["id"]


def test_enter_key_presses_no_language(browser, people, pair):
    """A browser presses the first button that belongs to the form, wherever it is."""
    for address in (pair, reverse("people:me"), reverse("safety:concern")):
        page = drawn.soup(browser.open(address))
        for form in page.find_all("form", id=re.compile("^typed")):
            own = [one for one in page.find_all("button") if belongs(one, form)]
            assert own[0].get("name") != "in_language"


def test_every_form_with_fields_says_where_it_begins():
    lost = [
        path.name
        for path in (ROOT / "templates").rglob("*.html")
        for form in POSTED.findall(path.read_text())
        if FIELDS.search(form) and not re.match(r'<form id="\{% form_id %\}"', form)
        # The language buttons of the first save the draft; the second gets its id from its page.
        if path.name not in ("exercise.html", "find.html")
    ]
    assert lost == []
