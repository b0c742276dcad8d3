"""A way back without mail: two people and 72 hours; nobody else ever chooses the passphrase."""

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
def her(world) -> User:
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


def test_the_whole_way(clock, her, world, sign_in):
    hers = Client()
    page = hers.get(RECOVER).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    page = hers.post(RECOVER, {"key": key, "pseudonym": " zqa LEADER"}).content.decode()
    code = re.search(r'class="secret">([^<]+)', page)[1]
    assert re.fullmatch(r"(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}", code)

    for voucher in (world.a.leader2, world.a.coordinator):
        typed = {"code": code.lower().replace("-", " "), "sure": "on"}
        assert sign_in(voucher).post(VOUCH, typed).url == VOUCH
    old = sign_in(her)

    clock(71.9)
    assert list(hers.post(RECOVER, {"code": code}).context["form"].errors) == ["code"]
    clock(72)
    page = hers.post(RECOVER, {"code": code}).content.decode()
    offered = re.search(r'name="passphrase"[^>]*>\s*([^<]+)<', page)[1]
    assert len(offered.split("-")) == 6
    assert finish(hers, code, offered).url == reverse("account_login")

    her.refresh_from_db()
    assert her.check_password(offered)
    assert MemberSession.objects.filter(user=her).count() == 0
    assert old.get("/en/me/").status_code == 302
    # It opens the choice of a passphrase and nothing else: she is not signed in by it.
    assert hers.get("/en/me/").status_code == 302
    assert finish(hers, code).context["form"].errors.keys() == {"code"}
    assert User.objects.get(pk=her.pk).check_password(offered)
    told = Event.objects.filter(verb__contains="recover").values_list("verb", flat=True)
    assert sorted(told) == ["ask_recovery", "confirm_recovery", "confirm_recovery", "recover"]


def test_the_second_step_of_signing_in_stays(clock, her, world):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=her, type="totp", data={"secret": "x"})
    code = confirmed(her, world.a.leader2, world.a.coordinator)
    clock(72)
    recovery.finish(code=code, passphrase=NEW)
    assert Authenticator.objects.filter(user=her).count() == 1
    client = Client()
    client.post(reverse("account_login"), {"login": her.pseudonym, "password": NEW})
    assert client.get("/en/me/").status_code == 302


def answer_for(pseudonym: str) -> str:
    """Return the page, without what is random on every page."""
    cache.clear()
    page = Client().post(RECOVER, {"key": str(uuid4()), "pseudonym": pseudonym}).content.decode()
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    return re.sub(r"(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}", "CODE", page)


def test_existing_unknown_and_suspended_names_get_the_same_page(her, world):
    User.objects.filter(pk=world.a.mentor.pk).update(is_active=False)
    newcomer = factories.invited(world.a.coordinator, world.a.organisation)
    names = [her.pseudonym, "Nobody 77", world.a.mentor.pseudonym, newcomer.pseudonym]
    pages = [answer_for(name) for name in names]
    assert len(set(pages)) == 1
    assert "CODE" in pages[0]
    assert her.pseudonym not in pages[0]
    assert [asked.user for asked in Recovery.objects.all()] == [her]


def test_a_name_that_nobody_has_costs_the_same_statements(her, world):
    """An answer that comes sooner would say so as well."""

    def statements(pseudonym: str) -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            recovery.ask(key=uuid4(), pseudonym=pseudonym)
        told = [query["sql"].partition(" (")[0].partition(" WHERE")[0] for query in asked]
        return [one for one in told if "SAVEPOINT" not in one]

    known, unknown = statements(her.pseudonym), statements("Nobody 77")
    assert known == unknown
    written = [re.findall(r'"(\w+)"', one)[0] for one in known if one.startswith("INSERT")]
    assert written == ["people_recovery", "people_notice", "people_event"]
    assert [asked.user for asked in Recovery.objects.all()] == [her]
    assert [notice.user for notice in Notice.objects.all()] == [her]


def test_sending_the_form_again_gives_the_same_code(her):
    key = uuid4()
    codes = {recovery.ask(key=key, pseudonym=her.pseudonym) for _ in range(3)}
    assert len(codes) == 1
    assert Recovery.objects.count() == 1
    assert len({recovery.ask(key=key, pseudonym="Nobody 77") for _ in range(3)} | codes) == 2


