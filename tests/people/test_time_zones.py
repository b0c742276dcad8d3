"""The page of settings keeps the zone that one has, and changes only what was changed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.models import User
from tests.matrix import drawn


def settings_page(browser):
    return browser.get(reverse("people:me"))


def as_a_browser_sends_it(page) -> dict[str, list[str]]:
    """What a browser sends of the form: a list without a selected entry sends its first."""
    [form] = [one for one in drawn.forms(page.content.decode()) if "time_zone" in one.kinds]
    return {name: values for name, values in form.sent.items() if form.kinds[name]}


@pytest.mark.parametrize("zone", ["UTC", "Africa/Porto-Novo", "GMT", "Etc/UTC", "Mars/Olympus"])
def test_saving_any_setting_leaves_the_zone_alone(world, sign_in, zone):
    User.objects.filter(pk=world.a.leader.pk).update(time_zone=zone)
    browser = sign_in(world.a.leader)
    sent = as_a_browser_sends_it(settings_page(browser)) | {"leaves_nothing": "on"}
    assert browser.post(reverse("people:me"), sent).status_code == 302
    world.a.leader.refresh_from_db()
    assert (world.a.leader.time_zone, world.a.leader.leaves_nothing) == (zone, True)


def test_utc_is_offered_and_can_be_chosen(world, sign_in):
    browser = sign_in(world.a.leader)
    sent = as_a_browser_sends_it(settings_page(browser)) | {"time_zone": "UTC"}
    browser.post(reverse("people:me"), sent)
    world.a.leader.refresh_from_db()
    assert world.a.leader.time_zone == "UTC"


def test_zone_that_is_neither_offered_nor_set_is_refused(world, sign_in):
    browser = sign_in(world.a.leader)
    sent = as_a_browser_sends_it(settings_page(browser)) | {"time_zone": "Mars/Olympus"}
    response = browser.post(reverse("people:me"), sent)
    assert list(response.context["form"].errors) == ["time_zone"]


def test_only_what_was_changed_is_written(world, sign_in):
    """Another page, or a coordinator, may have changed the rest meanwhile."""
    browser = sign_in(world.a.leader)
    sent = as_a_browser_sends_it(settings_page(browser))
    for changed, written in (({}, []), ({"time_zone": "UTC"}, ["time_zone"])):
        with CaptureQueriesContext(connection) as asked:
            browser.post(reverse("people:me"), sent | changed)
        updates = [one["sql"] for one in asked if one["sql"].startswith('UPDATE "people_user"')]
        assert [name for name in sent if any(f'"{name}" =' in sql for sql in updates)] == written
