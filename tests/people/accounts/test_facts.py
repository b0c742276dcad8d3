"""A request knows with its member what they have none of, so that no page asks for it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from learning.models import Recall
from mentorship import overview as mentoring
from mentorship.models import Pair
from tests import factories
from web.declarations import modules_called
from webinars import overview as webinars
from webinars.registration.actions import register

NOTHING = {"comes_back_on": None, "in_a_pair": False, "has_registered": False}


def test_each_fact_has_a_name_of_its_own():
    names = [name for module in modules_called("facts") for name in module.FACTS]
    assert sorted(names) == sorted(set(names)) == sorted(NOTHING)


@pytest.mark.servers
def test_facts_are_those_of_the_member_alone(world):
    factories.running_pair(world.a)
    register(user=world.b.leader, webinar=factories.webinar(world.b))
    for user in (world.a.leader, world.a.mentor):
        assert factories.loaded(user).facts == NOTHING | {"in_a_pair": True}
    assert factories.loaded(world.b.leader).facts == NOTHING | {"has_registered": True}
    assert factories.loaded(world.a.leader2).facts == NOTHING


@pytest.mark.servers
def test_a_day_is_the_first_of_the_member(world):
    first, later = date(2026, 3, 4), date(2026, 3, 9)
    for user, day in ((world.a.leader, later), (world.a.leader, first), (world.b.leader, later)):
        Recall.objects.create(user=user, lesson_key=uuid4(), question_id=uuid4(), due_on=day)
    Recall.objects.create(user=world.a.leader, lesson_key=uuid4(), question_id=uuid4())
    assert factories.loaded(world.a.leader).facts == NOTHING | {"comes_back_on": first}


def test_who_has_nothing_is_asked_nothing(world, django_assert_num_queries):
    user = factories.loaded(world.a.leader)
    with django_assert_num_queries(0):
        assert mentoring.accompaniments(user) == []
        assert webinars.next_registered(user) == []


NOW = timezone.now()
STATES = {
    "proposed": {"started_at": None},
    "running": {},
    "ended": {"ended_at": NOW},
    "came to nothing": {"started_at": None, "ended_at": NOW},
    "came to nothing long ago": {"started_at": None, "ended_at": NOW - timedelta(days=400)},
    "declined": {"started_at": None, "ended_at": NOW, "mentee_yes": False},
}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_home_shows_the_same_pairs_as_without_the_fact(world, state):
    factories.running_pair(world.a)
    Pair.objects.update(**state)
    for user in (world.a.leader, world.a.mentor):
        assert mentoring.accompaniments(factories.loaded(user)) == mentoring.accompaniments(user)
