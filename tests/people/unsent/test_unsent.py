"""What was typed comes back to its writer after the session has ended, and to no one else."""

from datetime import timedelta
from urllib.parse import parse_qs, quote, urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from learning.models import Submission
from mentorship.models import Message
from people import tasks
from people.models import MemberSession, UnsentForm
from people.privacy import erasure
from people.unsent import actions, writers
from tests import canaries, factories
from tests.caches import cache_away, everything_cached
from tests.pages import one_line
from tests.people.unsent.conftest import SHOWN, TEXT, Browser, end_every_session, was_proven_at

AGAIN = "This was not sent yet. What you wrote is here again: check it, then send it."


def onward(answer) -> str:
    """Return the `next` of a redirect to the sign-in page."""
    parts = urlsplit(answer.url)
    assert parts.path == reverse("account_login")
    return parse_qs(parts.query)["next"][0]


def write_too_late(browser: Browser, address: str, **fields: str):
    browser.open(address)
    end_every_session()
    return browser.send(**(fields or {"text": TEXT, "save": "1"}))


@pytest.mark.parametrize(
    "lost",
    [
        (),
        (settings.SESSION_COOKIE_NAME,),
        (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME),
    ],
    ids=["session ended", "session cookie gone", "all cookies gone"],
)
def test_text_is_in_its_box_again_after_signing_in(browser, people, exercise, lost):
    browser.open(exercise)
    end_every_session()
    if lost:
        browser.lose(*lost)
    answer = browser.send(text=TEXT, save="1", typed_in=browser.hidden("typed_in"))
    assert onward(answer) == exercise
    assert browser.sign_in(people.a.leader, exercise) == exercise
    page = browser.open(exercise)
    assert SHOWN in page
    assert AGAIN in page
    assert [one.text for one in Submission.objects.all()] == ["first"]


def test_text_is_shown_to_be_copied_where_the_cache_is_away(browser, exercise, settings):
    browser.open(exercise)
    end_every_session()
    with cache_away(settings):
        answer = browser.send(text=TEXT, save="1")
    assert answer.status_code == 200
    assert SHOWN in answer.content.decode()
    assert UnsentForm.objects.count() == 0


def test_text_stays_until_it_is_sent_because_an_answer_can_be_lost(browser, people, exercise):
    write_too_late(browser, exercise)
    browser.sign_in(people.a.leader, exercise)
    for _ in range(2):
        assert SHOWN in browser.open(exercise)
    assert SHOWN in browser.open(exercise.replace("/en/", "/fr/"))
    assert SHOWN not in browser.open(reverse("home"))
    browser.open(exercise)
    browser.send(text=TEXT, save="1")
    assert [one.text for one in Submission.objects.all()] == [TEXT]
    assert UnsentForm.objects.count() == 0
    assert actions.cookie_name() not in browser.client.cookies or not (
        browser.client.cookies[actions.cookie_name()].value
    )
    assert AGAIN not in browser.open(exercise)


def test_someone_else_who_signs_in_there_finds_nothing(browser, people, exercise):
    write_too_late(browser, exercise)
    browser.sign_in(people.a.leader2, exercise)
    other = browser.open(exercise) + browser.open(reverse("home"))
    assert "ZUNSENT" not in other
    assert UnsentForm.objects.count() == 0
    end_every_session()
    browser.sign_in(people.a.leader, exercise)
    assert "ZUNSENT" not in browser.open(exercise)


def test_without_signing_in_nothing_is_shown(browser, exercise):
    write_too_late(browser, exercise)
    assert "ZUNSENT" not in browser.open(reverse("account_login"))
    assert "ZUNSENT" not in browser.client.get(exercise, follow=True).content.decode()


def test_writer_finds_nothing_in_another_browser(browser, people, exercise):
    write_too_late(browser, exercise)
    other = Browser(Client())
    other.sign_in(people.a.leader)
    assert "ZUNSENT" not in other.open(exercise)


