"""Short messages of a pair: sealed, limited, told once, gone after a month, none after the end."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from mentorship import notices, tasks
from mentorship.messages import actions
from mentorship.models import Message, Pair
from mentorship.pairs import actions as pairing
from mentorship.pairs import notes
from mentorship.pairs.actions import PairNotActive
from people.models import AccessRecord, Event, Notice
from tests import factories
from tests.pages import one_line
from tests.responses import errors
from web.errors import NotAllowed

pytestmark = pytest.mark.servers


@pytest.fixture
def pair(world) -> Pair:
    return factories.running_pair(world.a)


def at(pair: Pair) -> str:
    return reverse("mentorship:messages", args=[pair.code])


def send(browser, pair: Pair, text: str, **more):
    key = browser.get(at(pair)).context["form"]["key"].value()
    return browser.post(at(pair), {"key": key, "text": text, **more})


def test_the_two_write_to_each_other(world, pair, sign_in):
    mentor, leader = sign_in(world.a.mentor), sign_in(world.a.leader)
    assert send(mentor, pair, "Shall we meet?\n\nI am free.").url == at(pair)
    send(leader, pair, "Yes <b>please</b>")
    for browser in (mentor, leader):
        page = one_line(browser.get(at(pair)).content.decode())
        assert "Shall we meet?" in page
        assert "Yes &lt;b&gt;please&lt;/b&gt;" in page
    assert "Read and write messages" in leader.get(pair.get_absolute_url()).content.decode()


def test_text_is_sealed_under_the_key_of_the_pair(world, pair):
    message = factories.message(pair, "ZSEALED")
    assert b"ZSEALED" not in bytes(message.sealed_text)
    assert notes.words_of(message) == "ZSEALED"
    assert not Event.objects.filter(subject=message.code).exists()


def test_form_sent_twice_is_one_message(world, pair, sign_in):
    key = str(uuid4())
    for _ in range(2):
        send(sign_in(world.a.leader), pair, "Once", key=key)
    assert Message.objects.count() == 1


def test_form_sent_again_with_another_text_loses_none(world, pair, sign_in):
    key = str(uuid4())
    for text in ("Once", "Once more"):
        send(sign_in(world.a.leader), pair, text, key=key)
    assert {notes.words_of(one) for one in Message.objects.all()} == {"Once", "Once more"}


@pytest.mark.parametrize("text", ["", "   ", "x" * 501])
def test_bad_text_is_refused_beside_the_field_and_kept(world, pair, sign_in, text):
    response = send(sign_in(world.a.leader), pair, text)
    assert list(errors(response)) == ["text"]
    assert text.strip() in response.content.decode()
    assert not Message.objects.exists()


def test_a_day_has_an_end(world, pair, sign_in):
    for number in range(actions.MOST_A_DAY):
        factories.message(pair, f"Number {number}")
    with pytest.raises(actions.TooManyMessages):
        factories.message(pair, "One more")
    page = send(sign_in(world.a.mentor), pair, "ZKEPT in the form")
    assert "You have written many messages today." in page.content.decode()
    assert "ZKEPT in the form" in page.content.decode()
    factories.message(pair, "The other one may", by=world.a.leader)
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        factories.message(pair, "The next day")


def test_other_one_is_told_once_until_they_have_seen_it(world, pair):
    told = Notice.objects.filter(kind=notices.MESSAGE.name)
    for _ in range(3):
        factories.message(pair, "Hello")
    assert [one.user_id for one in told] == [world.a.leader.pk]
    factories.message(pair, "A reply puts the notice away", by=world.a.leader)
    assert not told.filter(user=world.a.leader, read_at=None).exists()
    factories.message(pair, "Again")
    assert told.filter(user=world.a.leader, read_at=None).count() == 1


def test_messages_expire_after_a_month_even_before_the_sweep(world, pair, sign_in):
    factories.message(pair, "ZOLD")
    for days, is_there in ((29, True), (30, False)):
        with time_machine.travel(timezone.now() + timedelta(days=days, seconds=5)):
            page = sign_in(world.a.leader).get(at(pair)).content.decode()
            assert ("ZOLD" in page) is is_there
            tasks.forget_messages()
            assert Message.objects.exists() is is_there


def test_nothing_is_said_to_be_waiting_when_the_last_message_has_expired(world, pair):
    now = timezone.now()

    def told() -> int:
        waiting = Notice.objects.unread().filter(user=world.a.leader, kind=notices.MESSAGE.name)
        return waiting.count()

    with time_machine.travel(now - timedelta(days=20), tick=False):
        factories.message(pair, "An early one")
    with time_machine.travel(now - timedelta(days=10), tick=False):
        factories.message(pair, "A later one")
    for days, is_told in ((15, 1), (21, 0)):
        with time_machine.travel(now + timedelta(days=days), tick=False):
            # What they wrote themselves is nothing that waits for them.
            Message.objects.create(pair=pair, author=world.a.leader, sealed_text=b"")
            tasks.forget_messages()
            assert told() == is_told
            if not is_told:
                factories.message(pair, "A new one")
                assert told() == 1


def test_pair_that_ended_takes_no_message(world, pair, sign_in):
    factories.message(pair, "ZWRITTEN")
    pairing.end(pair=pair, user=world.a.leader)
    for user in (world.a.leader, world.a.mentor):
        with pytest.raises(PairNotActive):
            factories.message(pair, "Too late", by=user)
    assert not Notice.objects.filter(kind=notices.MESSAGE.name, read_at=None).exists()
    assert sign_in(world.a.mentor).get(at(pair)).status_code == 404
    page = sign_in(world.a.leader).get(at(pair)).content.decode()
    assert "ZWRITTEN" in page
    assert "<textarea" not in page
    page = sign_in(world.a.leader).get(pair.get_absolute_url()).content.decode()
    assert "Read the messages" in page
    assert "Read and write messages" not in page


def test_proposal_and_strangers_have_no_messages(world, sign_in):
    proposal = factories.proposed_pair(world.a)
    assert sign_in(world.a.leader).get(at(proposal)).status_code == 404
    other = factories.running_pair(world.b)
    factories.message(other, "ZSECRET")
    for user in (world.a.leader, world.b.coordinator, world.b.leader2):
        assert sign_in(user).get(at(other)).status_code == 404
        assert sign_in(user).post(at(other), {"text": "x", "key": uuid4()}).status_code == 404
        with pytest.raises(NotAllowed):
            notes.read_messages(pair=other, by=user, most=10)


def test_reading_is_on_the_access_log_of_the_other(world, pair, sign_in):
    factories.message(pair, "Hello")
    AccessRecord.objects.all().delete()
    sign_in(world.a.leader).get(at(pair))
    (look,) = AccessRecord.objects.all()
    assert (look.actor, look.subject_id) == (world.a.leader.code, world.a.mentor.pk)


@pytest.mark.parametrize("who", ["leader", "mentor"])
@pytest.mark.parametrize("name", ["messages", "meet"])
def test_pages_cost_at_most_six_queries_and_12_kb(
    world, pair, sign_in, django_assert_max_num_queries, who, name
):
    factories.agreed_meeting(pair)
    factories.proposed_meeting(pair, by=world.a.leader, days=5)
    for number in range(40):
        Message.objects.all().update(written_at=timezone.now() - timedelta(days=2))
        factories.message(pair, f"{number} " + "w" * 480)
    browser = sign_in(getattr(world.a, who))
    address = reverse(f"mentorship:{name}", args=[pair.code])
    browser.get(address)
    with django_assert_max_num_queries(6):
        response = browser.get(address)
    assert response.status_code == 200
