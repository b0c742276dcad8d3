"""A webinar is open again to members who lost their place in it: they are told, once."""

from dataclasses import replace

import pytest

from people.models import Notice
from people.notices.actions import dismiss
from people.roles.table import Role
from tests.factories import place, webinar, with_role
from tests.pages import one_line
from webinars import notices
from webinars.models import Registration
from webinars.planning import actions as planning
from webinars.registration import actions as registration
from webinars.tasks import free_lost_places

pytestmark = pytest.mark.servers

WAITING = Registration.State.WAITING
OPEN, LOST = notices.OPEN_AGAIN.name, notices.LOST.name


def change(planned, *, by, **fields):
    old = planning.Plan(**{name: getattr(planned, name) for name in planning.Plan.__annotations__})
    return planning.reschedule(by=by, webinar=planned, plan=replace(old, **fields))


def told(user) -> list[str]:
    found = Notice.objects.unread().filter(user=user).order_by("created_at")
    return list(found.values_list("kind", flat=True))


@pytest.fixture
def narrowed(world):
    """A webinar for all regions that was narrowed: one member of region B had a place, one waited,
    and a member of region A still has a place."""
    planned = webinar(seats=2)
    place(planned, world.a.leader)
    place(planned, world.b.leader)
    place(planned, world.b.leader2, state=WAITING)
    planned = change(planned, by=world.a.coordinator, region=world.a.region)
    assert [told(one) for one in (world.b.leader, world.b.leader2)] == [[LOST]] * 2
    return planned


def widened(world, planned):
    return change(planned, by=world.a.coordinator, region=None)


def test_widening_tells_them_instead_of_what_they_lost(world, narrowed, sign_in):
    planned = widened(world, narrowed)
    assert [told(one) for one in (world.b.leader, world.b.leader2)] == [[OPEN]] * 2
    assert (told(world.a.leader), told(world.b.mentor)) == ([], [])
    browser = sign_in(world.b.leader)
    page = one_line(browser.get("/en/home/").content.decode())
    assert "is open to you again. Register if you want to come." in page
    # They may still have it in their calendar, which has to learn that it is not theirs.
    calendar = browser.get(f"{planned.get_absolute_url()}calendar.ics")
    assert b"STATUS:CANCELLED" in calendar.content


def test_what_no_one_read_is_true_however_often_it_changes(world, narrowed):
    planned = widened(world, narrowed)
    planned = change(planned, by=world.a.coordinator, region=world.a.region)
    assert told(world.b.leader) == [LOST]
    widened(world, planned)
    assert told(world.b.leader) == [OPEN]


def test_who_read_it_is_not_told_again(world, narrowed):
    planned = widened(world, narrowed)
    dismiss(world.b.leader, kind=notices.OPEN_AGAIN)
    planned = change(planned, by=world.a.coordinator, region=world.a.region)
    widened(world, planned)
    free_lost_places()
    assert told(world.b.leader) == []


def test_registering_makes_it_old_news(world, narrowed):
    planned = widened(world, narrowed)
    for user in (world.b.leader, world.b.leader2):
        registration.register(user=user, webinar=planned)
    assert [told(one) for one in (world.b.leader, world.b.leader2)] == [[], []]


def test_cancelling_the_webinar_takes_it_back(world, narrowed):
    planning.cancel(by=world.a.coordinator, webinar=widened(world, narrowed))
    assert told(world.b.leader) == []


def test_who_comes_to_lead_it_is_told_that_alone(world):
    planned = webinar(seats=2)
    place(planned, world.b.facilitator)
    planned = change(planned, by=world.a.coordinator, region=world.a.region)
    change(planned, by=world.a.coordinator, region=None, facilitator=world.b.facilitator)
    assert told(world.b.facilitator) == [notices.LEAD.name]


def test_role_that_shows_the_webinar_again_is_found_within_the_hour(world, narrowed):
    with_role(world.b.leader, Role.COORDINATOR, region=world.a.region)
    free_lost_places()
    free_lost_places()
    assert (told(world.b.leader), told(world.b.leader2)) == ([OPEN], [LOST])
