"""Roles: given by whom, where, until when; gone at the next request, from the studio too."""

import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cms import editors
from people.models import AccessRecord, Event, Organisation, RoleGrant, User
from people.organisations.permissions import can_lead
from people.privacy import retention
from people.roles import actions as roles
from people.roles.permissions import (
    can_give_role,
    grants_endable_by,
    has_role,
    is_admin,
    members_nameable_by,
    organisation_ids_led_by,
    roles_givable_by,
)
from people.roles.table import GIVEN_BY_COORDINATORS, Place
from tests import factories
from tests.factories import loaded
from tests.proving import prove
from tests.typed import each
from web.errors import NotAllowed

pytestmark = pytest.mark.servers

Role = RoleGrant.Role
BY_COORDINATORS = {role for role in GIVEN_BY_COORDINATORS if Place.REGION in role.traits.places}
ROLES, END = "/en/people/roles/", "/en/people/roles/end/"
REFUSAL = [
    (
        "You cannot give this role to anyone with this pseudonym. Check the pseudonym, the role "
        "and the place."
    )
]


def grants() -> list[tuple]:
    return sorted(
        (str(grant.user), grant.role, str(grant.region or grant.organisation or ""))
        for grant in RoleGrant.objects.select_related("user", "region", "organisation")
    )


def form(user, role, *, place=None, until=""):
    return {
        "pseudonym": str(user),
        "role": role,
        "place": str(place.code) if place else "",
        "until": until,
    }


# Who may give which role


def test_first_days_keep_from_the_studio_alone(world):
    """The studio shows who wrote what; other roles rest until the first days are over."""
    new = factories.quarantined(world.a.leader)
    boss = loaded(factories.UserFactory(is_superuser=True))
    assert can_give_role(boss, Role.MENTOR, world.a.region, to=new) is True
    assert can_give_role(boss, Role.EDITOR, None, to=new) is False
    assert can_give_role(boss, Role.EDITOR, None, to=world.a.leader2) is True
    User.objects.filter(pk=new.pk).update(vouched_on=None)
    assert can_give_role(boss, Role.MENTOR, world.a.region, to=loaded(new)) is False


@pytest.mark.parametrize("role", Role)
def test_coordinator_gives_roles_that_govern_no_one_in_their_region(world, role):
    by = loaded(world.a.coordinator)
    may = can_give_role(by, role, world.a.region, to=world.a.leader)
    assert may is (role in BY_COORDINATORS)
    assert can_give_role(by, role, world.b.region, to=world.a.leader) is False
    assert can_give_role(by, role, world.a.region, to=world.b.leader) is False
    assert can_give_role(by, role, None, to=world.a.leader) is False
    assert can_give_role(by, role, world.a.region, to=by) is False


@pytest.mark.parametrize("role", Role)
def test_administrator_gives_every_role_where_it_belongs(world, admin, role):
    by = loaded(admin)
    in_region = can_give_role(by, role, world.a.region, to=world.a.leader)
    assert in_region is (role not in (Role.LEAD, Role.ADMIN))
    assert can_give_role(by, role, None, to=world.a.leader) is (role != Role.LEAD)
    at_own = can_give_role(by, role, world.a.organisation, to=world.a.leader)
    assert at_own is (role == Role.LEAD)
    assert can_give_role(by, role, world.a.other_organisation, to=world.a.leader) is False


@pytest.mark.parametrize("who", ["leader", "mentor", "facilitator"])
def test_others_give_no_role(world, who):
    by = loaded(getattr(world.a, who))
    assert roles_givable_by(by) == []
    assert can_give_role(by, Role.MENTOR, world.a.region, to=world.a.leader2) is False
    assert list(grants_endable_by(by)) == []
    assert list(members_nameable_by(by)) == []


def test_administrator_of_a_region_does_not_administer_the_site(world):
    factories.with_role(world.a.leader, Role.ADMIN)
    assert is_admin(loaded(world.a.leader)) is False


def test_organisation_is_led_by_one_of_its_members(world):
    by = loaded(world.a.coordinator)
    assert can_give_role(by, Role.LEAD, world.a.organisation, to=world.a.leader) is True
    assert can_give_role(by, Role.LEAD, world.a.other_organisation, to=world.a.leader) is False
    assert can_give_role(by, Role.LEAD, world.b.organisation, to=world.b.leader) is False


@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"vouched_on": None}], ids=["suspended", "waiting"]
)
def test_role_is_given_only_to_active_members(world, admin, change):
    User.objects.filter(pk=world.a.leader.pk).update(**change)
    for by, node in ((world.a.coordinator, world.a.region), (admin, None)):
        with pytest.raises(roles.NotGiven):
            roles.give(user=world.a.leader, role=Role.MENTOR, node=node, by=loaded(by))
    assert world.a.leader.roles.count() == 0