def test_the_code_is_kept_nowhere(her):
    code = asked_for(her)
    held = " ".join(str(value) for value in Recovery.objects.values_list().get())
    assert code not in held
    assert code.replace("-", "") not in held


def test_a_login_code_does_as_well_as_the_pseudonym(her, world):
    assert recovery.ask(key=uuid4(), pseudonym=her.login_code_in_groups) != ""
    assert [asked.user for asked in Recovery.objects.all()] == [her]
    assert answer_for(her.login_code) == answer_for("000 000 000")


# --- Two people ------------------------------------------------------------------------------


def test_one_voucher_a_hundred_times_opens_nothing(clock, her, world):
    code = confirmed(her, *[world.a.leader2] * 100)
    asked = Recovery.objects.get()
    assert (asked.first_by, asked.second_by) == (world.a.leader2.code, None)
    clock(100)
    assert recovery.find(code) is None
    with pytest.raises(recovery.CodeUnusable):
        recovery.finish(code=code, passphrase=NEW)
    assert User.objects.get(pk=her.pk).check_password(factories.PASSPHRASE)


def test_whoever_may_not_answer_is_refused_alike(her, world, sign_in):
    code = asked_for(her)
    suspended = factories.UserFactory(organisation=world.a.organisation, is_active=False)
    with pytest.raises(vouching.CannotVouch):
        recovery.confirm(code=code, by=suspended)
    refused = {
        "herself": (her, code),
        "another organisation": (world.a.mentor, code),
        "another region": (world.b.leader, code),
        "a coordinator of another region": (world.b.coordinator, code),
        "a wrong code": (world.a.leader2, "AAAA-BBBB-CCCC-DDDD"),
        "a name that nobody has": (world.a.leader2, recovery.ask(key=uuid4(), pseudonym="No 7")),
        "a newcomer's code of the same length": (world.a.leader2, "ABCD-EFGH-JKMN-PQRS"),
    }
    errors = set()
    for voucher, typed in refused.values():
        with pytest.raises(vouching.CannotVouch):
            recovery.confirm(code=typed, by=voucher)
        cache.clear()
        response = sign_in(voucher).post(VOUCH, {"code": typed, "sure": "on"})
        errors.add(str(response.context["form"].errors["code"]))
    assert len(errors) == 1
    with pytest.raises(vouching.CannotVouch):
        recovery.confirm(code=code, by=factories.quarantined(world.a.leader2))
    assert list(Recovery.objects.values_list("first_by", "second_by")) == [(None, None)]


def test_a_third_voucher_changes_nothing(clock, her, world):
    code = confirmed(her, world.a.leader2, world.a.coordinator)
    opens_at = Recovery.objects.get().opens_at
    clock(50)
    with pytest.raises(vouching.CannotVouch):
        recovery.confirm(code=code, by=world.a.facilitator)
    recovery.confirm(code=code, by=world.a.leader2)
    assert Recovery.objects.get().opens_at == opens_at


def test_a_voucher_who_was_erased_counts_no_more(clock, her, world, settings, tmp_path):

    settings.ERASURE_LIST = tmp_path / "erased.txt"
    code = confirmed(her, world.a.leader2, world.a.coordinator)
    erasure.erase(user=world.a.leader2)
    clock(80)
    assert recovery.find(code) is None
    recovery.confirm(code=code, by=world.a.facilitator)
    assert recovery.find(code) is None
    clock(80 + 72)
    assert recovery.find(code) is not None


@pytest.mark.parametrize("voucher", ["leader2", "coordinator"])
@pytest.mark.parametrize("end", [{"is_active": False}, {"vouched_on": None}])
def test_it_closes_with_the_account_of_either_voucher(clock, her, world, voucher, end):
    code = confirmed(her, world.a.leader2, world.a.coordinator)
    clock(72)
    who = User.objects.filter(pk=getattr(world.a, voucher).pk)
    assert recovery.find(code) is not None
    who.update(**end)
    assert recovery.find(code) is None
    assert list(Client().post(RECOVER, {"code": code}).context["form"].errors) == ["code"]
    with pytest.raises(recovery.CodeUnusable):
        recovery.finish(code=code, passphrase=NEW)
    assert User.objects.get(pk=her.pk).check_password(factories.PASSPHRASE)
    who.update(is_active=True, vouched_on=BEGIN.date())
    assert recovery.find(code) is not None


