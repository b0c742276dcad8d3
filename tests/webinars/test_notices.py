"""A member gets one notice of what happens to their place while they are away."""

import pytest
from django.db.models import Count
from django.urls import reverse

from people.models import Notice
from people.notices.actions import tell
from people.notices.registry import Kind
from tests.factories import repeating, webinar
from webinars import notices
from webinars.planning import actions as planning
from webinars.registration import actions as registration


def notices_of(kind: Kind) -> dict[str, int]:
    """Return pseudonym → how many notices of this kind they have."""
    rows = Notice.objects.filter(kind=kind.name).values_list("user__pseudonym")
    return dict(rows.annotate(count=Count("pk")))


def test_only_the_member_who_moves_up_gets_a_notice(world):
    planned = webinar(world.a, seats=1)
    for user in (world.a.mentor, world.a.leader, world.a.leader2):
        registration.register(user=user, webinar=planned)
    for _ in range(2):
        registration.withdraw(user=world.a.mentor, webinar=planned)
    assert notices_of(notices.PLACE) == {"ZQA leader": 1}


def test_member_who_waits_again_gets_another_notice(world):
    planned = webinar(world.a, seats=1)
    for _ in range(2):
        registration.register(user=world.a.mentor, webinar=planned)
        registration.register(user=world.a.leader, webinar=planned)
        registration.withdraw(user=world.a.mentor, webinar=planned)
        assert notices_of(notices.PLACE) == {"ZQA leader": 1}
        # It goes with the place.
        registration.withdraw(user=world.a.leader, webinar=planned)
        assert notices_of(notices.PLACE) == {}


def test_everyone_registered_or_waiting_gets_one_notice_of_a_cancelled_webinar(world):
    planned = webinar(world.a, seats=1)
    for user in (world.a.mentor, world.a.leader):
        registration.register(user=user, webinar=planned)
    for _ in range(2):
        planning.cancel(by=world.a.coordinator, webinar=planned)
    concerned = ("ZQA mentor", "ZQA leader", "ZQA facilitator")
    assert notices_of(notices.CANCELLED) == dict.fromkeys(concerned, 1)


# The others are for members who may not see the webinar any more.
LEADING_THERE = [kind for kind in notices.KINDS if kind.subject_page == "webinars:detail"]
TO_THE_SERIES = [kind for kind in notices.KINDS if kind.subject_page == "webinars:series"]


@pytest.mark.parametrize("kind", LEADING_THERE, ids=lambda kind: kind.name)
def test_notice_leads_to_the_webinar(world, sign_in, kind):
    planned = webinar(world.a)
    tell(world.a.leader, kind=kind, key="1", subject_code=planned.code)
    browser = sign_in(world.a.leader)
    address = browser.get(reverse("people:me")).context["user"].notice.address
    assert address == reverse("webinars:detail", args=[planned.code])
    assert planned.title in browser.get(address).content.decode()


@pytest.mark.parametrize("kind", TO_THE_SERIES, ids=lambda kind: kind.name)
def test_notice_leads_to_the_series(world, sign_in, kind):
    planned = repeating(webinar(world.a))
    tell(world.a.leader, kind=kind, key="1", subject_code=planned.series.code)
    browser = sign_in(world.a.leader)
    address = browser.get(reverse("people:me")).context["user"].notice.address
    assert address == planned.series.get_absolute_url()
    assert planned.get_absolute_url() in browser.get(address).content.decode()