# Giving and ending


def test_giving_again_changes_the_last_day_alone(world):
    by = loaded(world.a.coordinator)
    until = timezone.localdate() + timedelta(days=9)
    given = {"user": world.a.leader, "role": Role.ALLY, "node": world.a.region, "by": by}
    first = roles.give(**given)
    assert roles.give(**given) == first
    assert Event.objects.filter(kind="give_role").count() == 1
    assert roles.give(**given, until=until) == first
    assert list(world.a.leader.roles.values_list("role", "until")) == [("ally", until)]
    assert (
        Event.objects.filter(kind="give_role", actor=by.code, subject=world.a.leader.code).count()
        == 2
    )


@pytest.mark.parametrize("kind", ["everywhere", "region", "organisation"])
def test_database_refuses_the_same_role_twice(world, kind):
    place = {} if kind == "everywhere" else {kind: getattr(world.a, kind)}
    RoleGrant.objects.create(user=world.a.leader, role=Role.ALLY, **place)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=world.a.leader, role=Role.ALLY, **place)
    RoleGrant.objects.create(user=world.a.leader, role=Role.SAFETY, **place)
    RoleGrant.objects.create(user=world.a.leader2, role=Role.ALLY, **place)
    RoleGrant.objects.create(user=world.a.leader, role=Role.ALLY, region=world.b.region)


def test_database_refuses_a_role_at_two_places(world):
    both = {"region": world.a.region, "organisation": world.a.organisation}
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=world.a.leader, role=Role.LEAD, **both)


def test_role_at_an_organisation_does_not_count_in_its_region(world):
    roles.give(
        user=world.a.leader,
        role=Role.LEAD,
        node=world.a.organisation,
        by=loaded(world.a.coordinator),
    )
    lead = loaded(world.a.leader)
    assert lead.permissions.by_region == {}
    assert has_role(lead, Role.LEAD) is True
    assert has_role(lead, Role.LEAD, region_id=world.a.region.pk) is False
    assert can_lead(lead, world.a.organisation) is True
    assert can_lead(lead, world.a.other_organisation) is False
    assert can_lead(lead, None) is False
    assert can_lead(loaded(world.a.leader2), world.a.organisation) is False
    fresh = User.objects.get(pk=lead.pk)
    assert can_lead(fresh, world.a.organisation) is True


def test_region_wide_lead_leads_no_organisation(world):
    factories.with_role(world.a.leader, Role.LEAD)
    assert can_lead(loaded(world.a.leader), world.a.organisation) is False


def test_role_at_an_organisation_ends_with_its_last_day(world):
    RoleGrant.objects.create(
        user=world.a.leader,
        role=Role.LEAD,
        organisation=world.a.organisation,
        until=factories.day_over(),
    )
    assert can_lead(loaded(world.a.leader), world.a.organisation) is False


def test_ending_a_role_counts_from_the_next_request(world, sign_in, admin):
    browser = prove(sign_in(world.a.coordinator))
    assert browser.get("/en/invitations/").status_code == 200
    roles.end(grant=world.a.coordinator.roles.get(), by=loaded(admin))
    assert browser.get("/en/invitations/").status_code == 404
    assert Event.objects.get(kind="end_role").subject == world.a.coordinator.code


def test_coordinator_ends_only_roles_that_they_could_give(world):
    by = loaded(world.a.coordinator)
    for grant in (world.a.coordinator.roles.get(), world.b.mentor.roles.get()):
        with pytest.raises(NotAllowed):
            roles.end(grant=grant, by=by)
    mentor = world.a.mentor.roles.get()
    roles.end(grant=mentor, by=by)
    roles.end(grant=mentor, by=by)
    assert Event.objects.filter(kind="end_role").count() == 1
    assert world.a.mentor.roles.count() == 0


# The studio


@pytest.fixture
def lesson(db):
    return factories.course().lessons().get(title="Lesson 1")


def write(admin, user, role, until=None) -> RoleGrant:
    return roles.give(user=user, role=role, node=None, by=loaded(admin), until=until)


def opens(browser, lesson) -> int:
    return browser.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).status_code


@pytest.mark.parametrize("role", [Role.EDITOR, Role.TRANSLATOR])
def test_editors_and_translators_open_the_studio_as_long_as_they_have_the_role(
    world, admin, sign_in, lesson, role
):
    browser = sign_in(world.a.leader)
    assert opens(browser, lesson) == 404
    grant = write(admin, world.a.leader, role)
    assert opens(browser, lesson) == 200
    roles.end(grant=grant, by=loaded(admin))
    assert opens(browser, lesson) == 404
    assert world.a.leader.groups.count() == 0


