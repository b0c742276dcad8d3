"""Who could vouch: the inviter reads it before, the newcomer while they wait, no one is locked out.

The count by role (`vouchers`) and the rule for one member (`vouching.waiting_for`) say the same.
"""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from people import tasks
from people.models import AccessRecord, Event, Network, Notice, RoleGrant, User, Vouch
from people.vouching import actions as vouching
from people.vouching import vouchers
from tests import factories
from tests.factories import loaded
from tests.pages import one_line
from tests.proving import prove

pytestmark = pytest.mark.servers
Role = RoleGrant.Role
INVITATIONS = "/en/invitations/"
WAITING = "/en/waiting/"
NEWCOMERS = "/en/invitations/waiting/"


@pytest.fixture
def sign_in(sign_in):
    """Browsers whose member has just typed the passphrase: making invitations asks for it."""
    return lambda user: prove(sign_in(user))


@pytest.fixture
def fresh(world):
    """A new group without members, over which one coordinator stands."""
    return factories.OrganisationFactory(name="ZNEW group", region=world.a.region)


@pytest.fixture
def admin(db) -> User:
    return factories.UserFactory(pseudonym="Chief", organisation=None, is_superuser=True)


def counted(organisation, inviter):
    return vouchers.of([organisation], inviter=inviter)[organisation.pk]


def invite(browser, organisation, **more):
    form = browser.get(INVITATIONS).context["form"]
    data = {"key": form["key"].value(), "organisation": organisation.pk, **more}
    return browser.post(INVITATIONS, data)


# --- The count -------------------------------------------------------------------------------


def test_people_are_counted_by_role_and_each_once(world, fresh, admin):
    by = world.a.coordinator
    found = counted(world.a.organisation, by)
    assert (found.members, found.coordinators, found.admins) == (3, 0, 1)
    assert found.sentence == "several members can vouch"
    assert counted(fresh, by).sentence == "no member can vouch yet, an administrator can"
    above = Network.objects.create(short_name="Above", level="regional", region=world.b.region)
    below = Network.objects.create(
        short_name="Below", level="subregional", region=world.b.region, parent=above
    )
    fresh.networks.add(below)
    RoleGrant.objects.create(user=world.b.leader, role=Role.COORDINATOR, network=above)
    RoleGrant.objects.create(user=world.b.leader, role=Role.ADMIN)
    found = counted(fresh, by)
    assert (found.members, found.coordinators, found.admins) == (0, 1, 1)
    assert found.sentence == "no member can vouch yet, another coordinator can"
    factories.UserFactory(organisation=fresh)
    assert counted(fresh, by).sentence == "one member can vouch"


def test_only_those_who_may_vouch_are_counted(world, fresh, admin, settings):
    by = world.a.coordinator
    admin.delete()
    factories.quarantined(factories.UserFactory(organisation=fresh))
    factories.UserFactory(organisation=fresh, is_active=False)
    ended = factories.with_role(factories.UserFactory(), Role.COORDINATOR, world.a.region)
    ended.roles.update(until=factories.day_over())
    assert not counted(fresh, by).are_others
    settings.SECOND_STEP_REQUIRED = True
    other = factories.with_role(factories.UserFactory(), Role.COORDINATOR, world.a.region)
    assert not counted(fresh, by).are_others
    Authenticator.objects.create(user=other, type="totp", data={"secret": "x"})
    assert counted(fresh, by).coordinators == 1


def test_who_has_used_up_their_vouches_is_not_counted_but_has_the_standing(world, fresh, admin):
    for number in range(vouchers.MOST):
        newcomer = factories.invited(world.a.coordinator, fresh, name=f"Number {number}")
        assert counted(fresh, world.a.coordinator).admins == 1
        factories.let_in(newcomer, loaded(admin))
        User.objects.filter(pk=newcomer.pk).update(is_active=False)
    found = counted(fresh, world.a.coordinator)
    assert not found
    # A limit that someone can bring about must not open the way round a second person.
    assert not found.is_left_to_inviter


def test_count_and_rule_agree(world, fresh, admin):
    """Each person who is counted can vouch, and no one else can."""
    everyone = [
        *(getattr(side, who) for side in (world.a, world.b) for who in vars(side)),
        admin,
    ]
    people = [one for one in everyone if isinstance(one, User)]
    for number, home in enumerate([fresh, world.a.organisation, world.a.other_organisation]):
        newcomer = factories.invited(world.a.coordinator, home, name=f"Newcomer {number}")
        can = [one for one in people if newcomer in vouching.waiting_for(loaded(one))]
        found = vouchers.for_newcomers([newcomer])[newcomer.pk]
        assert found.members + found.coordinators + found.admins == len(can)
        assert world.a.coordinator not in can


