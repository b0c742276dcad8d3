"""A role's days begin and end where its holder lives, and the clock waits for every zone."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from people.models import RoleGrant, User
from people.roles import actions as roles
from people.roles.table import Role
from tests import factories
from tests.factories import UserFactory

DAY = date(2026, 3, 5)
# The last day is over for everyone at noon of the next day in UTC.
OVER_EVERYWHERE = datetime(2026, 3, 6, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MIDNIGHTS = [
    ("America/Guayaquil", datetime(2026, 3, 6, 5, tzinfo=UTC)),
    ("Pacific/Auckland", datetime(2026, 3, 5, 11, tzinfo=UTC)),
]


@pytest.fixture(autouse=True)
def _days_before():
    with time_machine.travel(datetime(2026, 3, 2, 12, tzinfo=UTC), tick=False):
        yield


@pytest.mark.parametrize(("zone", "midnight"), MIDNIGHTS)
def test_role_ends_at_midnight_where_its_holder_lives(world, sign_in, zone, midnight):
    guest = UserFactory(organisation=world.b.organisation, time_zone=zone)
    RoleGrant.objects.create(user=guest, role=Role.FACILITATOR, region=world.a.region, until=DAY)
    led = factories.webinar(world.a, facilitator=guest, starts_in=timedelta(days=10))
    page = led.get_absolute_url()
    for moment, status in ((midnight - SECOND, 200), (midnight, 404)):
        with time_machine.travel(moment, tick=False):
            assert sign_in(guest).get(page).status_code == status


@pytest.mark.parametrize(("zone", "midnight"), MIDNIGHTS)
def test_resting_role_begins_at_midnight_where_its_holder_lives(world, sign_in, zone, midnight):
    User.objects.filter(pk=world.a.coordinator.pk).update(time_zone=zone, new_until=DAY)
    for moment, status in ((midnight - SECOND, 404), (midnight, 200)):
        with time_machine.travel(moment, tick=False):
            assert sign_in(world.a.coordinator).get("/en/region/").status_code == status


@pytest.mark.parametrize("zone", [zone for zone, _midnight in MIDNIGHTS])
def test_lists_and_the_clock_keep_a_role_until_its_day_is_over_everywhere(world, zone):
    User.objects.filter(pk=world.a.mentor.pk).update(time_zone=zone)
    world.a.mentor.roles.update(until=DAY)
    with time_machine.travel(OVER_EVERYWHERE - SECOND, tick=False):
        assert roles.forget_ended() == 0
        assert world.a.mentor.roles.in_force().exists()
    with time_machine.travel(OVER_EVERYWHERE, tick=False):
        assert not world.a.mentor.roles.in_force().exists()
        assert roles.forget_ended() == 1
