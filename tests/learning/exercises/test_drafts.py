"""Drafts that an open page saves by itself, and until when to save."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from learning.exercises import actions
from learning.models import Submission
from people.models import MemberSession, UnsentForm
from tests import factories
from tests.matrix import drawn
from tests.pages import one_line

NOON = "2026-03-09 12:00:00+00:00"


@pytest.fixture
def work(world) -> Submission:
    made = factories.hand_in(world.a.leader, factories.course(title="Money"), "first")
    made.state = Submission.State.DRAFT
    made.typed_at = 0
    made.save()
    return made


@pytest.fixture
def address(work) -> str:
    codes = [work.enrolment.course_key, work.lesson_key, work.exercise_id]
    return reverse("learning:exercise", args=codes)


@pytest.fixture
def leader(world, sign_in) -> Client:
    return sign_in(world.a.leader)


def save(client: Client, address: str, text: str, typed_at: int | str, **more: str):
    fields = {"text": text, "typed_at": str(typed_at), "by_itself": "1"} | more
    return client.post(address, fields)


def text_of(work: Submission) -> str:
    work.refresh_from_db()
    return work.text


def test_page_is_told_when_it_was_saved_and_until_when_to_save(
    sign_in, address, work, time_machine, world
):
    time_machine.move_to(NOON, tick=False)
    type(world.a.leader).objects.update(time_zone="Africa/Porto-Novo")
    leader = sign_in(world.a.leader)
    answer = save(leader, address, "typed", actions.now())
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == "Draft saved at 13:00. Save again before 13:30."
    assert text_of(work) == "typed"
    assert work.state == Submission.State.DRAFT


def test_older_text_never_replaces_a_newer_one(leader, address, work):
    at = actions.now() - 60_000
    assert save(leader, address, "second", at + 10).status_code == 200
    late = save(leader, address, "a late first", at)
    assert (late.status_code, text_of(work)) == (409, "second")
    assert late.content.decode().startswith("A newer text of yours is already saved")
    assert save(leader, address, "third", at + 11).status_code == 200
    assert text_of(work) == "third"


def test_same_text_twice_changes_nothing(leader, address, work):
    at = actions.now() - 60_000
    for _ in range(2):
        assert save(leader, address, "once", at).status_code == 200
    assert text_of(work) == "once"
    assert Submission.objects.count() == 1


def test_button_wins_over_what_the_page_saved_before(leader, address, work):
    at = actions.now() + 10
    save(leader, address, "by itself", at)
    leader.post(address, {"text": "by the button", "save": "1"})
    assert text_of(work) == "by the button"
    assert save(leader, address, "late", at).status_code == 409
    assert text_of(work) == "by the button"


def test_time_in_the_future_counts_as_now(leader, address, work):
    save(leader, address, "forged", 10**15 - 1)
    work.refresh_from_db()
    assert work.typed_at <= actions.now()


@pytest.mark.parametrize("typed_at", ["", "x", "-1", "1e3", "٣", "9" * 400, "\0"])
def test_damaged_time_counts_as_the_oldest(leader, address, work, typed_at):
    save(leader, address, "kept", actions.now())
    assert save(leader, address, "lost", typed_at).status_code == 409
    assert text_of(work) == "kept"


def test_handed_in_work_stays_as_it_is(leader, address, work):
    Submission.objects.update(state=Submission.State.SENT)
    answer = save(leader, address, "too late", actions.now())
    assert (answer.status_code, text_of(work)) == (409, "first")
    assert answer.content.decode().startswith("Your work was already handed in")


def test_text_that_is_too_long_is_not_saved(leader, address, work):
    answer = save(leader, address, "x" * 6_001, actions.now())
    assert (answer.status_code, text_of(work)) == (422, "first")
    assert "6001 characters" in answer.content.decode()


def test_page_without_a_session_is_told_so_and_nothing_is_kept(leader, address, work):
    mark = re.search(r'name="written_by" value="([^"]+)"', leader.get(address).content.decode())[1]
    MemberSession.objects.all().delete()
    answer = save(leader, address, "typed " * 20, actions.now(), written_by=mark)
    assert (answer.status_code, answer["Content-Type"]) == (401, "text/plain; charset=utf-8")
    assert answer.content.decode().startswith("You are signed out.")
    assert UnsentForm.objects.count() == 0
    assert text_of(work) == "first"


def test_page_says_until_when_to_save(sign_in, world, address, time_machine):
    time_machine.move_to(NOON, tick=False)
    leader = sign_in(world.a.leader)
    MemberSession.objects.update(expire_date="2026-03-09 12:28:00+00:00")
    page = one_line(leader.get(address).content.decode())
    assert "Save before 13:28" in page
    MemberSession.objects.update(expire_date="2026-03-09 12:20:00+00:00")
    # This visit moves the end of the session.
    assert "Save before 13:30" in one_line(leader.get(address).content.decode())


def test_page_of_an_exercise_takes_six_queries(leader, address, django_assert_max_num_queries):
    leader.get(address)
    with django_assert_max_num_queries(6):
        leader.get(address)


def opened(client: Client, address: str) -> str:
    """Open the page; return what names it when it sends something."""
    page = client.get(address).content.decode()
    return re.search(r'name="opened_at" value="([0-9]+)"', page)[1]


def test_page_that_never_showed_another_text_does_not_replace_it(leader, address, work):
    """Two tabs, or a phone and a laptop: the text of the first is not lost to the second."""
    first, second = opened(leader, address), opened(leader, address)
    assert save(leader, address, "from one", actions.now(), opened_at=first).status_code == 200
    late = save(leader, address, "from the other", actions.now() + 10, opened_at=second)
    assert (late.status_code, text_of(work)) == (409, "from one")
    assert late.content.decode().startswith("Another text of yours was saved on another page")
    assert (
        save(leader, address, "from one, on", actions.now() + 20, opened_at=first).status_code
        == 200
    )
    assert (
        save(leader, address, "from one, on", actions.now() + 30, opened_at=second).status_code
        == 200
    )


@pytest.mark.parametrize("button", ["save", "send"])
def test_button_shows_the_other_text_and_then_replaces_it(leader, address, work, button):
    first, second = opened(leader, address), opened(leader, address)
    save(leader, address, "from one", actions.now(), opened_at=first)
    sent = {"text": "from the other", "opened_at": second, button: "1"}
    page = leader.post(address, sent).content.decode()
    assert (text_of(work), work.state) == ("from one", "draft")
    form = max(drawn.forms(page), key=lambda one: len(one.kinds))
    assert form.sent["text"] == ["from the other"]
    assert drawn.soup(page).find(id="other-text").text.strip() == "from one"
    assert form.sent["opened_at"] == [second]
    both = form.sent | {"text": ["from both"], button: ["1"]}
    by_itself = leader.post(address, form.sent | {"by_itself": ["1"], "typed_at": [actions.now()]})
    assert (by_itself.status_code, text_of(work)) == (409, "from one")
    assert leader.post(address, both).status_code == 302
    assert (text_of(work), work.state) == ("from both", "draft" if button == "save" else "sent")


def test_text_that_came_back_does_not_replace_what_was_saved_meanwhile(
    leader, address, work, world
):
    page = leader.get(address).content.decode()
    form = max(drawn.forms(page), key=lambda one: len(one.kinds))
    other = opened(leader, address)
    save(leader, address, "from one", actions.now(), opened_at=other)
    MemberSession.objects.all().delete()
    leader.post(address, form.sent | {"text": ["typed too late"], "save": ["1"]})
    leader.force_login(world.a.leader)
    back = max(drawn.forms(leader.get(address).content.decode()), key=lambda one: len(one.kinds))
    assert back.sent["text"] == ["typed too late"]
    page = leader.post(address, back.sent | {"save": ["1"]}).content.decode()
    assert text_of(work) == "from one"
    assert drawn.soup(page).find(id="other-text").text.strip() == "from one"


@pytest.mark.parametrize("opened_at", ["", "x", "-1", "9" * 400, "\0"])
def test_page_from_before_that_names_itself_not_saves_as_ever(leader, address, work, opened_at):
    save(leader, address, "from one", actions.now())
    leader.post(address, {"text": "newest", "save": "1", "opened_at": opened_at})
    assert text_of(work) == "newest"