def test_vouchers_of_two_ways_back_do_not_add_up(clock, her, world):
    first, second = confirmed(her, world.a.leader2), confirmed(her, world.a.coordinator)
    clock(100)
    assert recovery.find(first) is recovery.find(second) is None


# --- Notice and stop -------------------------------------------------------------------------


def test_notice_is_on_each_page_until_the_member_stops_it(clock, her, world, sign_in):
    code = confirmed(her, world.a.leader2, world.a.coordinator)
    browser = sign_in(her)
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
    assert User.objects.get(pk=her.pk).check_password(factories.PASSPHRASE)
    assert Event.objects.filter(verb="stop_recovery").count() == 1
    browser.post("/en/me/recovery/")
    assert Event.objects.filter(verb="stop_recovery").count() == 1


def test_nobody_stops_another_ones(her, world, sign_in):
    asked_for(her)
    sign_in(world.a.leader2).post("/en/me/recovery/")
    assert Recovery.objects.count() == 1
    assert Client().post("/en/me/recovery/").url.startswith(reverse("account_login"))
    assert Recovery.objects.count() == 1


def test_asking_a_hundred_times_tells_her_once_a_day(her):
    for _ in range(100):
        asked_for(her)
    assert Notice.objects.filter(user=her, kind=kinds.RECOVERY_ASKED.name).count() == 1


def test_the_second_voucher_makes_a_notice_also_when_the_first_one_is_dismissed(her, world):
    code = confirmed(her, world.a.leader2)
    Notice.objects.filter(user=her).update(read_at=timezone.now())
    recovery.confirm(code=code, by=world.a.coordinator)
    assert Notice.objects.filter(user=her, read_at=None).count() == 1


# --- Time and force --------------------------------------------------------------------------


def test_a_way_back_is_good_for_14_days(clock, her, world):
    code = confirmed(her, world.a.leader2, world.a.coordinator)
    clock(14 * 24 - 1)
    assert recovery.find(code) is not None
    clock(14 * 24)
    assert recovery.find(code) is None
    clock(14 * 24 + 1)
    tasks.forget_old_rows()
    assert Recovery.objects.count() == 0


def test_one_way_back_closes_the_others(clock, her, world):
    one = confirmed(her, world.a.leader2, world.a.coordinator)
    other = confirmed(her, world.a.leader2, world.a.coordinator)
    clock(72)
    recovery.finish(code=one, passphrase=NEW)
    with pytest.raises(recovery.CodeUnusable):
        recovery.finish(code=other, passphrase="another-passphrase-of-hers")
    assert User.objects.get(pk=her.pk).check_password(NEW)


def test_a_suspended_account_has_no_way_back(clock, her, world):
    code = confirmed(her, world.a.leader2, world.a.coordinator)
    User.objects.filter(pk=her.pk).update(is_active=False)
    clock(72)
    assert recovery.find(code) is None


@pytest.mark.parametrize(
    ("field", "typed"),
    [("passphrase", "too short"), ("passphrase", "x" * 201), ("written", "")],
)
def test_bad_input_is_refused_beside_the_field(clock, her, world, field, typed):
    code = confirmed(her, world.a.leader2, world.a.coordinator)
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
        for _ in range(21)
    ]
    assert statuses == [200] * 20 + [429]


def test_whoever_is_signed_in_needs_none(her, sign_in):
    assert sign_in(her).get(RECOVER).url == reverse("home")


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMIN])
def test_no_role_chooses_a_passphrase_for_her(clock, her, world, sign_in, role):
    """With one voucher beside him an administrator gets nowhere."""
    boss = factories.with_role(
        factories.UserFactory(organisation=world.a.organisation, is_superuser=True), role
    )
    code = confirmed(her, boss, boss)
    clock(300)
    assert finish(Client(), code).context["form"].errors.keys() == {"code"}
    assert User.objects.get(pk=her.pk).check_password(factories.PASSPHRASE)
