"""The same form was filled in on two tabs when the session ended: neither text is lost."""

import pytest
from django.urls import reverse, translate_url

from mentorship.models import Message
from people.models import UnsentForm
from tests import factories
from tests.matrix import drawn
from tests.people.unsent.conftest import TEXT, Browser, end_every_session

FIRST, SECOND = f"{TEXT} first", f"{TEXT} second"


@pytest.fixture
def messages(people) -> str:
    return reverse("mentorship:messages", args=[factories.running_pair(people.a).code])


def form_of(browser: Browser, address: str) -> dict[str, list[str]]:
    forms = drawn.forms(browser.open(address))
    return next(one.sent for one in forms if "text" in one.kinds)


def sent_from_two_tabs(browser: Browser, address: str) -> None:
    tabs = [form_of(browser, address), form_of(browser, address)]
    end_every_session()
    for form, text in zip(tabs, (FIRST, SECOND), strict=True):
        browser.client.post(address, form | {"text": [text]})


def test_newest_is_in_the_form_and_the_other_comes_when_it_is_sent(browser, people, messages):
    sent_from_two_tabs(browser, messages)
    browser.sign_in(people.a.leader, messages)
    newest = form_of(browser, messages)
    assert newest["text"] == [SECOND]
    copied = drawn.soup(browser.page).find_all("textarea", readonly=True)
    assert [one.text.strip() for one in copied] == [FIRST.strip()]
    browser.client.post(messages, newest | {"text": [f"{SECOND}, mended"]})
    other = form_of(browser, messages)
    assert other["text"] == [FIRST]
    browser.client.post(messages, other)
    assert form_of(browser, messages)["text"] == [""]
    assert UnsentForm.objects.count() == 0
    assert Message.objects.count() == 2


def test_text_that_was_changed_and_came_too_late_again_is_one_text(browser, people, messages):
    form = form_of(browser, messages)
    end_every_session()
    browser.client.post(messages, form | {"text": [FIRST]})
    browser.sign_in(people.a.leader, messages)
    again = form_of(browser, messages)
    end_every_session()
    browser.client.post(messages, again | {"text": [SECOND]})
    browser.sign_in(people.a.leader, messages)
    form = form_of(browser, messages)
    assert form["text"] == [SECOND]
    assert drawn.soup(browser.page).find_all("textarea", readonly=True) == []
    browser.client.post(messages, form)
    assert UnsentForm.objects.count() == 0


def test_language_in_between_leaves_it_one_text(browser, people, messages):
    form = form_of(browser, messages)
    end_every_session()
    browser.client.post(messages, form | {"text": [FIRST]})
    browser.sign_in(people.a.leader, messages)
    french = translate_url(messages, "fr")
    again = form_of(browser, messages) | {"text": [SECOND], "in_language": ["fr"]}
    page = browser.client.post(french, again).content.decode()
    form = next(one.sent for one in drawn.forms(page) if "text" in one.kinds)
    assert form["text"] == [SECOND]
    browser.client.post(french, form)
    assert UnsentForm.objects.count() == 0
    assert form_of(browser, messages)["text"] == [""]


def test_each_of_the_two_can_be_deleted_instead(browser, people, messages):
    sent_from_two_tabs(browser, messages)
    browser.sign_in(people.a.leader, messages)
    newest = form_of(browser, messages)
    assert drop(browser, newest["brought_back"]).url == messages
    other = form_of(browser, messages)
    assert other["text"] == [FIRST]
    drop(browser, other["brought_back"])
    assert form_of(browser, messages)["text"] == [""]
    assert "forget_typed" not in browser.page
    assert UnsentForm.objects.count() == Message.objects.count() == 0


def test_text_that_waits_behind_the_newest_can_be_deleted_alone(browser, people, messages):
    sent_from_two_tabs(browser, messages)
    browser.sign_in(people.a.leader, messages)
    newest = form_of(browser, messages)
    [button] = [one for one in buttons(browser) if one["value"] != newest["brought_back"][0]]
    drop(browser, [button["value"]])
    assert form_of(browser, messages)["text"] == [SECOND]
    assert drawn.soup(browser.page).find_all("textarea", readonly=True) == []
    assert [one["value"] for one in buttons(browser)] == newest["brought_back"]


def test_mark_of_no_text_deletes_nothing(browser, people, messages):
    sent_from_two_tabs(browser, messages)
    browser.sign_in(people.a.leader, messages)
    form_of(browser, messages)
    drop(browser, ["0" * 12])
    assert form_of(browser, messages)["text"] == [SECOND]


def test_other_member_of_the_phone_deletes_by_it_unread(browser, people, messages):
    sent_from_two_tabs(browser, messages)
    browser.sign_in(people.a.leader2, messages)
    browser.open(messages)
    assert FIRST.split()[0] not in browser.page
    assert buttons(browser) == []
    assert UnsentForm.objects.count() == 0


def buttons(browser: Browser) -> list:
    """The buttons of the open page that drop what is kept."""
    return drawn.soup(browser.page).find_all("button", {"name": "brought_back"})


def drop(browser: Browser, marks: list[str]):
    """Press such a button."""
    form = next(one for one in drawn.forms(browser.page) if "forget_typed" in one.sent)
    return browser.client.post(browser.address, form.sent | {"brought_back": marks})
