"""Signing in while others guess: slowed down, never shut out; and a bound on those who wait."""

import time
from contextlib import ExitStack
from threading import Thread
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from people.accounts import line
from tests import factories

pytestmark = pytest.mark.servers

HERE, NEAR = "203.0.113.77", "203.0.113.9"
WRONG = "not-the-right-words-at-all"


@pytest.fixture
def member(db):
    user = factories.UserFactory(pseudonym="Baobab 274")
    user.set_password(factories.PASSPHRASE)
    user.save()
    return user


def sign_in(password: str, address: str = NEAR, login: str = "Baobab 274"):
    data = {"login": login, "password": password}
    return Client().post(reverse("account_login"), data, REMOTE_ADDR=address)


@pytest.mark.parametrize("wrong", [1, 5, 6, 40, 250])
def test_right_passphrase_opens_after_any_number_of_wrong_ones(member, wrong):
    for _guess in range(wrong):
        sign_in(WRONG, HERE)
    assert sign_in(factories.PASSPHRASE).url == reverse("home")


def test_tries_beyond_the_count_take_turns_and_say_so(member, settings):
    settings.SIGN_IN_PACE = 1
    for _guess in range(5):
        began = time.monotonic()
        assert "Too many" not in sign_in(WRONG, HERE).content.decode()
        assert time.monotonic() - began < 1
    began = time.monotonic()
    assert [("Too many" in sign_in(WRONG, HERE).content.decode()) for _guess in range(3)] == [
        True,
        True,
        True,
    ]
    assert time.monotonic() - began >= 1.8
    assert sign_in(factories.PASSPHRASE).url == reverse("home")


def test_slow_tries_hold_up_nobody_else(member, settings):
    settings.SIGN_IN_PACE = 60
    other = factories.UserFactory(pseudonym="Mango 318")
    other.set_password(factories.PASSPHRASE)
    other.save()
    with ExitStack() as stack:
        for _number in range(line.SLOW_PLACES):
            stack.enter_context(line.place(turn=str(uuid4())))
        with pytest.raises(line.Busy), line.place(turn="one more"):
            pass
        answer = sign_in(factories.PASSPHRASE, HERE, login="Mango 318")
    assert answer.url == reverse("home")


def test_turn_that_does_not_come_gives_its_place_back(db, settings, monkeypatch):
    settings.SIGN_IN_PACE = 60
    monkeypatch.setattr(line, "PATIENCE", 0.1)
    with line.place(turn="one"):
        pass
    for _again in range(line.SLOW_PLACES + 1):
        with pytest.raises(line.Busy), line.place(turn="one"):
            pass
    with line.place(turn="another"):
        pass


def test_beyond_the_places_the_answer_comes_at_once_and_keeps_the_name(member):
    with ExitStack() as stack:
        for _number in range(line.PLACES):
            stack.enter_context(line.place())
        began = time.monotonic()
        answer = sign_in(factories.PASSPHRASE)
        assert time.monotonic() - began < 1
    page = answer.content.decode()
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "Many people are signing in" in page
    assert 'value="Baobab 274"' in page
    assert factories.PASSPHRASE not in page
    assert sign_in(factories.PASSPHRASE).url == reverse("home")


def test_busy_moment_counts_as_no_wrong_try(member):
    with ExitStack() as stack:
        for _number in range(line.PLACES):
            stack.enter_context(line.place())
        for _again in range(8):
            assert sign_in(factories.PASSPHRASE).status_code == 503
    assert "Too many" not in sign_in(WRONG).content.decode()


def test_an_error_inside_gives_the_place_back(db):
    for _again in range(line.PLACES + 1):
        with pytest.raises(ZeroDivisionError), line.place():
            _ = 1 / 0


def test_threads_beyond_the_places_do_not_wait(db):
    answers: list[bool] = []

    def ask() -> None:
        try:
            with line.place():
                time.sleep(0.3)
            answers.append(True)
        except line.Busy:
            answers.append(False)

    threads = [Thread(target=ask) for _number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(True) == line.PLACES


def test_neighbour_uses_up_no_tries_of_a_code_on_paper(member, world):
    code = factories.give_paper(member)[0]
    typed = {"pseudonym": "Baobab 274", "paper": "1234 " * 5}
    page = reverse("people:recover")
    for _guess in range(12):
        Client().post(page, typed, REMOTE_ADDR=HERE)
    answer = Client().post(page, typed | {"paper": code}, REMOTE_ADDR=NEAR)
    assert "people/recovery/recover_choose.html" in {one.name for one in answer.templates}


def test_no_cookie_outlives_the_session(member):
    answer = sign_in(factories.PASSPHRASE)
    lasting = {name for name, morsel in answer.cookies.items() if morsel["max-age"] != ""}
    assert lasting == set()
    assert {name for name in answer.cookies if "device" in name} == set()
    assert cache.get("people.device") is None
