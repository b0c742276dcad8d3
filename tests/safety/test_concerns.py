"""A concern is reported without a name, read by the right officers alone, and answered."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings as real_settings
from django.db import connection
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from mentorship.pairs import actions as pairing
from people import sealing
from people.models import Event, RoleGrant, User
from people.roles.permissions import Role
from safety import actions as concerns
from safety import tasks
from safety.models import Concern, ConcernMessage, today
from safety.permissions import can_read_concern, can_read_concerns, concerns_readable_by
from tests import factories
from tests.factories import UserFactory, day_over, with_role
from tests.responses import errors, text_of
from tests.spellings import SPELLINGS
from web.errors import NotAllowed

LEAVE, ANSWERS, LIST = "safety:concern", "safety:concern-answers", "safety:concerns"
CANARY = "CANARY at the market"
REPLY = "CANARY of the officer"


@pytest.fixture
def officers(world) -> dict:
    """An officer of each kind: of the concerned organisation, of another one, of another region."""
    return {
        "own": with_role(
            UserFactory(pseudonym="own", organisation=world.a.organisation), Role.SAFETY
        ),
        "other": with_role(
            UserFactory(pseudonym="other", organisation=world.a.other_organisation), Role.SAFETY
        ),
        "far": with_role(
            UserFactory(pseudonym="far", organisation=world.b.organisation), Role.SAFETY
        ),
    }


@pytest.fixture
def receipt(world) -> str:
    """The receipt of a concern about a member of organisation A."""
    return concerns.leave(key=uuid4(), text=CANARY, organisation=world.a.organisation)


@pytest.fixture
def concern(receipt) -> Concern:
    return concerns.find(receipt)


def form(**changes) -> dict:
    return {"key": str(uuid4()), "text": CANARY} | changes


def answer_form(**changes) -> dict:
    return {"form": "answer", "key": str(uuid4()), "text": REPLY} | changes


def keep_form(until) -> dict:
    return {"form": "keep", "until": until.isoformat() if hasattr(until, "isoformat") else until}


def receipt_in(response) -> str:
    return re.search(r'<code class="secret">([^<]+)</code>', text_of(response)).group(1)


def page_of(concern: Concern) -> str:
    return reverse("safety:read-concern", args=[concern.code])


def tables_with(*marks: str) -> set[str]:
    """Return the tables in which any column contains one of `marks`, sealed bytes included."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                values = [
                    bytes(value).decode("latin-1")
                    if isinstance(value, (bytes, memoryview))
                    else str(value)
                    for value in row
                ]
                if any(mark in value for mark in marks for value in values):
                    found.add(table)
    return found