@pytest.mark.parametrize("many", [1, 12])
def test_counting_takes_as_many_queries_for_many(world, fresh, many, django_assert_max_num_queries):
    homes = factories.OrganisationFactory.create_batch(many, region=world.a.region)
    with django_assert_max_num_queries(9):
        vouchers.of(homes, inviter=world.a.coordinator)


# --- Before the invitation -------------------------------------------------------------------


def test_inviter_reads_who_could_vouch_before_and_after(world, fresh, admin, sign_in):
    browser = sign_in(world.a.coordinator)
    page = one_line(browser.get(INVITATIONS).content.decode())
    assert "ZNEW group: no member can vouch yet, an administrator can" in page
    assert "ZQA organisation: several members can vouch" in page
    assert "Chief" not in page
    # A phone cuts off a closed list, so where few can vouch is said beside it.
    assert "<li>ZNEW group: no member can vouch yet, an administrator can</li>" in page
    assert "<li>ZQA organisation:" not in page
    page = one_line(invite(browser, fresh).content.decode())
    assert "After they join: no member can vouch yet, an administrator can." in page


def test_inviter_is_warned_where_no_one_could_vouch(world, fresh, sign_in):
    # A superuser whose roles rest is no one who could vouch, nor is an administrator who is new.
    factories.with_role(factories.quarantined(factories.UserFactory()), Role.ADMIN, None)
    other = factories.with_role(factories.UserFactory(), Role.COORDINATOR, world.a.region)
    for number in range(vouchers.MOST):
        newcomer = factories.invited(world.a.coordinator, fresh, name=f"Number {number}")
        factories.let_in(newcomer, loaded(other))
        newcomer.delete()
    browser = sign_in(world.a.coordinator)
    response = invite(browser, fresh)
    assert list(response.context["form"].errors) == ["anyway"]
    assert response.context["code"] == ""
    assert "no one can vouch yet" in one_line(response.content.decode())
    assert invite(browser, fresh, anyway="on").context["code"]
    # No one else is asked.
    assert invite(browser, world.a.organisation).context["code"]


# --- The first member of a new group ---------------------------------------------------------


def test_administrator_lets_in_the_first_member_of_a_group(world, fresh, admin):
    newcomer = factories.invited(world.a.coordinator, fresh)
    for voucher in (world.a.leader, world.a.coordinator, world.b.coordinator):
        with pytest.raises(vouching.CannotVouch):
            vouching.vouch(code=vouching.code_of(newcomer), by=loaded(voucher))
    assert factories.let_in(newcomer, loaded(admin)).vouched_on


def test_inviter_lets_in_only_where_no_one_else_has_the_standing(world, fresh, admin):
    newcomer = factories.invited(world.a.coordinator, fresh)
    code = vouching.code_of(newcomer)
    with pytest.raises(vouching.CannotVouch):
        vouching.vouch(code=code, by=loaded(world.a.coordinator))
    User.objects.filter(pk=admin.pk).update(is_active=False)
    vouching.vouch(code=code, by=loaded(world.a.coordinator))
    newcomer.refresh_from_db()
    assert newcomer.vouched_on
    # It is seen afterwards that one person did both; not for whom.
    event = Event.objects.get(kind="vouch_alone")
    assert (event.actor, event.subject) == (world.a.coordinator.code, None)


def test_inviter_whose_role_has_ended_or_rests_does_not_let_in(world, fresh):
    newcomer = factories.invited(world.a.coordinator, fresh)
    code = vouching.code_of(newcomer)
    factories.quarantined(world.a.coordinator)
    with pytest.raises(vouching.CannotVouch):
        vouching.vouch(code=code, by=loaded(world.a.coordinator))
    User.objects.update(new_until=None)
    world.a.coordinator.roles.all().delete()
    with pytest.raises(vouching.CannotVouch):
        vouching.vouch(code=code, by=loaded(world.a.coordinator))


# --- The newcomer ----------------------------------------------------------------------------


def test_waiting_page_says_who_may_vouch_and_for_which_group(world, fresh, admin, sign_in):
    newcomer = factories.invited(world.a.coordinator, fresh)
    page = one_line(sign_in(newcomer).get(WAITING).content.decode())
    assert "someone from your group, ZNEW group, who has been here for a while" in page
    assert "an administrator" in page
    assert "Not the person who invited you." in page
    for name in (admin.pseudonym, world.a.coordinator.pseudonym):
        assert name not in page