def test_translator_publishes_nothing(world, admin, lesson):
    write(admin, world.a.leader, Role.TRANSLATOR)
    may = lesson.permissions_for_user(User.objects.get(pk=world.a.leader.pk))
    assert (may.can_edit(), may.can_publish(), may.can_delete()) == (True, False, False)
    home = lesson.get_ancestors().last().permissions_for_user(world.a.leader)
    assert home.can_add_subpage() is False
    assert not world.a.leader.has_perm("wagtail_localize.submit_translation")


def test_clock_closes_the_studio_after_the_last_day(world, admin, sign_in, lesson):
    today = factories.local_day()
    write(admin, world.a.leader, Role.EDITOR, until=today)
    write(admin, world.a.leader2, Role.EDITOR)
    retention.forget_old_rows()
    assert opens(sign_in(world.a.leader), lesson) == 200
    RoleGrant.objects.filter(user=world.a.leader).update(until=factories.day_over())
    retention.forget_old_rows()
    assert opens(sign_in(world.a.leader), lesson) == 404
    assert opens(sign_in(world.a.leader2), lesson) == 200
    assert world.a.leader.roles.count() == 0


def test_studio_closes_after_the_last_day_whether_or_not_the_clock_runs(
    world, admin, sign_in, lesson
):
    grant = write(admin, world.a.leader, Role.EDITOR)
    browser = sign_in(world.a.leader)
    link = f'href="{reverse("wagtailadmin_home")}"'
    assert opens(browser, lesson) == 200
    assert link in browser.get("/en/me/").content.decode()
    grant.until = factories.day_over()
    grant.save()
    assert opens(browser, lesson) == 404
    assert link not in browser.get("/en/me/").content.decode()


def test_group_of_the_studio_alone_opens_nothing(world, sign_in, lesson):
    """A member who was added by hand has no role, and would need no second step."""
    world.a.leader.groups.add(editors.ensure_editors_group())
    assert opens(sign_in(world.a.leader), lesson) == 404


def test_one_of_two_studio_roles_leaves_the_other(world, admin):
    editor = write(admin, world.a.leader, Role.EDITOR)
    write(admin, world.a.leader, Role.TRANSLATOR)
    roles.end(grant=editor, by=loaded(admin))
    assert [group.name for group in world.a.leader.groups.all()] == ["Translators"]


def test_newcomer_gets_no_role_in_the_studio(world, admin):
    User.objects.filter(pk=world.a.leader.pk).update(new_until=factories.local_day())
    with pytest.raises(roles.NotGiven):
        write(admin, world.a.leader, Role.EDITOR)


# The screen


def test_only_coordinators_and_administrators_see_the_screen(world, admin, proven, client):
    for who in ("leader", "mentor", "facilitator"):
        browser = proven(getattr(world.a, who))
        assert browser.get(ROLES).status_code == 404
        assert browser.post(ROLES, {}).status_code == 404
        assert browser.post(END, {"grant": world.a.mentor.roles.get().pk}).status_code == 404
    assert proven(world.a.coordinator).get(ROLES).status_code == 200
    assert proven(admin).get(ROLES).status_code == 200
    assert client.get(ROLES).url == f"/en/sign-in/?next={ROLES}"


def test_old_proof_gives_and_ends_nothing(world, sign_in):
    browser = sign_in(world.a.coordinator)
    given = form(world.a.leader, Role.MENTOR, place=world.a.region)
    ended = {"grant": world.a.mentor.roles.get().pk}
    before = grants()
    for response in (browser.get(ROLES), browser.post(ROLES, given), browser.post(END, ended)):
        assert response.url.split("?")[0] == reverse("people:again")
    assert grants() == before


def test_coordinator_gives_a_role_twice_and_ends_it_twice(world, proven):
    browser = proven(world.a.coordinator)
    before = grants()
    for _ in range(2):
        response = browser.post(ROLES, form("zqa LEADER", Role.MENTOR, place=world.a.region))
        assert response.url == ROLES
    grant = world.a.leader.roles.get()
    assert (grant.role, grant.region, grant.granted_by, grant.until) == (
        "mentor",
        world.a.region,
        world.a.coordinator,
        None,
    )
    for _ in range(2):
        assert browser.post(END, {"grant": grant.pk}).url == ROLES
    assert grants() == before


def test_unknown_and_foreign_pseudonyms_get_the_same_answer(world, proven):
    browser = proven(world.a.coordinator)
    before = grants()
    pages = set()
    for name in ("ZQB leader", "ZQX nobody", "ZQA coordinator"):
        sent = form(name, Role.MENTOR, place=world.a.region)
        response = browser.post(ROLES, sent)
        assert response.context["form"].errors == {"pseudonym": REFUSAL}
        # Tokens of the form and of its writer differ each time.
        pages.add(re.sub(r'<input type="hidden" [^>]*>', "", response.text).replace(name, ""))
    assert len(pages) == 1
    assert grants() == before