def test_leaving_drops_it(browser, people, exercise):
    write_too_late(browser, exercise)
    browser.client.post(reverse("leave"))
    assert UnsentForm.objects.count() == 0
    cookie = browser.client.cookies[actions.cookie_name()]
    assert (cookie.value, cookie["samesite"]) == ("", "Lax")
    browser.sign_in(people.a.leader, exercise)
    assert "ZUNSENT" not in browser.open(exercise)


def test_erasing_the_account_drops_it(browser, people, exercise):
    write_too_late(browser, exercise)
    erasure.erase(user=people.a.leader)
    assert UnsentForm.objects.count() == 0


def test_it_is_dropped_after_two_hours(browser, people, exercise, time_machine):
    write_too_late(browser, exercise)
    tasks.forget_unsent_forms()
    assert UnsentForm.objects.count() == 1
    time_machine.move_to(timezone.now() + timedelta(hours=2, seconds=1))
    browser.sign_in(people.a.leader, exercise)
    assert "ZUNSENT" not in browser.open(exercise)
    assert UnsentForm.objects.count() == 0


def test_sweep_deletes_what_no_one_came_back_for(browser, exercise, time_machine):
    write_too_late(browser, exercise)
    time_machine.move_to(timezone.now() + timedelta(hours=2, seconds=1))
    tasks.forget_unsent_forms()
    assert UnsentForm.objects.count() == 0


def test_nothing_readable_is_kept(browser, exercise):
    write_too_late(browser, exercise)
    kept = bytes(UnsentForm.objects.get().sealed)
    assert b"ZUNSENT" not in kept
    assert exercise.encode() not in kept
    assert canaries.hits("ZUNSENT") == []
    assert "ZUNSENT" not in everything_cached()
    key = browser.client.cookies[actions.cookie_name()]
    assert canaries.hits(key.value) == []
    assert (key["httponly"], key["samesite"], key["max-age"], key["expires"]) == (
        True,
        "Lax",
        "",
        "",
    )
    assert [row for row in MemberSession.objects.all() if "ZUNSENT" in row.session_data] == []


def test_secrets_are_never_kept(browser, people):
    address = reverse("people:passphrase")
    words = "ZSECRET correct horse battery staple lamp and more of them"
    write_too_late(browser, address, new_passphrase=words, passphrase=words, written="on")
    browser.sign_in(people.a.leader, address)
    assert "ZSECRET" not in browser.open(address)


# --- Who may leave a text for whom ------------------------------------------------------------


def test_mark_of_someone_else_gives_the_text_to_no_other_member(browser, people, exercise):
    """As when a page of another site sends a form with the mark of its own author."""
    foreign = Browser(Client())
    foreign.sign_in(people.a.leader2)
    foreign.open(reverse("people:me"))
    browser.open(exercise)
    browser.send(text=TEXT, written_by=foreign.hidden("written_by"), csrfmiddlewaretoken="x" * 64)
    assert UnsentForm.objects.count() == 0
    assert "ZUNSENT" not in browser.open(exercise)


@pytest.mark.parametrize("mark", ["", "x", ":/en/home/", "AAAA:/en/home/", "é:é", "\0", "=" * 9999])
def test_forged_mark_keeps_nothing(browser, exercise, mark):
    browser.open(exercise)
    end_every_session()
    answer = browser.send(text=TEXT, written_by=mark)
    assert answer.status_code == 200
    assert SHOWN in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert UnsentForm.objects.count() == 0


def test_mark_holds_for_its_page_and_a_week(browser, exercise, rf, time_machine, people):
    browser.open(exercise)
    mark = browser.hidden("written_by")

    def writer(value: str):
        return writers.writer_of(rf.post("/", {"written_by": value}))

    assert writer(mark) == writers.Writer(people.a.leader.code, exercise)
    assert writer(mark.replace("/en/", "/fr/")) is None
    assert str(people.a.leader.code.hex) not in mark
    time_machine.move_to(timezone.now() + timedelta(days=7, seconds=1))
    assert writer(mark) is None


def test_two_pages_have_marks_that_cannot_be_linked(browser, exercise):
    browser.open(exercise)
    first = browser.hidden("written_by")
    browser.open(exercise)
    assert first[:20] != browser.hidden("written_by")[:20]


def test_strangers_get_no_mark(client, db):
    assert "written_by" not in client.get(reverse("account_login")).content.decode()


