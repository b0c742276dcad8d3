"""Pages about others cost as many queries with many people as with few."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mentorship.models import Draft, Programme, Run
from people.invitations import actions as invitations
from people.models import Network, RoleGrant
from safety import actions as concerns
from tests import factories
from tests.proving import prove

Role = RoleGrant.Role
COORDINATOR = [
    *("/en/home/", "/en/region/", "/en/people/roles/", "/en/organisations/", "/en/networks/"),
    *("/en/invitations/", "/en/webinars/", "/en/webinars/new/", "/en/mentoring/programmes/"),
]


@pytest.fixture
def sign_in(sign_in):
    """Browsers whose member has just typed the passphrase: making invitations asks for it."""
    return lambda user: prove(sign_in(user))


def add_one_more(side, programme: Programme) -> None:
    """Add one more of all that these pages show: an organisation with its people."""
    home = factories.OrganisationFactory(region=side.region, listing="listed")
    home.networks.set([Network.objects.create(short_name=f"N {home.pk}", region=side.region)])
    mentee, mentor, alone = factories.UserFactory.create_batch(3, organisation=home)
    for user in (mentee, mentor, alone):
        factories.with_role(user, Role.MENTOR)
        factories.with_role(user, Role.FACILITATOR)
    factories.wants_mentor(alone)
    pair = factories.pair_since(mentor, mentee, programme, days=60)
    factories.goal(pair, "A goal")
    other = {"mentor": str(alone.code), "score": 1, "reasons": []}
    other["why_not"] = {"code": "places_taken", "params": {}}
    run = Run.objects.get_or_create(programme=programme, defaults={"weights_version": 1})[0]
    run.unmatched[str(alone.code)] = []
    run.save()
    Draft.objects.create(
        programme=programme,
        run=run.code,
        mentor=mentor,
        mentee=alone,
        score=50,
        parts={},
        reasons=[],
        alternatives=[other],
    )
    invitations.invite(key=uuid4(), by=side.coordinator, organisation=home)
    factories.place(factories.webinar(side, facilitator=mentor), mentee)
    concerns.leave(key=uuid4(), text="Something happened.", organisation=home)
    factories.course(title=f"Course {home.pk}")


def queries(browser, address: str) -> int:
    # The first view of a day is written to the access log.
    assert browser.get(address).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)


def costs(browser, addresses: list[str]) -> dict[str, int]:
    return {address: queries(browser, address) for address in addresses}


@pytest.fixture
def programme(world) -> Programme:
    return factories.programme(world.a)


def test_coordinator_pays_no_more_for_many(world, sign_in, programme):
    browser = prove(sign_in(world.a.coordinator))
    addresses = [*COORDINATOR, programme.get_absolute_url()]
    add_one_more(world.a, programme)
    few = costs(browser, addresses)
    for _ in range(3):
        add_one_more(world.a, programme)
    assert costs(browser, addresses) == few


def test_safety_officer_pays_no_more_for_many(world, sign_in, programme):
    browser = sign_in(factories.with_role(world.b.leader, Role.SAFETY))
    add_one_more(world.a, programme)
    few = queries(browser, "/en/mentoring/concerns/")
    for _ in range(3):
        add_one_more(world.a, programme)
    assert queries(browser, "/en/mentoring/concerns/") == few


def test_mentor_pays_no_more_for_many(world, sign_in, programme):
    page = factories.course()
    browser = sign_in(world.a.mentor)

    def accompany_one_more() -> None:
        mentee = factories.UserFactory(organisation=world.a.organisation)
        pair = factories.pair_since(world.a.mentor, mentee, programme, days=0)
        factories.goal(pair, "A goal")
        factories.hand_in(mentee, page, "My budget")

    addresses = ["/en/home/", "/en/mentoring/"]
    accompany_one_more()
    few = costs(browser, addresses)
    for _ in range(3):
        accompany_one_more()
    assert costs(browser, addresses) == few
