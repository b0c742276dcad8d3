"""A concern is one tap from each page where people meet: of a pair, of mentoring, of a webinar."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from tests import factories
from tests.pages import one_line

LINK = '<a href="/en/mentoring/concern/">Report a concern</a>'


@pytest.mark.parametrize("app", ["mentorship", "webinars"])
def test_each_page_where_people_meet_has_the_link(app):
    pages = Path(settings.BASE_DIR, "templates", app).rglob("*.html")
    whole = [page for page in pages if f'{{% extends "{app}/base.html" %}}' in page.read_text()]
    without = [page.name for page in whole if "concern_link.html" not in page.read_text()]
    assert len(whole) >= 6
    assert without == []


def test_link_is_on_the_pages_of_a_pair_and_of_a_webinar(world, sign_in):
    pair = factories.running_pair(world.a)
    webinar = factories.webinar(world.a, starts_in=timedelta(minutes=5))
    addresses = [
        *(reverse("mentorship:overview"), reverse("mentorship:profile"), pair.get_absolute_url()),
        *(reverse("webinars:list"), webinar.get_absolute_url()),
    ]
    for user in (world.a.leader, world.a.mentor):
        for address in addresses:
            if user == world.a.leader or "webinars" not in address:
                assert LINK in one_line(sign_in(user).get(address).content.decode()), address


def test_link_is_on_a_proposal_and_in_the_practice_room(world, sign_in):
    browser = sign_in(world.a.leader)
    proposal = factories.proposed_pair(world.a).get_absolute_url()
    for address in (proposal, reverse("webinars:practice", args=["spoiled"])):
        assert LINK in one_line(browser.get(address).content.decode()), address
