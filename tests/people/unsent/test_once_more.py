"""A text that no form can show again, because its page is gone or broken, is shown to be copied."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse, translate_url

from learning.models import Enrolment
from mentorship.pairs import actions as pairing
from tests import factories
from tests.caches import cache_away
from tests.pages import one_line
from tests.people.unsent.conftest import SHOWN, TEXT, Browser


def test_concern_of_a_stranger_without_cookies_is_shown_to_be_copied(db):
    stranger = Browser(Client(enforce_csrf_checks=True))
    page = stranger.open(reverse("safety:concern"))
    stranger.lose(settings.CSRF_COOKIE_NAME)
    answer = stranger.send(text=TEXT, typed_in="ConcernForm")
    assert (answer.status_code, SHOWN in answer.content.decode()) == (403, True)
    assert SHOWN not in page


def test_concern_begun_before_signing_in_elsewhere_is_shown_to_be_copied(browser):
    tab = Browser(Client(enforce_csrf_checks=True))
    tab.open(reverse("safety:concern"))
    tab.client.cookies.update(browser.client.cookies)
    answer = tab.send(text=TEXT)
    assert (answer.status_code, SHOWN in answer.content.decode()) == (403, True)


@pytest.mark.parametrize("whose", ["own", "of someone else"])
def test_what_cannot_be_kept_is_shown_to_its_writer_alone(
    browser, people, exercise, settings, whose
):
    browser.open(exercise)
    if whose != "own":
        other = Browser(Client(enforce_csrf_checks=True))
        other.sign_in(people.a.leader2)
        browser.client.cookies.update(other.client.cookies)
    with cache_away(settings):
        answer = browser.send(text=TEXT, csrfmiddlewaretoken="x" * 64)
    assert (answer.status_code, SHOWN in answer.content.decode()) == (403, whose == "own")


def test_review_of_someone_who_may_review_no_more_is_shown_to_be_copied(people, sign_in):
    pair = factories.running_pair(people.a)
    work = factories.hand_in(people.a.leader, factories.course(), "first")
    address = reverse("mentorship:review", args=[work.code])
    mentor = Browser(sign_in(people.a.mentor))
    mentor.open(address)
    pairing.end(pair=pair, user=people.a.mentor)
    answer = mentor.send(text=TEXT, verdict="accept")
    assert answer.status_code == 404
    assert SHOWN in answer.content.decode()
    assert "What you sent just now is not saved." in answer.content.decode()
    assert "not saved" not in mentor.client.get(address).content.decode()


def test_member_for_whom_no_one_vouches_any_more_gets_their_text_once_more(browser, people):
    browser.open(reverse("mentorship:pair", args=[factories.running_pair(people.a).code]))
    type(people.a.leader).objects.update(vouched_on=None)
    answer = browser.send(text=TEXT)
    assert (answer.status_code, SHOWN in answer.content.decode()) == (200, True)
    assert f'href="{reverse("people:waiting")}"' in answer.content.decode()


def test_exercise_of_someone_who_takes_the_course_no_more_is_shown_once_more(browser, exercise):
    browser.open(exercise)
    Enrolment.objects.all().delete()
    answer = browser.send(text=TEXT)
    assert (answer.status_code, SHOWN in answer.content.decode()) == (200, True)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_text_that_met_a_fault_of_ours_is_shown_to_be_copied(
    browser, exercise, monkeypatch, language
):
    browser.open(exercise)
    monkeypatch.setattr("learning.exercises.actions.save_draft", lambda **_about: 1 / 0)
    browser.client.raise_request_exception = False
    answer = browser.send(
        to=translate_url(exercise, language), text=TEXT, save="1", passphrase=TEXT
    )
    page = answer.content.decode()
    assert (answer.status_code, page.count(SHOWN)) == (500, 1)


def test_what_is_too_large_to_be_read_says_so_in_both_languages(browser, exercise):
    browser.open(exercise)
    answer = browser.send(text="word " * 600_000, save="1")
    page = one_line(answer.content.decode())
    assert answer.status_code == 400
    assert "What you sent is too large, or it arrived damaged. Nothing was saved." in page
    assert "Ce que vous avez envoyé est trop volumineux, ou est arrivé abîmé." in page


def test_text_that_meets_a_restored_copy_is_shown_to_be_copied(browser, exercise, monkeypatch):
    browser.open(exercise)
    monkeypatch.setattr("people.privacy.erasure.is_replayed", lambda: False)
    # Each process asks once; a new one asks again.
    tab = Browser(Client())
    tab.client.cookies.update(browser.client.cookies)
    answer = tab.client.post(exercise, {"text": TEXT})
    page = answer.content.decode()
    assert (answer.status_code, SHOWN in page) == (503, True)
    assert "What you sent just now was not saved." in page
