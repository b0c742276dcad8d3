"""What was written into the question below a right answer, which goes to another address."""

import pytest
from django.urls import translate_url

from learning.models import LessonPage
from learning.progress.actions import enrol
from people.models import UnsentForm
from tests import factories
from tests.learning.walking import Walk
from tests.matrix import drawn
from tests.people.unsent.conftest import TEXT, Browser, end_every_session


@pytest.fixture
def addresses(browser, people) -> list[str]:
    """The addresses of two questions, of which the leader answered the first one rightly."""
    page = factories.course(title="Money")
    lesson = LessonPage.objects.child_of(page).first()
    body = lesson.body.get_prep_value()
    first = next(block for block in body if block["type"] == "single_choice")
    lesson.body = lesson.body.stream_block.to_python([first])
    lesson.body.append(("open_reflection", {"text": "What do you take home?"}))
    lesson.save_revision().publish()
    walk = Walk(browser.client, people.a.leader, page)
    enrol(user=people.a.leader, course_key=page.translation_key)
    one, other = (walk.address("question", 1, each.id) for each in walk.content().questions)
    browser.open(one)
    answered = form_of(browser, one) | {"choice": [right_choice(walk)]}
    assert browser.client.post(one, answered).status_code == 302
    return [one, other]


def right_choice(walk: Walk) -> str:
    [right] = [one for one in walk.content().questions[0].choices if one.is_right]
    return right.code


def form_of(browser: Browser, address: str) -> dict[str, list[str]]:
    kinds = ("words", "choice")
    forms = drawn.forms(browser.open(address))
    return next(one.sent for one in forms if any(kind in one.kinds for kind in kinds))


def test_it_is_there_again_when_the_writer_is_back(browser, people, addresses):
    first, second = addresses
    written = form_of(browser, first) | {"words": [TEXT]}
    end_every_session()
    sent = browser.client.post(second, written)
    assert sent.status_code == 302
    onward = browser.sign_in(people.a.leader, sent.url.partition("next=")[2])
    assert form_of(browser, onward)["words"] == [TEXT]
    browser.client.post(second, form_of(browser, onward))
    assert UnsentForm.objects.count() == 0


def test_change_of_language_brings_it_along(browser, addresses):
    first, _second = addresses
    written = form_of(browser, first) | {"words": [TEXT], "in_language": ["fr"]}
    # The button of the language sends the form to the page that is open.
    browser.page = browser.client.post(translate_url(first, "fr"), written).content.decode()
    [text] = drawn.soup(browser.page).find_all("textarea")
    assert text.text.strip() == TEXT
    assert '<html lang="fr"' in browser.page
