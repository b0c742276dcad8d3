"""Region A finds nothing of region B, by any address; the rules and their filters agree."""

from datetime import timedelta

import pytest
from django.urls import reverse

from people.models import RoleGrant
from tests.factories import UserFactory, loaded, place, webinar, with_role
from webinars.models import Registration, Series, Webinar
from webinars.overview import next_managed, next_registered
from webinars.planning import permissions

READ = ["detail", "calendar", "register", "join", "edit"]
WRITE = ["register", "withdraw", "join", "edit", "cancel"]
ROLES = ["leader", "leader2", "mentor", "facilitator", "coordinator"]


@pytest.fixture
def b_webinar(world):
    """A live webinar of region B in which the leader of region A has, by accident, a place."""
    found = webinar(world.b, starts_in=timedelta(minutes=5), title="ZQB webinar")
    for member in (world.a.leader, world.b.leader):
        place(found, member, alias="ZQB alias")
    return found


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("method", "name"), [("get", name) for name in READ] + [("post", name) for name in WRITE]
)
def test_webinar_of_another_region_is_not_there(world, sign_in, b_webinar, role, method, name):
    if (role, name) == ("leader", "withdraw"):
        # They may always give their place back.
        Registration.objects.filter(user=world.a.leader).delete()
    browser = sign_in(getattr(world.a, role))
    before = list(Registration.objects.order_by("pk").values())
    address = reverse(f"webinars:{name}", args=[b_webinar.code])
    response = getattr(browser, method)(address, {"alias": "Mango 200"})
    assert response.status_code == 404
    assert "ZQB " not in response.content.decode()
    assert list(Registration.objects.order_by("pk").values()) == before
    b_webinar.refresh_from_db()
    assert b_webinar.status == Webinar.Status.PLANNED


@pytest.mark.parametrize("role", ROLES)
def test_list_shows_own_region_and_all_regions(world, sign_in, b_webinar, role):
    own = webinar(world.a)
    for_all_regions = webinar()
    response = sign_in(getattr(world.a, role)).get(reverse("webinars:list"))
    assert set(response.context["webinars"]) == {own, for_all_regions}
    assert "ZQB " not in response.content.decode()


def test_list_of_region_b_shows_what_region_a_must_not_see(world, sign_in, b_webinar):
    response = sign_in(world.b.leader).get(reverse("webinars:list"))
    assert list(response.context["webinars"]) == [b_webinar]
    assert "ZQB webinar" in response.content.decode()


@pytest.mark.parametrize("name", READ)
def test_webinar_signed_out_leads_to_the_sign_in_page(client, b_webinar, name):
    address = reverse(f"webinars:{name}", args=[b_webinar.code])
    response = client.get(address)
    assert (response.status_code, response.url) == (
        302,
        f"{reverse('account_login')}?next={address}",
    )


@pytest.mark.parametrize("name", ["edit", "cancel"])
@pytest.mark.parametrize("role", ["leader", "mentor", "facilitator"])
def test_managing_by_a_member_of_the_region_is_not_there(world, sign_in, b_webinar, role, name):
    browser = sign_in(getattr(world.b, role))
    address = reverse(f"webinars:{name}", args=[b_webinar.code])
    assert browser.post(address).status_code == 404


@pytest.mark.parametrize("role", ["leader", "mentor", "facilitator"])
def test_planning_by_a_member_without_the_role_is_not_there(world, sign_in, role):
    browser = sign_in(getattr(world.a, role))
    assert browser.get(reverse("webinars:new")).status_code == 404


def test_detail_shows_no_member_to_anyone(world, sign_in):
    planned = webinar(world.a)
    place(planned, world.a.leader, alias="Canary alias")
    for role in ("leader2", "facilitator", "coordinator"):
        page = sign_in(getattr(world.a, role)).get(planned.get_absolute_url()).content.decode()
        assert "Canary alias" not in page
        assert world.a.leader.pseudonym not in page


@pytest.mark.parametrize("state", [None, Registration.State.WAITING])
def test_calendar_file_without_a_place_is_not_there(world, sign_in, state):
    planned = webinar(world.a)
    if state:
        place(planned, world.a.leader, state=state)
    response = sign_in(world.a.leader).get(reverse("webinars:calendar", args=[planned.code]))
    assert response.status_code == 404


