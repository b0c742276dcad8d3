"""Recovery without mail: two vouchers and 72 hours; only the member ever chooses the passphrase."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people import tasks
from people.models import Event, MemberSession, Notice, Recovery, User
from people.notices import kinds
from people.privacy import erasure
from people.readable_codes import digest
from people.recovery import actions as recovery
from people.roles.permissions import Role
from people.vouching import actions as vouching
from tests import factories

pytestmark = pytest.mark.servers

RECOVER = "/en/recover/"
VOUCH = "/en/vouch/"
NEW = "seven-green-lamps-on-a-long-wall"
BEGIN = datetime(2026, 3, 9, 12, tzinfo=UTC)


@pytest.fixture
def member(world) -> User:
    world.a.leader.set_password(factories.PASSPHRASE)
    world.a.leader.save()
    return world.a.leader


@pytest.fixture
def clock(time_machine):
    """Return a function that moves to some hours after the beginning."""
    time_machine.move_to(BEGIN, tick=False)
    return lambda hours: time_machine.move_to(BEGIN + timedelta(hours=hours), tick=False)


def asked_for(user: User) -> str:
    return recovery.ask(key=uuid4(), pseudonym=user.pseudonym)


def confirmed(user: User, *vouchers: User) -> str:
    code = asked_for(user)
    for voucher in vouchers:
        recovery.confirm(code=code, by=voucher)
    return code


def finish(client, code: str, passphrase: str = NEW):
    return client.post(RECOVER, {"code": code, "passphrase": passphrase, "written": "on"})


def test_whole_way(clock, member, world, sign_in):
    browser = Client()
    page = browser.get(RECOVER).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    page = browser.post(RECOVER, {"key": key, "pseudonym": " zqa LEADER"}).content.decode()
    code = re.search(r'class="secret">([^<]+)', page)[1]
    assert re.fullmatch(r"(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}", code)

    for voucher in (world.a.leader2, world.a.coordinator):
        typed = {"code": code.lower().replace("-", " "), "sure": "on"}
        assert sign_in(voucher).post(VOUCH, typed).url == VOUCH
    old = sign_in(member)

    clock(71.9)
    assert list(browser.post(RECOVER, {"code": code}).context["form"].errors) == ["code"]
    clock(72)
    page = browser.post(RECOVER, {"code": code}).content.decode()
    offered = re.search(r'name="passphrase"[^>]*>\s*([^<]+)<', page)[1]
    assert len(offered.split("-")) == 6
    assert finish(browser, code, offered).url == reverse("account_login")

    member.refresh_from_db()
    assert member.check_password(offered)
    assert MemberSession.objects.filter(user=member).count() == 0
    assert old.get("/en/me/").status_code == 302
    # It only opens the choice of a passphrase: the member is not signed in by it.
    assert browser.get("/en/me/").status_code == 302
    assert finish(browser, code).context["form"].errors.keys() == {"code"}
    assert User.objects.get(pk=member.pk).check_password(offered)
    recorded = Event.objects.filter(kind__contains="recover").values_list("kind", flat=True)
    assert sorted(recorded) == ["ask_recovery", "confirm_recovery", "confirm_recovery", "recover"]


def test_second_step_of_signing_in_stays(clock, member, world):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=member, type="totp", data={"secret": "x"})
    code = confirmed(member, world.a.leader2, world.a.coordinator)
    clock(72)
    recovery.finish(code=code, passphrase=NEW)
    assert Authenticator.objects.filter(user=member).count() == 1
    client = Client()
    client.post(reverse("account_login"), {"login": member.pseudonym, "password": NEW})
    assert client.get("/en/me/").status_code == 302


def answer_for(pseudonym: str) -> str:
    """Return the page, without what is random on every page."""
    cache.clear()
    page = Client().post(RECOVER, {"key": str(uuid4()), "pseudonym": pseudonym}).content.decode()
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    return re.sub(r"(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}", "CODE", page)


def test_existing_unknown_and_suspended_names_get_the_same_page(member, world):
    User.objects.filter(pk=world.a.mentor.pk).update(is_active=False)
    newcomer = factories.invited(world.a.coordinator, world.a.organisation)
    names = [member.pseudonym, "Nobody 77", world.a.mentor.pseudonym, newcomer.pseudonym]
    pages = [answer_for(name) for name in names]
    assert len(set(pages)) == 1
    assert "CODE" in pages[0]
    assert member.pseudonym not in pages[0]
    assert [asked.user for asked in Recovery.objects.all()] == [member]


def test_unknown_name_costs_the_same_statements(member, world):
    """A faster answer would show it as well."""

    def statements(pseudonym: str) -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            recovery.ask(key=uuid4(), pseudonym=pseudonym)
        recorded = [query["sql"].partition(" (")[0].partition(" WHERE")[0] for query in asked]
        return [one for one in recorded if "SAVEPOINT" not in one]

    known, unknown = statements(member.pseudonym), statements("Nobody 77")
    assert known == unknown
    written = [re.findall(r'"(\w+)"', one)[0] for one in known if one.startswith("INSERT")]
    assert written == ["people_recovery", "people_notice", "people_event"]
    assert [asked.user for asked in Recovery.objects.all()] == [member]
    assert [notice.user for notice in Notice.objects.all()] == [member]


def test_sending_the_form_again_gives_the_same_code(member):
    key = uuid4()
    codes = {recovery.ask(key=key, pseudonym=member.pseudonym) for _ in range(3)}
    assert len(codes) == 1
    assert Recovery.objects.count() == 1
    assert len({recovery.ask(key=key, pseudonym="Nobody 77") for _ in range(3)} | codes) == 2


def test_code_is_stored_nowhere(member):
    code = asked_for(member)
    held = " ".join(str(value) for value in Recovery.objects.values_list().get())
    assert code not in held
    assert code.replace("-", "") not in held


def test_login_code_works_as_well_as_the_pseudonym(member, world):
    assert recovery.ask(key=uuid4(), pseudonym=member.login_code_in_groups) != ""
    assert [asked.user for asked in Recovery.objects.all()] == [member]
    assert answer_for(member.login_code) == answer_for("000 000 000")


# --- Two people ------------------------------------------------------------------------------


def test_one_voucher_a_hundred_times_opens_nothing(clock, member, world):
    code = confirmed(member, *[world.a.leader2] * 100)
    asked = Recovery.objects.get()
    assert (asked.first_by, asked.second_by) == (world.a.leader2.code, None)
    clock(100)
    assert recovery.find(code) is None
    with pytest.raises(recovery.CodeUnusable):
        recovery.finish(code=code, passphrase=NEW)
    assert User.objects.get(pk=member.pk).check_password(factories.PASSPHRASE)


def test_members_who_may_not_vouch_are_refused_alike(member, world, sign_in):
    code = asked_for(member)
    suspended = factories.UserFactory(organisation=world.a.organisation, is_active=False)
    with pytest.raises(vouching.CannotVouch):
        recovery.confirm(code=code, by=suspended)
    refused = {
        "herself": (member, code),
        "another organisation": (world.a.mentor, code),
        "another region": (world.b.leader, code),
        "a coordinator of another region": (world.b.coordinator, code),
        "a wrong code": (world.a.leader2, "AAAA-BBBB-CCCC-DDDD"),
        "a name that no one has": (world.a.leader2, recovery.ask(key=uuid4(), pseudonym="No 7")),
        "a newcomer's code of the same length": (world.a.leader2, "ABCD-EFGH-JKMN-PQRS"),
    }
    said = set()
    for voucher, typed in refused.values():
        with pytest.raises(vouching.CannotVouch):
            recovery.confirm(code=typed, by=voucher)
        cache.clear()
        response = sign_in(voucher).post(VOUCH, {"code": typed, "sure": "on"}, follow=True)
        said.add(str(*response.context["messages"]))
    # Nor does someone who may vouch get another answer: it would say who is in their group.
    cache.clear()
    right = asked_for(factories.UserFactory(organisation=world.a.organisation))
    response = sign_in(world.a.leader2).post(VOUCH, {"code": right, "sure": "on"}, follow=True)
    said.add(str(*response.context["messages"]))
    assert said == {
        "Thank you. If the code is right and the person is in your group, it counts now."
    }
    assert Recovery.objects.get(digest=digest(right)).first_by == world.a.leader2.code
    Recovery.objects.filter(digest=digest(right)).delete()
    with pytest.raises(vouching.CannotVouch):
        recovery.confirm(code=code, by=factories.quarantined(world.a.leader2))
    assert list(Recovery.objects.values_list("first_by", "second_by")) == [(None, None)]


def test_third_voucher_changes_nothing(clock, member, world):
    code = confirmed(member, world.a.leader2, world.a.coordinator)
    opens_at = Recovery.objects.get().opens_at
    clock(50)
    with pytest.raises(vouching.CannotVouch):
        recovery.confirm(code=code, by=world.a.facilitator)
    recovery.confirm(code=code, by=world.a.leader2)
    assert Recovery.objects.get().opens_at == opens_at


def test_voucher_who_was_erased_counts_no_more(clock, member, world, settings, tmp_path):

    settings.ERASURE_LIST = tmp_path / "erased.txt"
    code = confirmed(member, world.a.leader2, world.a.coordinator)
    erasure.erase(user=world.a.leader2)
    clock(80)
    assert recovery.find(code) is None
    recovery.confirm(code=code, by=world.a.facilitator)
    assert recovery.find(code) is None
    clock(80 + 72)
    assert recovery.find(code) is not None


@pytest.mark.parametrize("voucher", ["leader2", "coordinator"])
@pytest.mark.parametrize("end", [{"is_active": False}, {"vouched_on": None}])
def test_recovery_closes_with_the_account_of_either_voucher(clock, member, world, voucher, end):
    code = confirmed(member, world.a.leader2, world.a.coordinator)
    clock(72)
    who = User.objects.filter(pk=getattr(world.a, voucher).pk)
    assert recovery.find(code) is not None
    who.update(**end)
    assert recovery.find(code) is None
    assert list(Client().post(RECOVER, {"code": code}).context["form"].errors) == ["code"]
    with pytest.raises(recovery.CodeUnusable):
        recovery.finish(code=code, passphrase=NEW)
    assert User.objects.get(pk=member.pk).check_password(factories.PASSPHRASE)
    who.update(is_active=True, vouched_on=BEGIN.date())
    assert recovery.find(code) is not None


def test_vouchers_of_two_recoveries_do_not_add_up(clock, member, world):
    first, second = confirmed(member, world.a.leader2), confirmed(member, world.a.coordinator)
    clock(100)
    assert recovery.find(first) is recovery.find(second) is None


# --- Notice and stop -------------------------------------------------------------------------


def test_notice_is_on_each_page_until_the_member_stops_it(clock, member, world, sign_in):
    code = confirmed(member, world.a.leader2, world.a.coordinator)
    browser = sign_in(member)
    sentence = str(kinds.RECOVERY_ASKED.sentence)
    for path in ("/en/home/", "/en/webinars/", "/en/me/"):
        assert sentence in browser.get(path).content.decode()
    assert "/me/recovery/" in browser.get("/en/me/").content.decode()

    assert browser.post("/en/me/recovery/").url == reverse("people:me")

    page = browser.get("/en/me/").content.decode()
    assert sentence not in page
    assert "/me/recovery/" not in page
    clock(72)
    assert recovery.find(code) is None
    assert finish(Client(), code).context["form"].errors.keys() == {"code"}
    assert User.objects.get(pk=member.pk).check_password(factories.PASSPHRASE)
    assert Event.objects.filter(kind="stop_recovery").count() == 1
    browser.post("/en/me/recovery/")
    assert Event.objects.filter(kind="stop_recovery").count() == 1


def test_member_cannot_stop_the_recovery_of_another(member, world, sign_in):
    asked_for(member)
    sign_in(world.a.leader2).post("/en/me/recovery/")
    assert Recovery.objects.count() == 1
    assert Client().post("/en/me/recovery/").url.startswith(reverse("account_login"))
    assert Recovery.objects.count() == 1


def test_asking_a_hundred_times_leaves_one_notice_a_day(member):
    for _ in range(100):
        asked_for(member)
    assert Notice.objects.filter(user=member, kind=kinds.RECOVERY_ASKED.name).count() == 1


def test_second_voucher_makes_a_notice_also_when_the_first_one_is_dismissed(member, world):
    code = confirmed(member, world.a.leader2)
    Notice.objects.filter(user=member).update(read_at=timezone.now())
    recovery.confirm(code=code, by=world.a.coordinator)
    assert Notice.objects.filter(user=member, read_at=None).count() == 1


# --- Time limits and suspension --------------------------------------------------------------


def test_recovery_is_open_for_14_days(clock, member, world):
    code = confirmed(member, world.a.leader2, world.a.coordinator)
    clock(14 * 24 - 1)
    assert recovery.find(code) is not None
    clock(14 * 24)
    assert recovery.find(code) is None
    clock(14 * 24 + 1)
    tasks.forget_old_rows()
    assert Recovery.objects.count() == 0


def test_one_recovery_closes_the_others(clock, member, world):
    one = confirmed(member, world.a.leader2, world.a.coordinator)
    other = confirmed(member, world.a.leader2, world.a.coordinator)
    clock(72)
    recovery.finish(code=one, passphrase=NEW)
    with pytest.raises(recovery.CodeUnusable):
        recovery.finish(code=other, passphrase="another-passphrase-that-is-new")
    assert User.objects.get(pk=member.pk).check_password(NEW)


def test_suspended_account_has_no_recovery(clock, member, world):
    code = confirmed(member, world.a.leader2, world.a.coordinator)
    User.objects.filter(pk=member.pk).update(is_active=False)
    clock(72)
    assert recovery.find(code) is None


@pytest.mark.parametrize(
    ("field", "typed"),
    [("passphrase", "too short"), ("passphrase", "x" * 201), ("written", "")],
)
def test_bad_input_is_refused_beside_the_field(clock, member, world, field, typed):
    code = confirmed(member, world.a.leader2, world.a.coordinator)
    clock(72)
    data = {"code": code, "passphrase": NEW, "written": "on", field: typed}
    response = Client().post(RECOVER, data)
    assert list(response.context["form"].errors) == [field]
    assert recovery.find(code) is not None


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"code": ""},
        {"code": "x" * 10_000},
        {"code": "\u202eabc"},
        {"pseudonym": ""},
        {"pseudonym": "x" * 10_000, "key": str(uuid4())},
        {"pseudonym": "Baobab", "key": "no key"},
        {"pseudonym": "\u202e🦊\x00", "key": str(uuid4())},
    ],
)
def test_nonsense_gets_a_sentence(db, data):
    assert Client().post(RECOVER, data).status_code == 200
    assert Recovery.objects.count() == 0


def test_asking_is_slowed_down(db):
    client = Client()
    statuses = [
        client.post(RECOVER, {"key": str(uuid4()), "pseudonym": "No 7"}).status_code
        for _ in range(101)
    ]
    assert statuses == [200] * 101
    assert (
        "Too many people asked"
        in client.post(RECOVER, {"key": str(uuid4()), "pseudonym": "No 7"}).content.decode()
    )


def test_signed_in_member_needs_no_recovery(member, sign_in):
    assert sign_in(member).get(RECOVER).url == reverse("home")


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMIN])
def test_no_role_chooses_a_passphrase_for_a_member(clock, member, world, sign_in, role):
    """An administrator with one voucher beside them is not enough."""
    boss = factories.with_role(
        factories.UserFactory(organisation=world.a.organisation, is_superuser=True), role
    )
    code = confirmed(member, boss, boss)
    clock(300)
    assert finish(Client(), code).context["form"].errors.keys() == {"code"}
    assert User.objects.get(pk=member.pk).check_password(factories.PASSPHRASE)