def test_form_with_an_old_token_comes_back_without_signing_in_again(browser, exercise):
    browser.open(exercise)
    answer = browser.send(text=TEXT, csrfmiddlewaretoken="x" * 64)
    assert answer.url == exercise
    assert SHOWN in browser.open(exercise)
    assert [one.text for one in Submission.objects.all()] == ["first"]


def test_form_with_an_old_token_and_no_mark_is_refused(browser, exercise):
    browser.open(exercise)
    answer = browser.send(text=TEXT, csrfmiddlewaretoken="x" * 64, written_by="")
    assert answer.status_code == 403
    assert SHOWN not in answer.content.decode()
    assert UnsentForm.objects.count() == 0


def test_suspended_members_leave_nothing(browser, people, exercise):
    browser.open(exercise)
    type(people.a.leader).objects.filter(pk=people.a.leader.pk).update(is_active=False)
    end_every_session()
    browser.send(text=TEXT)
    assert UnsentForm.objects.count() == 0


def test_one_member_has_five_at_most_and_the_newest_stay(browser, people, exercise):
    addresses = [f"{exercise}?page={number}" for number in range(7)]
    tabs = [Browser(browser.client) for _ in addresses]
    for tab, address in zip(tabs, addresses, strict=True):
        tab.open(address)
    end_every_session()
    for number, tab in enumerate(tabs):
        tab.send(text=f"{TEXT} {number}")
    assert UnsentForm.objects.count() == actions.MOST_OF_ONE == 5
    browser.sign_in(people.a.leader, exercise)
    shown = [f"together {number}" in browser.open(one) for number, one in enumerate(addresses)]
    assert shown == [False, False, True, True, True, True, True]


@pytest.mark.parametrize("first", ["exercise", "messages"])
def test_two_pages_that_were_sent_too_late_are_both_kept(browser, people, exercise, first):
    pair = factories.running_pair(people.a)
    messages = reverse("mentorship:messages", args=[pair.code])
    tabs = {"exercise": browser, "messages": Browser(browser.client)}
    tabs["exercise"].open(exercise)
    tabs["messages"].open(messages)
    end_every_session()
    for name in sorted(tabs, key=lambda one: one != first):
        tabs[name].send(text=f"{TEXT} {name}")
    browser.sign_in(people.a.leader)
    assert SHOWN not in browser.open(reverse("home"))
    for name, address in (("messages", messages), ("exercise", exercise)):
        assert f"together {name}" in browser.open(address)
        browser.send(text=f"{TEXT} {name}", save="1")
        assert SHOWN not in browser.open(reverse("home"))
    assert UnsentForm.objects.count() == 0
    assert not browser.client.cookies[actions.cookie_name()].value
    assert Message.objects.count() == 1


def test_signing_in_once_more_in_another_tab_leads_on(browser, people, exercise):
    write_too_late(browser, exercise)
    asked = f"{reverse('account_login')}?next={exercise}"
    other = Browser(browser.client)
    other.open(asked)
    browser.sign_in(people.a.leader)
    for who, status in ((people.a.leader, 302), (people.a.leader2, 403)):
        answered = other.send(login=who.pseudonym, password=factories.PASSPHRASE)
        assert answered.status_code == status
    assert answered.wsgi_request.user == people.a.leader
    assert browser.client.get(asked).url == exercise
    assert SHOWN in browser.open(exercise)


def test_someone_else_who_writes_on_the_same_phone_keeps_nothing_of_the_first(
    browser, people, exercise
):
    write_too_late(browser, exercise)
    browser.sign_in(people.a.leader2)
    people.a.leader2.refresh_from_db()
    address = reverse("people:me")
    browser.open(address)
    end_every_session()
    browser.send(time_zone="Asia/Tokyo", exit_to="news")
    browser.sign_in(people.a.leader)
    assert SHOWN not in browser.open(exercise)
    assert UnsentForm.objects.filter(user=people.a.leader).count() == 0


