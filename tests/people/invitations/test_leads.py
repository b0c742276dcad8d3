"""The lead of an organisation invites into it, and lets no one in alone."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from people.invitations import actions as invitations
from people.invitations.permissions import invitations_visible_to, organisations_invitable_by
from people.models import Invitation, Organisation, RoleGrant, User
from people.vouching import actions as vouching
from people.vouching import vouchers
from tests import factories
from tests.proving import prove
from tests.responses import text_of

INVITATIONS, SHEET = reverse("people:invitations"), reverse("people:sheet")


@pytest.fixture
def lead(world) -> User:
    return factories.lead_of(world.a.organisation)


@pytest.fixture
def browser(lead, sign_in):
    """A browser whose lead has just typed the passphrase: making invitations asks for it."""
    return prove(sign_in(lead))


def answers(organisation: Organisation, **changes) -> dict:
    return {"key": str(uuid4()), "organisation": organisation.pk, **changes}


def code_on(response) -> str:
    return re.findall(r'<code class="secret">(.{19})</code>', text_of(response))[0]


def join(code: str, pseudonym: str = "Baobab 274") -> User:
    return invitations.join(code=code, pseudonym=pseudonym, passphrase=factories.PASSPHRASE)


def test_whom_a_lead_invites_another_member_lets_in(world, lead, browser):
    newcomer = join(code_on(browser.post(INVITATIONS, answers(world.a.organisation))))
    assert (newcomer.organisation, newcomer.vouched_on) == (world.a.organisation, None)
    code = vouching.code_of(newcomer)
    with pytest.raises(vouching.CannotVouch):
        vouching.vouch(code=code, by=lead)
    vouching.vouch(code=code, by=world.a.leader)
    newcomer.refresh_from_db()
    assert newcomer.vouched_on is not None


def test_a_lead_gives_no_role(world, browser):
    assert 'name="role"' not in text_of(browser.get(INVITATIONS))
    response = browser.post(INVITATIONS, answers(world.a.organisation, role="mentor"))
    assert Invitation.objects.get().role == ""
    assert list(join(code_on(response)).roles.all()) == []
    browser.post(SHEET, answers(world.a.organisation, role="mentor", number="3"))
    assert list(Invitation.objects.values_list("role", flat=True)) == [""] * 4


@pytest.mark.parametrize("address", [INVITATIONS, SHEET])
def test_a_lead_invites_into_their_own_organisation_only(world, lead, browser, address):
    assert list(organisations_invitable_by(lead)) == [world.a.organisation]
    for other in (world.a.other_organisation, world.b.organisation):
        response = browser.post(address, answers(other, number="3"))
        assert list(response.context["form"].errors) == ["organisation"]
        assert other.name not in text_of(browser.get(address))
    assert Invitation.objects.count() == 0


def test_a_lead_reads_of_invitations_into_their_own_organisation_only(world, lead, browser):
    for side, organisation in (
        (world.a, world.a.organisation),
        (world.a, world.a.other_organisation),
        (world.b, world.b.organisation),
    ):
        invitations.invite(key=uuid4(), by=side.coordinator, organisation=organisation)
    assert [one.organisation for one in invitations_visible_to(lead)] == [world.a.organisation]
    page = text_of(browser.get(INVITATIONS))
    for address in ("people:waiting-newcomers", "people:branch"):
        assert f'href="{reverse(address)}"' not in page.partition("<main")[2].partition("</main")[0]


def test_an_invitation_closes_with_the_role_of_its_maker(world, lead):
    code = invitations.invite(key=uuid4(), by=lead, organisation=world.a.organisation)
    assert invitations.find(code) is not None
    RoleGrant.objects.filter(user=lead).delete()
    assert invitations.find(code) is None
    with pytest.raises(invitations.InvitationUnusable):
        join(code)


def test_a_role_goes_only_as_far_as_the_coordinator(world, sign_in):
    """They coordinate one region, and lead an organisation of another."""
    RoleGrant.objects.create(
        user=world.a.coordinator, role="lead", organisation=world.b.organisation
    )
    browser = prove(sign_in(world.a.coordinator))
    refused = browser.post(INVITATIONS, answers(world.b.organisation, role="mentor"))
    assert list(refused.context["form"].errors) == ["role"]
    browser.post(INVITATIONS, answers(world.b.organisation))
    browser.post(INVITATIONS, answers(world.a.organisation, role="mentor"))
    made = Invitation.objects.order_by("pk").values_list("organisation", "role")
    assert list(made) == [(world.b.organisation.pk, ""), (world.a.organisation.pk, "mentor")]


def test_a_role_is_not_given_after_its_giver_only_leads(world):
    user = world.a.coordinator
    code = invitations.invite(
        key=uuid4(), by=user, organisation=world.a.organisation, role="mentor"
    )
    RoleGrant.objects.create(user=user, role="lead", organisation=world.a.organisation)
    assert invitations.find(code) is not None
    user.roles.filter(role="coordinator").delete()
    assert invitations.find(code) is None


def test_a_lead_stands_in_for_no_one(world, lead):
    """Where no one else could vouch, a coordinator who invited may; a lead may not."""
    User.objects.exclude(pk__in=[lead.pk, world.a.coordinator.pk]).delete()
    User.objects.filter(pk=world.a.coordinator.pk).update(organisation=world.b.organisation)
    organisation = world.a.organisation
    by_lead, by_coordinator = (
        vouchers.of([organisation], inviter=one)[organisation.pk]
        for one in (lead, factories.loaded(world.a.coordinator))
    )
    assert (by_lead.coordinators, by_lead.is_left_to_inviter) == (1, False)
    assert (by_coordinator.members, by_coordinator.is_left_to_inviter) == (1, False)
    User.objects.filter(pk=world.a.coordinator.pk).delete()
    alone = vouchers.of([organisation], inviter=lead)[organisation.pk]
    assert (bool(alone), alone.is_left_to_inviter) == (False, False)


@pytest.mark.parametrize("who", ["leader", "mentor", "facilitator"])
def test_other_members_invite_no_one(world, sign_in, who):
    browser = prove(sign_in(getattr(world.a, who)))
    assert [browser.get(one).status_code for one in (INVITATIONS, SHEET)] == [404, 404]


def test_home_and_menu_lead_to_it(browser):
    page = text_of(browser.get(reverse("home")))
    assert page.count(f'href="{INVITATIONS}"') == 2