@pytest.mark.parametrize("role", sorted(set(Role) - BY_COORDINATORS - {Role.LEAD}))
def test_coordinator_is_not_offered_roles_that_govern(world, proven, role):
    response = proven(world.a.coordinator).post(
        ROLES, form(world.a.leader, role, place=world.a.region)
    )
    assert list(response.context["form"].errors) == ["role"]


def test_foreign_region_or_organisation_is_no_choice(world, proven):
    browser = proven(world.a.coordinator)
    page = browser.get(ROLES).content.decode()
    assert "ZQA other organisation" in page
    assert "ZQB " not in page
    for role, place in ((Role.MENTOR, world.b.region), (Role.LEAD, world.b.organisation)):
        sent = form(world.a.leader, role, place=place)
        assert list(browser.post(ROLES, sent).context["form"].errors) == ["place"]
    sent = form(world.a.leader, Role.MENTOR)
    assert list(browser.post(ROLES, sent).context["form"].errors) == ["place"]


def test_only_a_lead_is_given_at_an_organisation(world, proven):
    browser = proven(world.a.coordinator)
    sent = form(world.a.leader, Role.LEAD, place=world.a.region)
    [error] = browser.post(ROLES, sent).context["form"].errors["place"]
    assert error == "Choose the organisation they lead."
    sent = form(world.a.leader, Role.MENTOR, place=world.a.organisation)
    [error] = browser.post(ROLES, sent).context["form"].errors["place"]
    assert error == (
        "Only the role of organisation lead is given for an organisation. Choose a region or "
        "a network."
    )
    sent["role"] = Role.LEAD
    assert browser.post(ROLES, sent).url == ROLES
    assert organisation_ids_led_by(loaded(world.a.leader)) == {world.a.organisation.pk}


@pytest.mark.parametrize(
    ("field", "value"),
    each(
        until=["yesterday", "2020-01-01", "99999-01-01"],
        pseudonym=["", "x" * 10_000, "\u202eZQA leader", "ZQA\x00leader"],
        role=["queen"],
        place=["nowhere", "9" * 40, "'", "00000000-0000-4000-8000-000000000000"],
    ),
)
def test_bad_input_is_refused_beside_its_field(world, proven, field, value):
    before = grants()
    sent = form(world.a.leader, Role.MENTOR, place=world.a.region) | {field: value}
    response = proven(world.a.coordinator).post(ROLES, sent)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert grants() == before


@pytest.mark.parametrize("typed", ["", "x", "-1", "9" * 30, "٣", "²"])
def test_ending_nonsense_ends_nothing(world, proven, typed):
    before = grants()
    response = proven(world.a.coordinator).post(END, {"grant": typed})
    assert response.status_code in (302, 404)
    assert grants() == before


def test_ending_a_foreign_role_finds_nothing(world, proven):
    before = grants()
    browser = proven(world.a.coordinator)
    for grant in (world.b.mentor.roles.get(), world.b.coordinator.roles.get()):
        assert browser.post(END, {"grant": grant.pk}).status_code == 404
    assert grants() == before


def test_list_shows_roles_of_the_own_regions_and_records_the_reading(world, proven):
    response = proven(world.a.coordinator).get(ROLES)
    shown = {(str(one.user), one.role) for one in response.context["grants"]}
    assert shown == {("ZQA mentor", "mentor"), ("ZQA facilitator", "facilitator")}
    assert "ZQB " not in response.content.decode()
    readings = AccessRecord.objects.values_list("subject__pseudonym", "actor", "what")
    code = world.a.coordinator.code
    assert sorted(readings) == [("ZQA facilitator", code, "roster"), ("ZQA mentor", code, "roster")]


def test_administrator_gives_roles_everywhere(world, admin, proven):
    browser = proven(admin)
    until = date.today() + timedelta(days=30)
    sent = form(world.b.leader, Role.SAFETY, until=until.isoformat())
    assert browser.post(ROLES, sent).url == ROLES
    assert world.b.leader.roles.filter(role="safety", region=None, until=until).exists()
    sent = form(world.b.leader, Role.ADMIN, place=world.b.region)
    assert browser.post(ROLES, sent).context["form"].errors == {"pseudonym": REFUSAL}


def test_list_comes_in_pages(world, proven):
    home = Organisation.objects.get(pk=world.a.organisation.pk)
    for user in factories.UserFactory.create_batch(20, organisation=home):
        factories.with_role(user, Role.ALLY)
    browser = proven(world.a.coordinator)
    assert len(browser.get(ROLES).context["grants"]) == 20
    assert len(browser.get(f"{ROLES}?page=2").context["grants"]) == 2
    assert browser.get(f"{ROLES}?page=x").status_code == 200