def test_what_is_too_large_or_too_much_is_shown_once_more(browser, exercise, monkeypatch):
    browser.open(exercise)
    end_every_session()
    large = "many words " * 6_000
    page = browser.send(text=large).content.decode()
    assert large.strip() in page
    assert f'href="{reverse("account_login")}?next={exercise}"' in page
    monkeypatch.setattr(actions, "MOST", 0)
    assert SHOWN in browser.send(text=TEXT).content.decode()
    assert UnsentForm.objects.count() == 0


def test_one_network_keeps_sixty_a_minute(browser, exercise, settings):
    settings.GUESS_LIMITS = settings.GUESS_LIMITS | {"unsent": "2/m/ip"}
    browser.open(exercise)
    end_every_session()
    answers = [browser.send(text=TEXT).status_code for _ in range(3)]
    assert answers == [302, 302, 200]


def test_short_words_codes_and_pages_without_a_mark_lead_to_the_sign_in(people, exercise, client):
    signs_in = f"{reverse('account_login')}?next={exercise}"
    for sent in ({"text": "short"}, {"key": "0" * 80}, {}):
        assert client.post(exercise, sent)["Location"] == signs_in
    assert client.get(exercise, {})["Location"] == signs_in


# --- Every form -------------------------------------------------------------------------------


@pytest.fixture
def pair(people):
    """The page of a pair whose mentee is the leader: it has several forms."""
    made = factories.running_pair(people.a)
    assert made.mentee == people.a.leader
    return made


def test_address_that_only_takes_forms_leads_back_to_the_page_of_the_form(browser, people, pair):
    page = reverse("mentorship:pair", args=[pair.code])
    browser.open(page)
    end_every_session()
    answer = browser.send(to=reverse("mentorship:goal", args=[pair.code, uuid4()]), text=TEXT)
    assert onward(answer) == page


def test_only_the_form_with_these_fields_is_filled(browser, people, pair):
    address = reverse("mentorship:pair", args=[pair.code])
    write_too_late(browser, address, form="goal", text=TEXT)
    browser.sign_in(people.a.leader, address)
    page = one_line(browser.open(address))
    assert page.count("ZUNSENT") == 1
    assert page.index("ZUNSENT") < page.index('value="meeting"')


def test_text_without_a_form_of_its_own_is_shown_to_be_copied(browser, people, exercise):
    write_too_late(browser, exercise)
    Submission.objects.update(state=Submission.State.ACCEPTED)
    browser.sign_in(people.a.leader, exercise)
    page = browser.open(exercise)
    assert "What you wrote, so that you can copy it" in page
    assert SHOWN in page


def test_form_that_needs_the_passphrase_first_comes_back(people, roles):
    browser, address = roles
    pseudonym = people.a.leader.pseudonym
    was_proven_at(browser, 0)
    answer = browser.send(pseudonym=pseudonym, role="mentor")
    assert answer.url == f"{reverse('people:again')}?next={quote(address, safe='')}"
    assert UnsentForm.objects.count() == 1


# --- Another language -------------------------------------------------------------------------


def test_typed_text_comes_along_into_the_other_language(browser, people, pair):
    address = reverse("mentorship:pair", args=[pair.code])
    page = browser.open(address)
    french = address.replace("/en/", "/fr/")
    assert f'formaction="{french}"' in page
    answer = browser.send(to=french, text=TEXT, in_language="fr")
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert '<html lang="fr">' in shown
    assert shown.count("ZUNSENT") == 1
    assert AGAIN not in shown
    assert pair.goals.count() == 1
    assert UnsentForm.objects.count() == 0


def test_exercise_is_saved_before_its_language_changes(browser, exercise):
    browser.open(exercise)
    french = exercise.replace("/en/", "/fr/")
    assert f'formaction="{french}"' in browser.page
    answer = browser.send(to=french, text=TEXT, save="language")
    assert answer.url == f"{french}#main"
    assert [one.text for one in Submission.objects.all()] == [TEXT]
    assert SHOWN in browser.open(french)


def test_empty_exercise_changes_its_language_without_a_complaint(browser, exercise):
    browser.open(exercise)
    french = exercise.replace("/en/", "/fr/")
    assert browser.send(to=french, text=" ", save="language").url == french
    assert [one.text for one in Submission.objects.all()] == ["first"]
