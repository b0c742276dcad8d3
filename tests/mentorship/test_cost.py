"""What the pages cost in queries and bytes, and what their titles do not say."""

import gzip

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mentorship.matching import actions as matching
from mentorship.models import Draft, Pair, Programme
from tests import factories
from tests.responses import text_of

OVERVIEW = "/en/mentoring/"
PROFILE = "/en/mentoring/profile/"


@pytest.fixture
def pair(world) -> Pair:
    return factories.running_pair(world.a)


def busy(side) -> Pair:
    """The leader and the mentor have all that their pages can show."""
    pair = factories.running_pair(side)
    page = factories.course()
    for lesson in page.lessons():
        # Published as an editor does it: only then may the cache keep its contents.
        lesson.save_revision().publish()
    factories.hand_in(side.leader, page, "My budget")
    for number in range(10):
        factories.goal(pair, f"Goal {number} " + "g" * 150)
        factories.meeting(pair, "l" * 150)
    return pair


def addresses(pair: Pair, who: str) -> list[str]:
    shared = [OVERVIEW, PROFILE, pair.get_absolute_url()]
    if who == "leader":
        return shared
    work = pair.mentee.enrolments.get().submissions.get()
    return [*shared, reverse("mentorship:review", args=[work.code])]


@pytest.mark.parametrize("who", ["leader", "mentor"])
def test_pages_cost_at_most_six_queries(world, sign_in, django_assert_max_num_queries, who):
    pair = busy(world.a)
    client = sign_in(getattr(world.a, who))
    for address in addresses(pair, who):
        client.get(address)
        with django_assert_max_num_queries(6):
            assert client.get(address).status_code == 200


@pytest.mark.parametrize("who", ["leader", "mentor"])
def test_pages_weigh_at_most_12_kb(world, sign_in, who):
    pair = busy(world.a)
    client = sign_in(getattr(world.a, who))
    for address in addresses(pair, who):
        assert len(gzip.compress(client.get(address).content)) <= 12_000


def test_programme_page_costs_the_same_for_many_drafts(world, sign_in):
    factories.wants_mentor(world.a.leader2, languages={"yo": 3})
    factories.drafts(world.a)
    programme = Programme.objects.get()
    client = sign_in(world.a.coordinator)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(programme.get_absolute_url())
        return len(queries)

    cost()
    before = cost()
    factories.is_mentor(world.a.mentor, capacity=4)
    for _number in range(6):
        factories.wants_mentor(factories.UserFactory(organisation=world.a.organisation))
    matching.run_matching(programme=programme, by=world.a.coordinator)
    assert Draft.objects.count() == 4
    assert cost() == before


def test_titles_are_neutral(world, sign_in, pair):
    work = factories.hand_in(world.a.leader, factories.course(), "My budget")
    client = sign_in(world.a.mentor)
    for address in (
        OVERVIEW,
        pair.get_absolute_url(),
        reverse("mentorship:review", args=[work.code]),
    ):
        assert "<title>Mentoring · Ensemble</title>" in text_of(client.get(address))