def counts() -> dict[str, int]:
    """Return how many rows each table has."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = {}
        for table in tables:
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
        return found


# --- Leaving ----------------------------------------------------------------------------------


def test_leave_signed_out_shows_a_receipt_shaped_like_a_phone_number(client, db):
    before_the_box = text_of(client.get(reverse(LEAVE))).split("<textarea")[0]
    assert "You do not need to give any names or addresses" in before_the_box
    response = client.post(reverse(LEAVE), form())
    assert re.fullmatch(r"\d{4} \d{3} \d{3} \d{3} \d{3}", receipt_in(response))
    assert response["Cache-Control"] == "no-store"
    assert Concern.objects.get().organisation is None


def test_leave_is_linked_from_the_safety_page(client, db):
    assert f'href="{reverse(LEAVE)}"' in text_of(client.get(reverse("safety")))


def test_leave_the_same_form_twice_gives_one_concern_and_one_receipt(client, db):
    typed = form()
    receipts = [receipt_in(client.post(reverse(LEAVE), typed)) for _ in range(2)]
    assert receipts[0] == receipts[1]
    assert (Concern.objects.count(), ConcernMessage.objects.count()) == (1, 1)
    assert Event.objects.filter(kind="leave_concern").count() == 1


def test_leave_the_same_form_with_other_words_loses_none_of_them(client, db, officers):
    typed = form()
    first = receipt_in(client.post(reverse(LEAVE), typed))
    second = receipt_in(client.post(reverse(LEAVE), typed | {"text": "And more"}))
    assert first == second
    said = concerns.read(concern=Concern.objects.get(), by=officers["far"])
    assert [one.text for one in said] == [CANARY, "And more"]


def test_leave_two_forms_give_two_concerns(client, db):
    receipts = {receipt_in(client.post(reverse(LEAVE), form())) for _ in range(2)}
    assert len(receipts) == 2
    assert Concern.objects.count() == 2


def test_leave_with_the_mark_keeps_only_the_organisation(world, sign_in):
    sign_in(world.a.leader).post(reverse(LEAVE), form(about="own"))
    assert Concern.objects.get().organisation == world.a.organisation


def test_leave_without_the_mark_keeps_no_organisation(world, sign_in):
    sign_in(world.a.leader).post(reverse(LEAVE), form())
    assert Concern.objects.get().organisation is None


def test_leave_again_with_the_mark_closes_it_to_the_members_own_officers(world, sign_in):
    browser, typed = sign_in(world.a.leader), form()
    browser.post(reverse(LEAVE), typed)
    browser.post(reverse(LEAVE), typed | {"about": "own"})
    assert Concern.objects.get().organisation == world.a.organisation


def test_leave_signed_out_cannot_set_the_mark_and_says_so(client, world):
    assert 'name="about"' not in text_of(client.get(reverse(LEAVE)))
    typed = form(about="own")
    answer = client.post(reverse(LEAVE), typed)
    [sentence] = answer.context["form"].non_field_errors()
    assert sentence.startswith("You are signed out now, so we do not know which organisation")
    assert answer.context["form"]["text"].value() == typed["text"]
    assert Concern.objects.count() == 0
    del typed["about"]
    client.post(reverse(LEAVE), typed | {"name": world.a.organisation.name})
    assert Concern.objects.get().organisation == world.a.organisation


def test_leave_signed_out_says_in_another_language_that_the_choice_is_lost(client, world):
    typed = form(about="own", in_language="fr", typed_in="ConcernForm")
    page = text_of(client.post(reverse(LEAVE).replace("/en/", "/fr/"), typed, follow=True))
    assert typed["text"] in page
    assert "Votre session est terminée" in page
    assert Concern.objects.count() == 0


@pytest.mark.parametrize("rests", ["in the first days", "without a second step"])
def test_leave_says_when_no_officer_can_read_it_yet(client, world, settings, rests):
    officer = factories.with_role(factories.UserFactory(), Role.SAFETY)
    assert concerns.has_officer_for(None)
    if rests == "in the first days":
        User.objects.filter(pk=officer.pk).update(
            new_until=timezone.localdate() + timedelta(days=3)
        )
    else:
        settings.SECOND_STEP_REQUIRED = True
    officer = factories.loaded(officer)
    assert (can_read_concerns(officer), concerns.has_officer_for(None)) == (False, False)
    assert client.post(reverse(LEAVE), form()).context["waits"]


def test_leave_hides_it_from_the_officers_of_the_mentors_organisation(world, sign_in):
    pair = factories.running_pair(world.a)
    other = world.a.mentor.organisation
    assert other != world.a.organisation
    browser = sign_in(world.a.leader)
    assert f"The organisation of {world.a.mentor.pseudonym}" in text_of(browser.get(reverse(LEAVE)))
    browser.post(reverse(LEAVE), form(about=str(pair.code)))
    concern = Concern.objects.get()
    assert concern.organisation == other
    officer = factories.with_role(factories.UserFactory(organisation=other), Role.SAFETY)
    assert not can_read_concern(officer, concern)


def test_leave_names_no_one_whom_the_member_may_no_longer_read(world, sign_in):
    pair = factories.running_pair(world.a)
    pairing.end(pair=pair, user=world.a.leader)
    browser = sign_in(world.a.mentor)
    assert world.a.leader.pseudonym not in text_of(browser.get(reverse(LEAVE)))
    response = browser.post(reverse(LEAVE), form(about=str(pair.code)))
    assert list(response.context["form"].errors) == ["about"]
    assert CANARY in text_of(response)
    assert Concern.objects.count() == 0


@pytest.mark.parametrize("typed", ["Gróup of the HILL", " group-of the hill "])
def test_leave_with_a_name_is_hidden_from_its_officers(client, world, typed):
    hill = factories.OrganisationFactory(name="Group of the Hill", region=world.a.region)
    client.post(reverse(LEAVE), form(name=typed))
    assert Concern.objects.get().organisation == hill


def test_leave_does_not_say_whether_a_name_is_known(client, world, officers, sign_in):
    name = world.a.organisation.name
    known, unknown = (
        re.sub(r"<code.*?</code>", "", text_of(client.post(reverse(LEAVE), form(name=typed))))
        for typed in (name, "Nobody knows us")
    )
    assert known == unknown
    concern = Concern.objects.get(organisation=None)
    page = text_of(sign_in(officers["own"]).get(page_of(concern)))
    assert "Nobody knows us" in page


def test_leave_about_two_organisations_is_refused_beside_the_field(world, sign_in):
    response = sign_in(world.a.leader).post(reverse(LEAVE), form(about="own", name="Hill"))
    assert list(response.context["form"].errors) == ["name"]
    assert CANARY in text_of(response)
    assert Concern.objects.count() == 0


WAITS = "At the moment there is no safety officer who can read it."


def test_leave_says_when_no_one_may_read_it(world, sign_in, client):
    assert WAITS in text_of(client.post(reverse(LEAVE), form()))
    factories.with_role(factories.UserFactory(organisation=world.a.organisation), Role.SAFETY)
    browser = sign_in(world.a.leader)
    assert WAITS not in text_of(browser.post(reverse(LEAVE), form()))
    assert WAITS in text_of(browser.post(reverse(LEAVE), form(about="own")))
    # A stranger who tries out names must not learn whose officer is the only one.
    name = world.a.organisation.name
    assert WAITS not in text_of(client.post(reverse(LEAVE), form(name=name)))


def test_leave_says_when_only_the_officers_of_its_host_are_left(world, sign_in):
    host = world.a.other_organisation
    factories.with_role(factories.UserFactory(organisation=host), Role.SAFETY)
    browser = sign_in(world.a.leader)
    assert WAITS not in text_of(browser.post(reverse(LEAVE), form(about="own")))
    world.a.organisation.part_of = host
    world.a.organisation.save()
    assert WAITS in text_of(browser.post(reverse(LEAVE), form(about="own")))


def test_leave_costs_a_member_six_queries(world, sign_in, django_assert_max_num_queries):
    factories.running_pair(world.a)
    browser = sign_in(world.a.leader)
    browser.get(reverse(LEAVE))
    with django_assert_max_num_queries(6):
        browser.get(reverse(LEAVE))


def test_leave_links_no_account(world, sign_in):
    browser = sign_in(world.a.leader)
    browser.get(reverse("home"))
    session = dict(browser.session.items())
    codes = (str(world.a.leader.code), world.a.leader.code.hex, world.a.leader.pseudonym)
    before, rows = tables_with(*codes), counts()

    response = browser.post(reverse(LEAVE), form(about="own"))
    browser.post(reverse(ANSWERS), form(receipt=receipt_in(response), text="Again"))

    assert tables_with(*codes) == before
    grown = {table: count - rows[table] for table, count in counts().items()}
    assert {table: count for table, count in grown.items() if count} == {
        "safety_concern": 1,
        "safety_concernmessage": 2,
        "people_event": 2,
    }
    assert dict(browser.session.items()) == session
    assert set(Event.objects.values_list("actor", flat=True)) == {None}
    fields = {field.name for model in (Concern, ConcernMessage) for field in model._meta.fields}
    linked = [
        field.related_model.__name__
        for model in (Concern, ConcernMessage)
        for field in model._meta.fields
        if field.related_model
    ]
    assert linked == ["Organisation", "Concern"]
    assert "user" not in fields


@pytest.mark.parametrize("text", ["", "   \n\t ", "x" * 10_000, "with a \x00 in it"])
def test_leave_bad_text_is_refused_beside_the_field_and_kept(client, db, text):
    response = client.post(reverse(LEAVE), form(text=text))
    assert response.status_code == 200
    assert list(errors(response)) == ["text"]
    assert response.context["form"]["text"].value() == text
    assert Concern.objects.count() == 0


@pytest.mark.parametrize(
    "text", ["‮gnorw", "🦊" * 1000, "'\"><script>alert(1)</script>", "\r\n".join("ab")]
)
def test_leave_unusual_text_arrives_as_typed(client, db, officers, sign_in, text):
    client.post(reverse(LEAVE), form(text=text))
    page = sign_in(officers["far"]).get(page_of(Concern.objects.get()))
    assert page.context["said"][0].text == text
    assert "<script>alert" not in text_of(page)


@pytest.mark.parametrize("key", ["", "nonsense", "x" * 10_000])
def test_leave_with_a_broken_key_can_be_sent_once_more(client, db, key):
    response = client.post(reverse(LEAVE), form(key=key))
    assert "This page has expired" in text_of(response)
    assert response.context["form"]["text"].value() == CANARY
    healed = response.context["form"]["key"].value()
    assert client.post(reverse(LEAVE), form(key=healed)).status_code == 200
    assert Concern.objects.count() == 1


def test_leave_too_often_says_so_and_keeps_what_was_typed(client, db):
    for _ in range(60):
        client.post(reverse(LEAVE), form())
    response = client.post(reverse(LEAVE), form(text="The next one"))
    assert "Too many tries." in text_of(response)
    assert response.context["form"]["text"].value() == "The next one"
    assert Concern.objects.count() == 60


@pytest.mark.parametrize("limit", ["concern", "concerns"])
def test_a_day_has_a_ceiling_for_what_strangers_write(client, world, settings, sign_in, limit):
    settings.GUESS_LIMITS = settings.GUESS_LIMITS | {
        limit: "2/d/ip" if limit == "concern" else "2/d/key"
    }
    for number in range(2):
        client.post(reverse(LEAVE), form(), REMOTE_ADDR=f"203.0.113.{number}")
    response = client.post(reverse(LEAVE), form(text="The next one"), REMOTE_ADDR="203.0.113.9")
    assert "try again tomorrow" in text_of(response)
    assert response.context["form"]["text"].value() == "The next one"
    assert Concern.objects.count() == 2
    # A flood from elsewhere stops no member.
    sign_in(world.a.leader).post(reverse(LEAVE), form(), REMOTE_ADDR="198.51.100.12")
    assert Concern.objects.count() == 3


# --- What is kept -----------------------------------------------------------------------------


def test_no_word_and_no_receipt_is_in_any_table(client, world, officers, sign_in):
    left = client.post(reverse(LEAVE), form())
    receipt = receipt_in(left)
    digits = receipt.replace(" ", "")
    concern = Concern.objects.get()
    officer = sign_in(officers["far"])
    officer.get(page_of(concern))
    officer.post(page_of(concern), answer_form())
    client.post(reverse(ANSWERS), {"receipt": receipt})
    client.post(reverse(ANSWERS), form(receipt=receipt, text=f"{CANARY} again"))
    assert ConcernMessage.objects.count() == 3
    assert tables_with("CANARY", receipt, digits) == set()
    assert tables_with(concern.digest) == {"safety_concern"}


def test_digest_is_keyed(settings, receipt):
    settings.SECRET_KEY = "another key that no copy of the database holds"
    assert concerns.find(receipt) is None


def test_message_copied_to_another_concern_does_not_open(receipt, world, officers):
    concern = concerns.find(receipt)
    concerns.leave(key=uuid4(), text="Another one")
    other = Concern.objects.exclude(pk=concern.pk).get()
    ConcernMessage.objects.filter(concern=concern).update(concern=other)
    with pytest.raises(sealing.CannotUnseal):
        concerns.read(concern=other, by=officers["far"])


def test_text_put_into_another_message_of_the_same_concern_does_not_open(concern, officers):
    concerns.write(concern=concern, text="Another one", key=uuid4())
    first, second = concern.messages.all()
    ConcernMessage.objects.filter(pk=second.pk).update(sealed_text=first.sealed_text)
    with pytest.raises(sealing.CannotUnseal):
        concerns.read(concern=concern, by=officers["far"])


# --- Who reads --------------------------------------------------------------------------------


def test_officers_of_the_concerned_organisation_read_nothing(concern, officers, sign_in):
    browser = sign_in(officers["own"])
    assert browser.get(page_of(concern)).status_code == 404
    for typed in (answer_form(), keep_form(today() + timedelta(days=40))):
        assert browser.post(page_of(concern), typed).status_code == 404
    assert browser.get(reverse(LIST)).context["concerns"].count() == 0
    assert concern.messages.count() == 1


@pytest.mark.parametrize(("cell", "host"), [("own", "other"), ("other", "own")])
def test_officers_of_its_cells_and_of_its_host_read_nothing(world, concern, officers, cell, host):
    places = {"own": world.a.organisation, "other": world.a.other_organisation}
    places[cell].part_of = places[host]
    places[cell].save()
    concern = Concern.objects.get(pk=concern.pk)
    for who, reads in (("own", False), ("other", False), ("far", True)):
        officer = User.objects.get(pk=officers[who].pk)
        assert can_read_concern(officer, concern) == reads
        assert concerns_readable_by(officer).exists() == reads


@pytest.mark.parametrize("is_cell", [False, True])
@pytest.mark.parametrize("name", ["Union of Lomé", "  UNION of  Lome."])
def test_officers_of_a_namesake_and_of_its_cells_read_nothing(world, officers, name, is_cell):
    """The author who types a name does not know that two organisations have it."""
    first, second = world.a.organisation, world.a.other_organisation
    first.name, second.name = "Union of Lomé", name
    if is_cell:
        host = factories.OrganisationFactory(name=name, region=second.region)
        second.name, second.part_of = "Market cell", host
    first.save()
    second.save()
    concerns.leave(key=uuid4(), text=CANARY, organisation=concerns.named("Union of Lomé"))
    concern = Concern.objects.get()
    read = {}
    for who in officers:
        officer = User.objects.get(pk=officers[who].pk)
        read[who] = can_read_concern(officer, concern)
        assert concerns_readable_by(officer).exists() == read[who]
    assert read == {"own": False, "other": False, "far": True}
    RoleGrant.objects.filter(user=officers["far"]).delete()
    assert not concerns.has_officer_for(concern.organisation)


@pytest.mark.parametrize("who", ["other", "far"])
def test_officers_of_other_organisations_and_regions_read(concern, officers, sign_in, who):
    browser = sign_in(officers[who])
    listed = browser.get(reverse(LIST))
    assert page_of(concern) in text_of(listed)
    assert CANARY not in text_of(listed)
    page = browser.get(page_of(concern))
    assert CANARY in text_of(page)
    assert page["Cache-Control"] == "no-store"


def test_concern_about_no_one_in_particular_is_read_by_every_officer(db, officers):
    concerns.leave(key=uuid4(), text=CANARY)
    assert [concerns_readable_by(user).count() for user in officers.values()] == [1, 1, 1]


def all_others(world) -> dict:
    side = world.a
    lapsed = UserFactory(organisation=world.b.organisation)
    RoleGrant.objects.create(user=lapsed, role=Role.SAFETY, until=day_over())
    others = {
        role: with_role(UserFactory(organisation=world.b.organisation), role)
        for role in Role.values
        if role != Role.SAFETY
    }
    return others | {
        "leader": side.leader,
        "lapsed": lapsed,
        "superuser": UserFactory(is_superuser=True, organisation=world.b.organisation),
        "superuser without an organisation": UserFactory(is_superuser=True, organisation=None),
    }


def test_all_others_find_no_concerns(world, concern, sign_in):
    for name, user in all_others(world).items():
        browser = sign_in(user)
        assert (name, browser.get(reverse(LIST)).status_code) == (name, 404)
        assert (name, browser.get(page_of(concern)).status_code) == (name, 404)
        assert (name, browser.post(page_of(concern), answer_form()).status_code) == (name, 404)
    assert concern.messages.count() == 1
    assert not Event.objects.filter(kind="read_concern").exists()


def test_strangers_are_led_to_the_sign_in_page(client, concern):
    for address in (reverse(LIST), page_of(concern)):
        assert client.get(address).url.startswith(reverse("account_login"))


def test_suspended_officer_reads_nothing(concern, officers, sign_in):
    browser = sign_in(officers["far"])
    officers["far"].is_active = False
    officers["far"].save()
    assert browser.get(page_of(concern)).status_code == 302


def test_predicate_and_filter_say_the_same(world, concern, officers):
    concerns.leave(key=uuid4(), text="Another one")
    ended = concerns.find(concerns.leave(key=uuid4(), text="An old one"))
    Concern.objects.filter(pk=ended.pk).update(
        left_on=today() - timedelta(days=40), keep_until=today() - timedelta(days=1)
    )
    roaming = UserFactory(organisation=None)
    RoleGrant.objects.create(user=roaming, role=Role.SAFETY)
    people = [*officers.values(), *all_others(world).values(), roaming]
    answers = []
    for user in people:
        readable = set(concerns_readable_by(user))
        for one in Concern.objects.all():
            answers.append(can_read_concern(user, one))
            assert answers[-1] == (one in readable)
    assert answers.count(True) == 1 + 2 + 2 + 2


@pytest.mark.parametrize("action", ["read", "answer", "keep"])
def test_actions_refuse_members_who_may_not_read(concern, officers, action):
    more = {
        "read": {},
        "answer": {"text": REPLY, "key": uuid4()},
        "keep": {"until": today() + timedelta(days=60)},
    }
    with pytest.raises(NotAllowed):
        getattr(concerns, action)(concern=concern, by=officers["own"], **more[action])


def test_each_reading_is_recorded(concern, officers, sign_in):
    browser = sign_in(officers["far"])
    browser.get(reverse(LIST))
    for _ in range(2):
        browser.get(page_of(concern))
    read = Event.objects.filter(kind="read_concern")
    assert list(read.values_list("actor", "subject")) == [
        (officers["far"].code, concern.code),
        (officers["far"].code, concern.code),
    ]


def test_page_of_concerns_links_officers_on(officers, world, sign_in):
    link = f'href="{reverse(LIST)}"'
    assert link in text_of(sign_in(officers["far"]).get(reverse(LEAVE)))
    assert link not in text_of(sign_in(world.a.leader).get(reverse(LEAVE)))


# --- Answers ----------------------------------------------------------------------------------


def test_answer_is_shown_with_the_receipt(client, receipt, concern, officers, sign_in):
    before = client.post(reverse(ANSWERS), {"receipt": receipt})
    assert "No reply yet" in text_of(before)
    sign_in(officers["far"]).post(page_of(concern), answer_form())
    page = client.post(reverse(ANSWERS), {"receipt": receipt})
    assert [one.text for one in page.context["answers"]] == [REPLY]
    assert page["Cache-Control"] == "no-store"
    assert CANARY not in text_of(page)


def test_answer_sent_twice_is_left_once(concern, officers, sign_in):
    browser, typed = sign_in(officers["far"]), answer_form()
    for _ in range(2):
        assert browser.post(page_of(concern), typed).url == page_of(concern)
    assert concern.messages.filter(from_officer=True).count() == 1
    assert Event.objects.filter(kind="answer_concern", actor=officers["far"].code).count() == 1


@pytest.mark.parametrize("text", ["", "x" * 10_000])
def test_bad_answer_is_refused_beside_the_field_and_kept(concern, officers, sign_in, text):
    response = sign_in(officers["far"]).post(page_of(concern), answer_form(text=text))
    assert list(errors(response, "answer_form")) == ["text"]
    assert response.context["answer_form"]["text"].value() == text
    assert CANARY in text_of(response)
    assert concern.messages.count() == 1


def test_holder_of_the_receipt_writes_again(client, receipt, concern, officers):
    typed = form(receipt=receipt, text="And then")
    for _ in range(2):
        page = client.post(reverse(ANSWERS), typed)
        assert page.context["is_said"] is True
        assert page.context["form"].is_bound is False
    said = concerns.read(concern=concern, by=officers["far"])
    assert [one.text for one in said] == [CANARY, "And then"]


def test_concern_waits_again_after_another_message(receipt, concern, officers):
    def answered():
        return concerns_readable_by(officers["far"]).with_state().get().is_answered

    assert answered() is False
    concerns.answer(concern=concern, by=officers["far"], text=REPLY, key=uuid4())
    assert answered() is True
    concerns.write(concern=concern, text="And then", key=uuid4())
    assert answered() is False


@pytest.mark.parametrize("text", ["", "x" * 10_000])
def test_bad_text_after_the_receipt_is_refused_and_kept(client, receipt, concern, text):
    page = client.post(reverse(ANSWERS), form(receipt=receipt, text=text))
    assert list(errors(page)) == ["text"]
    assert page.context["form"]["text"].value() == text
    assert concern.messages.count() == 1


def test_receipt_opens_its_own_concern_only(client, receipt, officers):
    other = concerns.leave(key=uuid4(), text="Another one")
    concerns.answer(concern=concerns.find(receipt), by=officers["far"], text=REPLY, key=uuid4())
    assert REPLY not in text_of(client.post(reverse(ANSWERS), {"receipt": other}))
    assert REPLY in text_of(client.post(reverse(ANSWERS), {"receipt": receipt}))


@pytest.mark.parametrize(
    "write",
    [
        *SPELLINGS.values(),
        lambda digits: f" {'-'.join(digits)} ",
        lambda digits: f"+{digits[:6]} ({digits[6:9]}) {digits[9:]}",
    ],
)
def test_receipt_is_found_however_it_is_typed(client, receipt, write):
    typed = write(receipt.replace(" ", ""))
    page = client.post(reverse(ANSWERS), {"receipt": typed})
    assert page.context.get("concern") == Concern.objects.get()


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "0000 000 000 000 000", "123", "1" * 17, "1" * 10_000, "no digits"),
        *("1" * 15 + "x", "²" * 16, "🦊" * 16, "1234-5678'--", "\x00" * 16),
    ],
)
def test_wrong_receipt_opens_nothing(client, receipt, typed):
    page = client.post(reverse(ANSWERS), {"receipt": typed})
    assert page.status_code == 200
    assert list(errors(page)) == ["receipt"]


def test_unknown_receipt_and_one_whose_time_is_over_get_the_same_answer(
    client, receipt, concern, time_machine
):
    unknown = errors(client.post(reverse(ANSWERS), {"receipt": "0000 000 000 000 000"}))
    time_machine.move_to(timezone.now() + timedelta(days=181))
    assert errors(client.post(reverse(ANSWERS), {"receipt": receipt})) == unknown


def test_text_with_a_wrong_receipt_waits_until_the_right_one_comes(client, receipt, concern):
    typed = form(receipt="0000 000 000 000 000", text="And then")
    page = client.post(reverse(ANSWERS), typed)
    assert "And then" in text_of(page)
    assert concern.messages.count() == 1
    client.post(reverse(ANSWERS), typed | {"receipt": receipt})
    assert concern.messages.count() == 2


def test_guessing_receipts_is_slowed_down(client, receipt):
    for number in range(60):
        client.post(reverse(ANSWERS), {"receipt": f"{number:016}"})
    page = client.post(reverse(ANSWERS), {"receipt": receipt})
    assert "Too many tries." in text_of(page)


def test_receipt_is_never_in_an_address(client, receipt):
    digits = receipt.replace(" ", "")
    for typed in ({"receipt": receipt}, form(receipt=receipt)):
        page = client.post(reverse(ANSWERS), typed)
        assert page.status_code == 200
        addresses = re.findall(r'(?:href|action|src)="([^"]*)"', text_of(page))
        assert len(addresses) > 3
        assert [one for one in addresses if digits in one or "receipt=" in one] == []
    assert resolve(reverse(ANSWERS)).kwargs == {}
    # In an address it is ignored.
    page = client.get(reverse(ANSWERS), {"receipt": receipt})
    assert (page.context["form"].is_bound, digits in text_of(page)) == (False, False)


def test_titles_say_nothing(client, receipt, concern, officers, sign_in):
    pages = [
        client.get(reverse(LEAVE)),
        client.post(reverse(LEAVE), form()),
        client.get(reverse(ANSWERS)),
        client.post(reverse(ANSWERS), {"receipt": receipt}),
        sign_in(officers["far"]).get(reverse(LIST)),
        sign_in(officers["far"]).get(page_of(concern)),
    ]
    titles = {re.search("<title>(.*)</title>", text_of(page)).group(1) for page in pages}
    assert titles == {"Safety · Ensemble"}


def test_forms_work_without_a_script(client, receipt, db):
    for page in (client.get(reverse(LEAVE)), client.post(reverse(ANSWERS), {"receipt": receipt})):
        text = text_of(page)
        assert '<form method="post"' in text
        # Leaving is faster with a script, and a dead line loses no text; nothing else has any.
        scripts = re.findall(r'<script\s+src="([^"]*)"', text)
        assert scripts == ["/static/leave.js", "/static/typed.js"]
        assert text.count("<script") == len(scripts)
        assert re.findall(r"\son\w+=|style=", text) == []


def test_form_without_its_token_is_refused(db):
    assert Client(enforce_csrf_checks=True).post(reverse(LEAVE), form()).status_code == 403


# --- How long ---------------------------------------------------------------------------------


def test_concern_is_kept_for_180_days(concern, time_machine):
    assert concern.keep_until - concern.left_on == timedelta(days=180)
    time_machine.move_to(timezone.now() + timedelta(days=180))
    tasks.forget_concerns()
    assert Concern.objects.count() == 1
    time_machine.move_to(timezone.now() + timedelta(days=1))
    for _ in range(2):
        tasks.forget_concerns()
    assert (Concern.objects.count(), ConcernMessage.objects.count()) == (0, 0)


def test_concern_past_its_day_is_closed_before_the_clock_comes(
    concern, officers, sign_in, time_machine
):
    time_machine.move_to(timezone.now() + timedelta(days=181))
    assert sign_in(officers["far"]).get(page_of(concern)).status_code == 404


def test_concern_is_open_on_its_last_day(client, receipt, concern, officers, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=180))
    assert list(concerns_readable_by(officers["far"])) == [concern]
    assert client.post(reverse(ANSWERS), {"receipt": receipt}).context["concern"] == concern


def test_forgetting_concerns_is_on_the_clock():
    scheduled = [entry["task"] for entry in real_settings.CELERY_BEAT_SCHEDULE.values()]
    assert tasks.forget_concerns.name in scheduled


@pytest.mark.parametrize("days", [30, 31, 729, 730])
def test_officer_says_how_long(concern, officers, sign_in, days):
    until = concern.left_on + timedelta(days=days)
    assert sign_in(officers["far"]).post(page_of(concern), keep_form(until)).status_code == 302
    concern.refresh_from_db()
    assert concern.keep_until == until
    assert Event.objects.filter(kind="keep_concern", actor=officers["far"].code).count() == 1


@pytest.mark.parametrize("days", [-1, 0, 29, 731, 100_000])
def test_too_short_and_too_long_are_refused(concern, officers, sign_in, days):
    until = concern.left_on + timedelta(days=days)
    response = sign_in(officers["far"]).post(page_of(concern), keep_form(until))
    assert list(errors(response, "keep_form")) == ["until"]
    with pytest.raises(concerns.NotWithinBounds):
        concerns.keep(concern=concern, by=officers["far"], until=until)
    concern.refresh_from_db()
    assert concern.keep_until - concern.left_on == timedelta(days=180)


@pytest.mark.parametrize("typed", ["", "tomorrow", "2026-13-45", "9" * 10_000])
def test_invalid_day_is_refused_beside_the_field(concern, officers, sign_in, typed):
    response = sign_in(officers["far"]).post(page_of(concern), keep_form(typed))
    assert list(errors(response, "keep_form")) == ["until"]


def test_old_concern_is_not_ended_in_the_past(concern, officers, sign_in, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=100))
    until = concern.left_on + timedelta(days=60)
    response = sign_in(officers["far"]).post(page_of(concern), keep_form(until))
    assert list(errors(response, "keep_form")) == ["until"]


@pytest.mark.parametrize("form", ["", "other"])
def test_a_form_that_is_not_on_the_page_changes_nothing(concern, officers, sign_in, form):
    response = sign_in(officers["far"]).post(page_of(concern), {"form": form, "text": REPLY})
    assert response.status_code == 200
    assert concern.messages.count() == 1


def test_concern_stays_when_an_officer_leaves(concern, officers, world):
    """An answer names no one, so it stays when the officer leaves."""
    concerns.answer(concern=concern, by=officers["far"], text=REPLY, key=uuid4())
    User.objects.filter(pk=officers["far"].pk).delete()
    said = concerns.read(concern=concern, by=officers["other"])
    assert [one.text for one in said] == [CANARY, REPLY]