def test_waiting_page_keeps_a_hidden_name_and_tells_nothing_about_members(world, admin, sign_in):
    """The group without members reads like the one with members."""
    pages = []
    for people in (0, 2):
        home = factories.OrganisationFactory(
            name="ZHIDDEN", region=world.a.region, listing="hidden"
        )
        factories.UserFactory.create_batch(people, organisation=home)
        newcomer = factories.invited(world.a.coordinator, home, name=f"Of {people}")
        page = one_line(sign_in(newcomer).get(WAITING).content.decode())
        assert "ZHIDDEN" not in page
        pages.append(page[page.index("Who may vouch") : page.index("Not the person")])
    assert pages[0] == pages[1]


def test_waiting_page_says_that_the_inviter_may_or_that_no_one_can(world, fresh, sign_in):
    newcomer = factories.invited(world.a.coordinator, fresh)
    browser = sign_in(newcomer)
    assert "The person who invited you, because no one else can" in one_line(
        browser.get(WAITING).content.decode()
    )
    world.a.coordinator.roles.all().delete()
    assert "At the moment no one can." in one_line(browser.get(WAITING).content.decode())


def test_waiting_page_answers_when_someone_taps_continue(world, fresh, sign_in):
    browser = sign_in(factories.invited(world.a.coordinator, fresh))
    page = one_line(browser.get(WAITING).content.decode())
    assert "No one has vouched for you yet." not in page
    assert 'href="/en/waiting/?asked"' in page
    page = one_line(browser.get(f"{WAITING}?asked").content.decode())
    assert "No one has vouched for you yet." in page


def test_waiting_page_takes_few_queries(world, fresh, sign_in, django_assert_max_num_queries):
    factories.UserFactory(organisation=world.a.organisation)
    browser = sign_in(factories.invited(world.a.coordinator, world.a.organisation))
    browser.get(WAITING)
    with django_assert_max_num_queries(8):
        browser.get(WAITING)


# --- Those who wait --------------------------------------------------------------------------


def test_coordinator_sees_who_waits_and_since_when(world, fresh, admin, sign_in):
    newcomer = factories.invited(world.a.coordinator, fresh, name="ZWAITS")
    far = factories.invited(world.b.coordinator, world.b.organisation, name="ZFAR")
    browser = sign_in(world.a.coordinator)
    page = one_line(browser.get(NEWCOMERS).content.decode())
    assert "ZWAITS" in page
    assert "an administrator can" in page
    assert "ZFAR" not in page
    assert str(newcomer.joined_on.year) in page
    # Reading a list of people is recorded, and counts towards the day's limit.
    assert AccessRecord.objects.filter(actor=world.a.coordinator.code, subject=newcomer.pk).exists()
    assert "ZFAR" in sign_in(admin).get(NEWCOMERS).content.decode()
    for stranger in (world.a.leader, world.a.mentor, far):
        assert sign_in(stranger).get(NEWCOMERS).status_code == 404


def test_no_one_is_erased_while_no_one_could_have_vouched(world, fresh, settings, tmp_path):
    settings.ERASURE_LIST = tmp_path / "erased.txt"
    newcomer = factories.invited(world.a.coordinator, fresh)
    others = factories.invited(world.a.coordinator, world.a.organisation, name="Others could")
    factories.quarantined(world.a.coordinator)
    today = timezone.localdate()
    User.objects.filter(vouched_on=None).update(vouch_until=today - timedelta(days=1))
    for _ in range(2):
        tasks.part_with_the_idle()
    newcomer.refresh_from_db()
    assert newcomer.vouch_until == today + timedelta(days=14)
    assert not User.objects.filter(pk=others.pk).exists()
    told = Notice.objects.filter(kind="no_voucher")
    assert [notice.user_id for notice in told] == [world.a.coordinator.pk]
    assert str(newcomer.code) not in told[0].key


def test_administrators_are_told_where_no_one_coordinates(world, fresh, admin, tmp_path, settings):
    settings.ERASURE_LIST = tmp_path / "erased.txt"
    factories.invited(world.a.coordinator, fresh)
    world.a.coordinator.roles.all().delete()
    factories.quarantined(admin)
    tasks.part_with_the_idle()
    assert [one.user_id for one in Notice.objects.filter(kind="no_voucher")] == [admin.pk]


def test_who_invited_is_known_for_as_long_as_someone_waits(world, fresh):
    newcomer = factories.invited(world.a.coordinator, fresh)
    Vouch.objects.update(day=timezone.localdate() - timedelta(days=200))
    tasks.forget_old_rows()
    assert Vouch.objects.filter(newcomer=newcomer.code).exists()
    User.objects.filter(pk=newcomer.pk).update(vouched_on=timezone.localdate())
    tasks.forget_old_rows()
    assert not Vouch.objects.exists()
