"""A second person lets a newcomer in; newcomers read no names at first; a branch is suspended."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from mentorship import overview
from mentorship.matching import actions as matching
from mentorship.pairs import actions as pairing
from mentorship.pairs.permissions import can_read_notes, pairs_readable_by
from people import tasks
from people.accounts.backends import MemberBackend
from people.accounts.permissions import is_newcomer, settled
from people.invitations import actions as invitations
from people.models import Event, Invitation, MemberSession, Recovery, RoleGrant, User, Vouch
from people.privacy import retention
from people.roles.permissions import Role
from people.vouching import actions as vouching
from people.vouching.permissions import (
    members_suspendable_by,
    newcomers_vouchable_by,
    trusted,
)
from tests import factories
from tests.proving import prove
from tests.racing import successes

pytestmark = pytest.mark.servers

VOUCH = "/en/vouch/"
BRANCH = "/en/invitations/branch/"
WAITING = "/en/waiting/"


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.fixture
def newcomer(world) -> User:
    return factories.invited(world.a.coordinator, world.a.organisation)


def answer(browser, code: str):
    return browser.post(VOUCH, {"code": code, "sure": "on"})


# --- Before the vouch ------------------------------------------------------------------------


def test_newcomer_waits_for_a_second_person(newcomer, world, settings):
    assert newcomer.vouched_on is None
    assert newcomer.new_until == timezone.localdate() + timedelta(days=settings.NEWCOMER_DAYS)
    vouch = Vouch.objects.get()
    assert (vouch.newcomer, vouch.by) == (newcomer.code, world.a.coordinator.code)
    assert (vouch.kind, vouch.day) == (Vouch.Kind.INVITED, timezone.localdate())


def test_without_newcomer_days_only_the_vouch_is_waited_for(world, settings):
    settings.NEWCOMER_DAYS = 0
    newcomer = factories.invited(world.a.coordinator, world.a.organisation)
    assert (newcomer.vouched_on, newcomer.new_until) == (None, None)
    assert is_newcomer(factories.let_in(newcomer, world.a.leader)) is False


@pytest.mark.parametrize(
    "path",
    ["/en/home/", "/en/webinars/", "/en/mentoring/", "/en/mentoring/profile/", "/en/vouch/"],
)
def test_before_the_vouch_members_pages_lead_to_the_waiting_page(sign_in, newcomer, path):
    browser = sign_in(newcomer)
    assert browser.get(path).url == WAITING
    assert browser.post(path).url == WAITING


@pytest.mark.parametrize(
    "path",
    ["/en/me/", "/en/me/export/", "/en/me/erase/", "/en/safety/", "/en/safety/what-we-hold/"],
)
def test_before_the_vouch_own_pages_open(sign_in, newcomer, path):
    assert sign_in(newcomer).get(path).status_code == 200


def test_before_the_vouch_a_course_for_members_does_not_exist(sign_in, newcomer, world):
    page = factories.course(title="ZMEMBERS")
    address = reverse("learning:course", args=[page.translation_key])
    assert sign_in(newcomer).get(address).status_code == 404
    assert b"ZMEMBERS" not in sign_in(newcomer).get("/en/learn/").content
    assert sign_in(world.a.leader).get(address).status_code == 200


def test_before_the_vouch_no_file_is_handed_out(sign_in, newcomer, world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "one.webp").write_bytes(b"RIFF")
    assert sign_in(newcomer).get("/files/one.webp").status_code == 404
    response = sign_in(world.a.leader).get("/files/one.webp")
    assert b"".join(response.streaming_content) == b"RIFF"  # type: ignore[arg-type]


def test_role_rests_until_the_vouch(world):
    newcomer = factories.invited(world.a.coordinator, world.a.organisation, role=Role.FACILITATOR)
    assert MemberBackend().get_user(newcomer.pk).permissions.by_region == {}
    assert fresh(newcomer).permissions.by_region == {}
    member = factories.let_in(newcomer, world.a.leader)
    assert member.permissions.by_region == {Role.FACILITATOR: {world.a.region.pk}}


def test_role_that_shows_names_rests_until_the_first_days_are_over(world):
    newcomer = factories.invited(world.a.coordinator, world.a.organisation, role=Role.MENTOR)
    member = factories.let_in(newcomer, world.a.leader)
    assert member.permissions.by_region == {}
    User.objects.filter(pk=member.pk).update(new_until=timezone.localdate() - timedelta(days=1))
    assert fresh(member).permissions.by_region == {Role.MENTOR: {world.a.region.pk}}


def test_role_pages_do_not_exist_before_the_vouch(sign_in, newcomer, world):
    factories.with_role(newcomer, Role.COORDINATOR)
    assert sign_in(newcomer).get("/en/invitations/").status_code == 404


def test_waiting_page_shows_the_code_and_how_long_it_works(sign_in, newcomer):
    page = sign_in(newcomer).get(WAITING).content.decode()
    assert re.search(r'class="secret">([^<]+)', page)[1] == vouching.code_of(newcomer)
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", vouching.code_of(newcomer))
    until = newcomer.joined_on + timedelta(days=14)
    assert f"{until:%B} {until.day}, {until.year}" in page or str(until.year) in page
    assert "places" not in page


def test_code_is_stored_nowhere_and_is_not_that_of_the_invitation(newcomer):
    code = vouching.code_of(newcomer).replace("-", "")
    held = " ".join(str(row) for row in User.objects.values_list())
    assert code not in held
    assert vouching.code_of(newcomer) != vouching.code_of(factories.UserFactory())


def test_waiting_page_is_for_those_who_wait(sign_in, client, world):
    assert sign_in(world.a.leader).get(WAITING).url == reverse("home")
    assert client.get(WAITING).url.startswith(reverse("account_login"))


# --- Vouching --------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["leader", "leader2", "facilitator"])
def test_member_of_the_organisation_lets_the_newcomer_in(sign_in, newcomer, world, who):
    voucher = getattr(world.a, who)
    browser = sign_in(newcomer)
    assert browser.get("/en/home/").url == WAITING

    typed = vouching.code_of(newcomer).lower().replace("-", " ")
    assert answer(sign_in(voucher), typed).url == VOUCH

    assert fresh(newcomer).vouched_on == factories.local_day()
    assert browser.get("/en/home/").status_code == 200
    vouch = Vouch.objects.get(kind=Vouch.Kind.VOUCHED)
    assert (vouch.newcomer, vouch.by) == (newcomer.code, voucher.code)
    event = Event.objects.get(kind="vouch")
    assert (event.actor, event.subject) == (voucher.code, None)


def test_another_coordinator_of_the_region_lets_the_newcomer_in(sign_in, newcomer, world):
    other = factories.with_role(
        factories.UserFactory(organisation=world.a.other_organisation), Role.COORDINATOR
    )
    answer(sign_in(other), vouching.code_of(newcomer))
    assert fresh(newcomer).vouched_on is not None


def refusals(world, newcomer):
    """Members who must not vouch, each with the code that they type."""
    right = vouching.code_of(newcomer)
    suspended = factories.UserFactory(organisation=world.a.organisation, is_active=False)
    old = factories.invited(world.a.coordinator, world.a.organisation, name="Too old")
    User.objects.filter(pk=old.pk).update(vouch_until=timezone.localdate() - timedelta(days=1))
    return {
        "who invited her": (world.a.coordinator, right),
        "another organisation": (world.a.mentor, right),
        "another region": (world.b.leader, right),
        "a coordinator of another region": (world.b.coordinator, right),
        "nobody's organisation": (factories.UserFactory(organisation=None), right),
        "a suspended member": (suspended, right),
        "a wrong code": (world.a.leader, "AAAA-BBBB"),
        "nothing of a code": (world.a.leader, "é!?"),
        "too late": (world.a.leader, vouching.code_of(old)),
    }


def test_members_who_may_not_vouch_are_refused_alike(sign_in, newcomer, world):
    pages = {}
    for who, (voucher, code) in refusals(world, newcomer).items():
        with pytest.raises(vouching.CannotVouch):
            vouching.vouch(code=code, by=voucher)
        cache.clear()
        if voucher.is_active:
            pages[who] = answer(sign_in(voucher), code).context["form"].errors["code"]
    assert len(pages) == 8
    assert len({str(error) for error in pages.values()}) == 1
    assert fresh(newcomer).vouched_on is None
    assert Vouch.objects.filter(kind=Vouch.Kind.VOUCHED).count() == 0


def test_newcomers_cannot_vouch(sign_in, newcomer, world):
    unvouched = factories.invited(world.a.coordinator, world.a.organisation, name="Other")
    new = factories.quarantined(world.a.leader2)
    for voucher in (unvouched, new, newcomer):
        with pytest.raises(vouching.CannotVouch):
            vouching.vouch(code=vouching.code_of(newcomer), by=voucher)
    assert sign_in(new).get(VOUCH).status_code == 404
    assert answer(sign_in(new), vouching.code_of(newcomer)).status_code == 404
    assert b"/vouch/" not in sign_in(new).get("/en/me/").content
    assert fresh(newcomer).vouched_on is None


def test_vouching_needs_the_confirmation(sign_in, newcomer, world):
    response = sign_in(world.a.leader).post(VOUCH, {"code": vouching.code_of(newcomer)})
    assert list(response.context["form"].errors) == ["sure"]
    assert fresh(newcomer).vouched_on is None


def test_vouching_twice_counts_once(sign_in, newcomer, world):
    browser = sign_in(world.a.leader)
    for _ in range(2):
        assert answer(browser, vouching.code_of(newcomer)).url == VOUCH
    assert Vouch.objects.filter(kind=Vouch.Kind.VOUCHED).count() == 1
    assert Event.objects.filter(kind="vouch").count() == 1
    with pytest.raises(vouching.CannotVouch):
        vouching.vouch(code=vouching.code_of(newcomer), by=world.a.leader2)


def test_member_vouches_for_five_at_most(sign_in, world):
    five = [
        factories.invited(world.a.coordinator, world.a.organisation, name=f"New {number}")
        for number in range(6)
    ]
    sixth = five.pop()
    for one in five:
        factories.let_in(one, world.a.leader)
    response = answer(sign_in(world.a.leader), vouching.code_of(sixth))
    assert list(response.context["form"].errors) == ["__all__"]
    assert fresh(sixth).vouched_on is None
    # Sending the fifth again does not count as a sixth.
    vouching.vouch(code=vouching.code_of(five[-1]), by=world.a.leader)
    Vouch.objects.filter(kind=Vouch.Kind.VOUCHED).update(
        day=timezone.localdate() - timedelta(days=91)
    )
    retention.forget_old_rows()
    vouching.vouch(code=vouching.code_of(sixth), by=world.a.leader)
    assert fresh(sixth).vouched_on is not None


def test_guessing_is_slowed_down(sign_in, newcomer, world):
    browser = sign_in(world.a.leader)
    statuses = {answer(browser, f"AAAA-AA{number:02}").status_code for number in range(20, 40)}
    assert statuses == {200, 429}
    assert answer(browser, vouching.code_of(newcomer)).status_code == 429


# --- What the clock does ---------------------------------------------------------------------


def test_newcomer_without_a_vouch_is_erased_after_14_days(world, settings, tmp_path, newcomer):
    settings.ERASURE_LIST = tmp_path / "erased.txt"
    vouched = factories.let_in(
        factories.invited(world.a.coordinator, world.a.organisation, name="Vouched"),
        world.a.leader,
    )
    assert newcomer.vouch_until == timezone.localdate() + timedelta(days=14)
    for days, is_there in ((0, True), (-1, False)):
        User.objects.filter(pk__in=[newcomer.pk, vouched.pk]).update(
            vouch_until=timezone.localdate() + timedelta(days=days)
        )
        tasks.part_with_the_idle()
        assert User.objects.filter(pk=newcomer.pk).exists() is is_there
    assert User.objects.filter(pk=vouched.pk).exists()
    assert not Vouch.objects.filter(newcomer=newcomer.code).exists()


def test_vouches_are_thinned_after_90_days(newcomer, world):
    factories.let_in(newcomer, world.a.leader)
    Vouch.objects.filter(kind=Vouch.Kind.VOUCHED).delete()
    for days, count in ((90, 1), (91, 0)):
        Vouch.objects.update(day=timezone.localdate() - timedelta(days=days))
        tasks.forget_old_rows()
        assert Vouch.objects.count() == count


# --- Quarantine ------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "is_new"), [(None, False), (-2, False), (0, True), (14, True)])
def test_newcomers_predicate_and_filter_say_the_same(world, days, is_new):
    user = world.a.leader
    user.new_until = None if days is None else factories.local_day() + timedelta(days=days)
    user.save()
    assert is_newcomer(user) is is_new
    assert User.objects.filter(settled(), pk=user.pk).exists() is not is_new
    User.objects.filter(pk=user.pk).update(vouched_on=None)
    assert is_newcomer(fresh(user)) is True
    assert not User.objects.filter(settled(), pk=user.pk).exists()


def test_newcomer_reads_no_name_on_any_page(sign_in, world):
    """From the home page along every link, with a pair and webinars that show names."""
    pair = factories.running_pair(world.a)
    webinar = factories.webinar(world.a)
    factories.place(webinar, world.a.leader)
    factories.course(title="A course")
    names = re.compile(rb"ZQA (?!organisation|other organisation|region|leader<)[a-z ]+|ZQB ")

    def crawl(user) -> tuple[set[str], set[bytes]]:
        browser, seen, found = sign_in(user), set(), set()
        todo = ["/en/home/", "/en/mentoring/", pair.get_absolute_url(), webinar.get_absolute_url()]
        while todo:
            path = todo.pop()
            if path in seen or "/leave" in path or path.startswith(("/static", "/fr/", "/studio")):
                continue
            seen.add(path)
            response = browser.get(path, follow=True)
            if response.get("Content-Type", "").startswith("text/html"):
                found |= set(names.findall(response.content))
                todo += re.findall(r'href="(/[^"#?]*)', response.content.decode())
        return seen, found

    # The search works: as an old member they read their mentor's name.
    assert b"ZQA mentor" in crawl(world.a.leader)[1]
    seen, found = crawl(factories.quarantined(world.a.leader))
    assert found == set()
    assert {"/en/me/", "/en/webinars/", "/en/learn/"} <= seen


def test_newcomer_is_in_no_pair(sign_in, world):
    pair = factories.running_pair(world.a)
    user = factories.quarantined(world.a.leader)
    assert list(pairs_readable_by(user)) == []
    assert can_read_notes(user, pair) is False
    assert overview.accompaniments(user) == []
    browser = sign_in(user)
    assert browser.get(pair.get_absolute_url()).status_code == 404
    for method in (browser.get, browser.post):
        assert method("/en/mentoring/profile/").status_code == 404
    page = browser.get("/en/mentoring/").content.decode()
    assert "/mentoring/profile/" not in page
    assert "Your first days" in page


@pytest.mark.parametrize("who", ["leader", "mentor"])
def test_newcomer_is_not_drafted(world, who):
    [draft] = factories.drafts(world.a)
    factories.quarantined(getattr(world.a, who))
    with pytest.raises(pairing.PairingRefused) as refused:
        matching.approve(draft=draft, by=world.a.coordinator)
    assert refused.value.code == "gone"
    assert matching.run_matching(programme=draft.programme, by=world.a.coordinator) == []


def test_newcomer_joins_webinars_under_another_name(sign_in, world):
    webinar = factories.webinar(world.a, starts_in=timedelta(minutes=5))
    browser = sign_in(factories.quarantined(world.a.leader))
    browser.post(f"{webinar.get_absolute_url()}register/", {"alias": "Mango 22"})
    assert browser.post(f"{webinar.get_absolute_url()}join/").status_code == 303


# --- Suspending a branch ---------------------------------------------------------------------


def test_suspending_a_branch_of_thirty_counts_from_the_next_request(
    sign_in, world, django_assert_max_num_queries
):
    root = world.a.leader
    thirty = [root, *factories.branch(root, people=29)]
    browsers = [sign_in(one) for one in thirty]
    assert {browser.get("/en/me/").status_code for browser in browsers} == {200}
    code = invitations.invite(key=uuid4(), by=thirty[-1], organisation=world.a.organisation)
    Recovery.objects.create(user=world.a.leader2, digest="x", first_by=thirty[3].code)

    with django_assert_max_num_queries(21):
        done = vouching.suspend_branch(root=root, by=world.a.coordinator)

    assert done == vouching.Suspended(count=30, left=0)
    assert {browser.get("/en/me/").status_code for browser in browsers} == {302}
    assert MemberSession.objects.filter(user__in=thirty).count() == 0
    assert invitations.find(code) is None
    with pytest.raises(invitations.InvitationUnusable):
        invitations.join(code=code, pseudonym="Late", passphrase=factories.PASSPHRASE)
    assert Recovery.objects.count() == 0
    events = Event.objects.filter(kind="suspend")
    assert {event.subject for event in events} == {one.code for one in thirty}
    assert {event.actor for event in events} == {world.a.coordinator.code}
    assert User.objects.active().filter(pseudonym__startswith="ZQA").count() == 4


@pytest.mark.parametrize(
    ("role", "back"), [("coordinator", "/en/invitations/"), ("admin", "/en/home/")]
)
def test_the_way_back_leads_to_a_page_that_they_have(sign_in, world, role, back):
    """Administrators suspend, and have no page of invitations."""
    user = world.a.coordinator
    user.roles.update(role=role, region=None)
    browser = prove(sign_in(user))
    assert f'<p class="row"> <a href="{back}">' in " ".join(browser.get(BRANCH).text.split())
    assert browser.get(back).status_code == 200


def test_suspending_a_branch_again_adds_later_members(world):
    factories.branch(world.a.leader, people=2)
    vouching.suspend_branch(root=world.a.leader, by=world.a.coordinator)
    late = factories.UserFactory(pseudonym="Late", organisation=world.a.organisation)
    Vouch.objects.create(newcomer=late.code, by=world.a.leader.code, kind=Vouch.Kind.VOUCHED)
    done = vouching.suspend_branch(root=world.a.leader, by=world.a.coordinator)
    assert done == vouching.Suspended(count=1, left=0)


def test_branch_stays_within_the_region_and_spares_trusted_members(world):
    """The branch ends at them: those whom they brought in came through them."""
    a, b = world.a, world.b
    below = factories.UserFactory(organisation=a.organisation)
    for by, newcomer in (
        (a.leader, a.leader2),
        (a.leader2, a.facilitator),
        (a.leader2, b.leader),
        (a.leader2, a.coordinator),
        (a.coordinator, below),
        (b.leader, b.leader2),
    ):
        Vouch.objects.create(newcomer=newcomer.code, by=by.code, kind=Vouch.Kind.VOUCHED)
    other = factories.with_role(
        factories.UserFactory(organisation=a.other_organisation), Role.COORDINATOR
    )
    done = vouching.suspend_branch(root=a.leader, by=other)
    assert done == vouching.Suspended(count=3, left=2)
    gone = set(User.objects.filter(is_active=False))
    assert gone == {a.leader, a.leader2, a.facilitator}


def test_protected_member_is_refused_like_an_unknown_name(sign_in, world):
    safety = factories.with_role(
        factories.UserFactory(pseudonym="Guard", organisation=world.a.organisation), Role.SAFETY
    )
    boss = factories.UserFactory(
        pseudonym="Boss", organisation=world.a.organisation, is_superuser=True
    )
    browser = prove(sign_in(world.a.coordinator))
    errors = set()
    for name in ("ZQB leader", "ZQA coordinator", "Nobody 1", safety, boss, "é", "x" * 90):
        cache.clear()
        response = browser.post(BRANCH, {"pseudonym": str(name), "suspend": "1"})
        errors.add(str(response.context["form"].errors["pseudonym"]))
    assert len(errors) == 1
    assert User.objects.filter(is_active=False).count() == 0
    with pytest.raises(vouching.CannotSuspend):
        vouching.suspend_branch(root=world.b.leader, by=world.a.coordinator)
    with pytest.raises(vouching.CannotSuspend):
        vouching.reinstate(member=world.b.leader, by=world.a.coordinator)


def test_administrator_suspends_a_coordinator_and_no_administrator(world):
    admin = factories.UserFactory(is_superuser=True)
    second = factories.UserFactory(organisation=world.a.organisation)
    RoleGrant.objects.create(user=second, role=Role.ADMIN)
    vouching.suspend_branch(root=world.a.coordinator, by=admin)
    assert fresh(world.a.coordinator).is_active is False
    for root in (second, admin):
        with pytest.raises(vouching.CannotSuspend):
            vouching.suspend_branch(root=root, by=admin)


def test_no_one_suspends_themselves_or_a_superuser(world):
    boss = factories.UserFactory(organisation=world.a.organisation, is_superuser=True)
    admin = factories.UserFactory()
    RoleGrant.objects.create(user=admin, role=Role.ADMIN)
    for by in (world.a.coordinator, admin):
        assert set(members_suspendable_by(by)) & {by, boss, admin} == set()
        assert world.a.leader in set(members_suspendable_by(by))


def test_administrator_for_whom_no_one_vouched_lets_in_others_and_never_themselves(world):
    boss = factories.UserFactory(is_superuser=True, vouched_on=None)
    newcomer = factories.invited(world.a.coordinator, world.a.organisation)
    assert set(newcomers_vouchable_by(factories.loaded(boss))) == {newcomer}
    assert set(newcomers_vouchable_by(factories.loaded(world.b.coordinator))) == set()


def test_superuser_is_trusted_with_others(world):
    boss = factories.UserFactory(is_superuser=True)
    assert set(User.objects.filter(trusted())) == {
        *(boss, world.a.coordinator, world.b.coordinator)
    }


def test_page_suspends_and_reinstates(sign_in, world):
    factories.branch(world.a.leader, people=1)
    browser = prove(sign_in(world.a.coordinator))
    response = browser.post(BRANCH, {"pseudonym": " zqa LEADER ", "suspend": "1"}, follow=True)
    assert "2 people are now suspended." in response.content.decode()
    assert fresh(world.a.leader).is_active is False
    response = browser.post(BRANCH, {"pseudonym": "ZQA leader", "reinstate": "1"}, follow=True)
    assert "They can sign in again." in response.content.decode()
    assert fresh(world.a.leader).is_active is True
    assert User.objects.filter(is_active=False).count() == 1
    done = Event.objects.get(kind="reinstate")
    assert (done.actor, done.subject) == (world.a.coordinator.code, world.a.leader.code)
    vouching.reinstate(member=world.a.leader, by=world.a.coordinator)
    assert Event.objects.filter(kind="reinstate").count() == 1


def test_page_asks_for_the_passphrase_first(sign_in, world):
    browser = sign_in(world.a.coordinator)
    session = browser.session
    session.pop("proven_at", None)
    session.save()
    response = browser.post(BRANCH, {"pseudonym": "ZQA leader", "suspend": "1"})
    assert response.status_code == 302
    assert response.url.startswith(reverse("people:again"))
    assert fresh(world.a.leader).is_active is True


@pytest.mark.parametrize("who", ["leader", "mentor", "facilitator"])
def test_page_does_not_exist_for_other_members(sign_in, world, who):
    browser = prove(sign_in(getattr(world.a, who)))
    assert browser.get(BRANCH).status_code == 404
    assert browser.post(BRANCH, {"pseudonym": "ZQA leader2", "suspend": "1"}).status_code == 404


def test_invitation_does_not_open_when_its_maker_is_suspended(client, world):
    code = invitations.invite(
        key=uuid4(), by=world.a.coordinator, organisation=world.a.organisation
    )
    User.objects.filter(pk=world.a.coordinator.pk).update(is_active=False)
    assert invitations.find(code) is None
    with pytest.raises(invitations.InvitationUnusable):
        invitations.join(code=code, pseudonym="Late", passphrase=factories.PASSPHRASE)
    assert Invitation.objects.get().used_at is None


def test_vouch_that_was_overtaken_counts_for_nothing(newcomer, world):
    """The vouch of another member is written between the reading and the writing."""
    overtaken = []

    def overtake(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and "vouched_on" in sql and not overtaken:
            overtaken.append(sql)
            User.objects.filter(pk=newcomer.pk).update(vouched_on=timezone.localdate())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(overtake), pytest.raises(vouching.CannotVouch):
        vouching.vouch(code=vouching.code_of(newcomer), by=world.a.leader)
    assert len(overtaken) == 1
    assert Vouch.objects.filter(kind=Vouch.Kind.VOUCHED).count() == 0


@pytest.mark.django_db(transaction=True)
def test_ten_vouches_at_once_let_the_newcomer_in_once():
    world = factories.world()
    newcomer = factories.invited(world.a.coordinator, world.a.organisation)
    ten = [factories.UserFactory(organisation=world.a.organisation) for _ in range(10)]

    def attempt(voucher: User) -> None:
        vouching.vouch(code=vouching.code_of(newcomer), by=voucher)

    outcomes = successes(attempt, ten, refused=vouching.CannotVouch)
    assert sum(outcomes) == 1
    assert Vouch.objects.filter(kind=Vouch.Kind.VOUCHED).count() == 1


def test_catalogue_tells_a_newcomer_that_a_vouch_is_missing(world, sign_in):
    factories.course()
    waiting = factories.UserFactory(organisation=world.a.organisation, vouched_on=None)
    page = sign_in(waiting).get(reverse("learning:catalogue")).content.decode()
    assert "Courses will appear here as soon as someone has vouched for you." in page
