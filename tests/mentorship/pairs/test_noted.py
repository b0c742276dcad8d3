"""A pair comes with its key, and with whether the access log has its reader for today."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mentorship.models import Pair
from mentorship.pairs.permissions import pairs_readable_by, with_key, with_key_noted_in
from people.models import AccessRecord
from tests import factories

NOTE, ROSTER = AccessRecord.What.NOTE, AccessRecord.What.ROSTER


@pytest.fixture
def pairs(world) -> dict[str, Pair]:
    """One running pair in each region, whose members no one has read about."""
    return {"a": factories.running_pair(world.a), "b": factories.running_pair(world.b)}


@pytest.fixture
def record(world, pairs):
    AccessRecord.objects.all().delete()

    def made(subject, *, by=world.a.mentor, what=NOTE, days_ago=0) -> None:
        day = timezone.now().date() - timedelta(days=days_ago)
        AccessRecord.objects.create(subject=subject, actor=by.code, what=what, day=day)

    return made


def noted(found) -> dict[int, bool]:
    return {pair.pk: pair.is_noted for pair in found}


def test_pair_is_noted_where_its_reader_was_recorded_today(world, pairs, record):
    reader = world.a.mentor
    record(world.a.leader, by=world.b.mentor)
    record(world.a.leader, what=ROSTER)
    record(world.a.leader, days_ago=1)
    record(world.b.leader2)
    assert noted(with_key(reader, Pair.objects.all())) == {
        pairs["a"].pk: False,
        pairs["b"].pk: False,
    }
    record(world.a.leader)
    assert noted(with_key(reader, Pair.objects.all())) == {
        pairs["a"].pk: True,
        pairs["b"].pk: False,
    }
    assert noted(pairs_readable_by(reader)) == {pairs["a"].pk: True}


@pytest.mark.parametrize("who", ["mentor", "leader"])
def test_either_of_the_two_is_enough(world, pairs, record, who):
    record(getattr(world.b, who), by=world.b.coordinator)
    every = AccessRecord.objects.all()
    assert noted(with_key_noted_in(every, Pair.objects.all())) == {
        pairs["a"].pk: False,
        pairs["b"].pk: True,
    }
    assert noted(with_key_noted_in(every.none(), Pair.objects.filter(pk=pairs["b"].pk))) == {
        pairs["b"].pk: False
    }


def test_key_comes_along(world, pairs, django_assert_num_queries):
    with django_assert_num_queries(1):
        keys = {pair.pk: pair.key.pair_id for pair in with_key(world.a.mentor, Pair.objects.all())}
    assert keys == {pair.pk: pair.pk for pair in pairs.values()}
