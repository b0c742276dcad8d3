"""Writing once: what a form makes, and what it changes."""

from uuid import UUID, uuid4, uuid5

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.changes import code_from, make_once, write_changes
from people.models import Event, Network, Organisation, Region
from tests import factories

KEY = UUID(int=1)


def events() -> list[tuple]:
    return list(Event.objects.order_by("pk").values_list("kind", "actor", "subject"))


@pytest.fixture
def coordinator(world):
    return world.a.coordinator


def network(name: str, region: Region) -> Network:
    return Network.objects.create(
        short_name=name, name=name, level=Network.Level.REGIONAL, region=region
    )


# --- Codes ------------------------------------------------------------------------------------


def test_code_is_the_same_for_the_same_person_and_key(coordinator):
    assert code_from(coordinator, KEY) == uuid5(coordinator.code, str(KEY))
    assert code_from(coordinator, KEY) == code_from(coordinator, KEY)


def test_another_person_key_or_choice_gives_another_code(world, coordinator):
    codes = {
        code_from(coordinator, KEY),
        code_from(world.b.coordinator, KEY),
        code_from(coordinator, uuid4()),
        code_from(coordinator, KEY, "mentor"),
        code_from(coordinator, KEY, "facilitator"),
    }
    assert len(codes) == 5


# --- Making -----------------------------------------------------------------------------------


def test_same_form_makes_one_row_and_one_event(coordinator):
    made = [
        make_once(Region, {"key": name, "name": name}, by=coordinator, key=KEY, event="make")
        for name in ("first", "second")
    ]
    region = Region.objects.get(code=code_from(coordinator, KEY))
    assert made == [(region, True), (region, False)]
    assert (region.key, region.name) == ("first", "first")
    assert events() == [("make", coordinator.code, region.code)]


# --- Changing ---------------------------------------------------------------------------------


def test_only_what_differs_is_written_and_what_was_there_returned(world, coordinator):
    organisation = world.a.organisation
    values = {"name": "Baobab", "time_zone": organisation.time_zone, "region": world.b.region}
    with CaptureQueriesContext(connection) as queries:
        replaced = write_changes(organisation, values, by=coordinator, event="change")
    assert replaced == {"name": "ZQA organisation", "region": world.a.region}
    [update] = [one["sql"] for one in queries if one["sql"].startswith("UPDATE")]
    columns = update.partition("SET")[2].partition("WHERE")[0]
    assert {name for name in ("name", "time_zone", "region_id") if f'"{name}"' in columns} == {
        "name",
        "region_id",
    }
    organisation.refresh_from_db()
    assert (organisation.name, organisation.region) == ("Baobab", world.b.region)
    assert events() == [("change", coordinator.code, organisation.code)]


def test_writing_the_same_again_writes_nothing_and_records_nothing(world, coordinator):
    organisation = world.a.organisation
    values = {"name": "Baobab", "languages": ["fr"], "country": "KE"}
    assert write_changes(organisation, values, by=coordinator, event="change")
    with CaptureQueriesContext(connection) as queries:
        assert write_changes(organisation, values, by=coordinator, event="change") == {}
    assert [one["sql"] for one in queries if one["sql"].startswith(("UPDATE", "INSERT"))] == []
    assert events() == [("change", coordinator.code, organisation.code)]


def test_change_compares_with_the_database_and_not_with_a_row_that_a_form_filled(
    world, coordinator
):
    organisation = world.a.organisation
    organisation.name, organisation.time_zone = "Typed", "UTC"
    replaced = write_changes(organisation, {"name": "Typed"}, by=coordinator, event="change")
    assert replaced == {"name": "ZQA organisation"}
    kept = Organisation.objects.get(pk=organisation.pk)
    assert (kept.name, kept.time_zone) == ("Typed", factories.HOME_ZONE)
    assert organisation.time_zone == factories.HOME_ZONE


def test_change_of_another_field_by_someone_else_stays(world, coordinator):
    mine, other = (Organisation.objects.get(pk=world.a.organisation.pk) for _one in range(2))
    write_changes(other, {"time_zone": "UTC"}, by=coordinator, event="change")
    write_changes(mine, {"name": "Baobab"}, by=coordinator, event="change")
    mine.refresh_from_db()
    assert (mine.name, mine.time_zone) == ("Baobab", "UTC")


def test_field_to_many_rows_is_compared_and_written_as_a_whole(world, coordinator):
    organisation = world.a.organisation
    east, west = network("East", world.a.region), network("West", world.a.region)
    organisation.networks.set([east])
    change = {"by": coordinator, "event": "change"}
    assert write_changes(organisation, {"networks": [east]}, **change) == {}
    assert write_changes(organisation, {"networks": [west, east]}, **change) == {"networks": [east]}
    assert write_changes(organisation, {"networks": [east, west]}, **change) == {}
    assert set(organisation.networks.all()) == {east, west}
    assert events() == [("change", coordinator.code, organisation.code)]


def test_row_is_locked_before_it_is_compared(world, coordinator):
    with CaptureQueriesContext(connection) as queries:
        write_changes(world.a.organisation, {"name": "Baobab"}, by=coordinator, event="change")
    selects = [one["sql"] for one in queries if one["sql"].startswith("SELECT")]
    assert connection.features.has_select_for_update is ("FOR UPDATE" in selects[0])
