"""A role that rests for a newcomer says from which day it applies: to its giver and its holder."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.utils import timezone
from django.utils.formats import date_format

from people.models import RoleGrant
from people.roles.in_force import begins_at
from tests import factories
from tests.factories import loaded
from tests.pages import one_line
from tests.proving import prove

Role = RoleGrant.Role
ROLES = "/en/people/roles/"


@pytest.fixture
def newcomer(world):
    user = world.a.leader
    user.new_until = timezone.localdate() + timedelta(days=3)
    user.save()
    return user


def test_role_begins_with_the_day_after_the_first_days_of_its_holder(world, newcomer):
    begins = begins_at(newcomer, Role.MENTOR)
    assert begins is not None
    assert begins.date() == newcomer.new_until + timedelta(days=1)
    assert str(begins.tzinfo) == newcomer.time_zone
    factories.with_role(newcomer, Role.MENTOR)
    for moment, is_held in ((begins - timedelta(seconds=1), False), (begins, True)):
        with time_machine.travel(moment, tick=False), timezone.override(newcomer.time_zone):
            assert loaded(newcomer).permissions.has(Role.MENTOR) is is_held


def test_role_that_applies_at_once_begins_no_day(world, newcomer):
    assert begins_at(newcomer, Role.FACILITATOR) is None
    assert begins_at(world.a.leader2, Role.MENTOR) is None
    waiting = factories.invited(world.a.coordinator, world.a.organisation, role=Role.MENTOR)
    assert begins_at(waiting, Role.MENTOR) is None


def give(browser, member, role):
    prove(browser)
    form = browser.get(ROLES).context["form"]
    places = [value for _, group in form.fields["place"].choices for value, _ in group]
    data = {"pseudonym": member.pseudonym, "role": role, "place": places[0], "until": ""}
    return browser.post(ROLES, data, follow=True)


@time_machine.travel(datetime(2026, 3, 2, 12, tzinfo=UTC), tick=False)
@pytest.mark.parametrize(
    ("zone", "day"), [("Africa/Porto-Novo", "10 March 2026"), ("America/Lima", "9 March 2026")]
)
def test_giver_reads_the_day_in_their_zone(world, sign_in, zone, day):
    world.a.leader.new_until = timezone.localdate() + timedelta(days=7)
    world.a.leader.save()
    world.a.coordinator.time_zone = zone
    world.a.coordinator.save()
    page = one_line(
        give(sign_in(world.a.coordinator), world.a.leader, Role.MENTOR).content.decode()
    )
    assert f"Role given. They are new here: it applies from {day}." in page
    assert f"applies from {day}" in page[page.index("Current roles") :]


def test_giver_of_a_role_that_applies_at_once_reads_so(world, sign_in, settings):
    page = give(sign_in(world.a.coordinator), world.a.leader2, Role.MENTOR).content.decode()
    assert "It applies from the next page they open." in page
    assert "applies from</" not in one_line(page)


def test_holder_reads_the_day_on_their_home_page(world, newcomer, sign_in):
    factories.with_role(newcomer, Role.MENTOR)
    day = newcomer.new_until + timedelta(days=1)
    page = one_line(sign_in(newcomer).get("/en/home/").content.decode())
    said = f"Your role: mentor. It applies from {date_format(day)}"
    assert said in page
    newcomer.new_until = None
    newcomer.save()
    assert "Your role" not in sign_in(newcomer).get("/en/home/").content.decode()


def test_giver_is_told_about_the_second_step_where_one_is_required(world, sign_in, settings):
    settings.SECOND_STEP_REQUIRED = True
    coordinator = world.a.coordinator
    Authenticator.objects.create(user=coordinator, type="totp", data={"secret": "x"})
    page = give(sign_in(coordinator), world.a.leader2, Role.MENTOR).content.decode()
    assert "It also needs a second step" in page
    assert (
        "It also needs" not in give(sign_in(coordinator), world.a.leader2, "ally").content.decode()
    )