def test_facilitator_whose_role_has_ended_leads_nothing(world):
    planned = webinar(world.a)
    other = webinar(world.b, facilitator=world.a.facilitator)
    assert permissions.can_moderate(world.a.facilitator, planned)
    assert other in permissions.webinars_visible_to(world.a.facilitator)
    RoleGrant.objects.filter(user=world.a.facilitator).delete()
    del world.a.facilitator.permissions
    assert not permissions.can_moderate(world.a.facilitator, planned)
    assert other not in permissions.webinars_visible_to(world.a.facilitator)


def test_rules_say_the_same_about_one_and_about_many(world):
    webinar(world.a)
    webinar(world.b)
    webinar()
    webinar(created_by=world.a.coordinator)
    webinar(world.b, facilitator=world.a.facilitator)
    webinar(created_by=world.a.leader, facilitator=world.a.leader)
    stray = UserFactory(organisation=None)
    everywhere = with_role(UserFactory(organisation=None), "facilitator", world.b.region)
    people = [getattr(side, role) for side in (world.a, world.b) for role in ROLES]
    seen = 0
    for user in [*people, stray, everywhere]:
        everything = set(Webinar.objects.all())
        visible = set(permissions.webinars_visible_to(user))
        managed = set(permissions.webinars_managed_by(user))
        assert managed == {one for one in everything if permissions.can_manage(user, one)}
        assert managed <= visible
        seen += len(managed)
    assert seen > 0


def test_planner_manages_a_webinar_for_all_regions(world):
    planned = webinar(created_by=world.a.coordinator)
    assert permissions.can_manage(world.a.coordinator, planned)
    assert not permissions.can_manage(world.b.coordinator, planned)


def test_planner_who_moved_away_does_not_manage_the_webinar_of_a_region(world):
    planned = webinar(world.a, created_by=world.b.coordinator)
    for user, managed in ((world.a.coordinator, {planned}), (world.b.coordinator, set())):
        assert permissions.can_manage(user, planned) is bool(managed)
        assert set(permissions.webinars_managed_by(user)) == managed


def test_form_offers_only_own_regions_series_and_facilitators(world, sign_in):
    series = [Series.objects.create(title=f"ZQ{m} row", region=r) for m, r in _regions(world)]
    page = sign_in(world.a.coordinator).get(reverse("webinars:new"))
    fields = page.context["form"].fields
    assert list(fields["region"].queryset) == [world.a.region]
    assert list(fields["series"].queryset) == [series[0]]
    assert list(fields["facilitator"].queryset) == [world.a.facilitator]
    assert "ZQB " not in page.content.decode()


def _regions(world):
    return [("A", world.a.region), ("B", world.b.region)]


def test_overview_of_a_region_shows_its_own_with_counts(world, django_assert_num_queries):
    planned = webinar(world.a, seats=2)
    place(planned, world.a.leader)
    place(planned, world.a.leader2)
    place(planned, world.a.mentor, state=Registration.State.WAITING)
    webinar(world.a, starts_in=timedelta(hours=-2))
    webinar(world.a, status=Webinar.Status.CANCELLED)
    webinar(world.b)
    webinar()
    coordinator = loaded(world.a.coordinator)
    with django_assert_num_queries(1):
        (found,) = next_managed(coordinator)
    assert found == planned
    assert (found.taken, found.waiting, found.seats_left) == (2, 1, 0)
    assert next_managed(loaded(world.a.leader)) == []


def test_next_registered_are_own_in_order_in_two_queries(world, django_assert_num_queries):
    later = place(webinar(world.a, starts_in=timedelta(days=5)), world.a.leader)
    sooner = place(webinar(world.a, starts_in=timedelta(days=1)), world.a.leader)
    place(webinar(world.a), world.a.leader2)
    place(webinar(world.b), world.a.leader)
    place(webinar(world.a, starts_in=timedelta(days=-1)), world.a.leader)
    place(webinar(world.a, status=Webinar.Status.CANCELLED), world.a.leader)
    with django_assert_num_queries(2):
        found = next_registered(world.a.leader)
        assert [one.webinar.title for one in found] == [sooner.webinar.title, later.webinar.title]
    with django_assert_num_queries(1):
        next_registered(world.a.leader)
