"""Members can see who read their name on a page, and no answer names a hundred members.

Found page by page: each address that shows its reader another member's pseudonym has to record it,
once, and shows nothing where it cannot.
"""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpResponse
from django.test import Client

from mentorship.models import Pair
from people.models import AccessRecord, RoleGrant, User
from people.roles.permissions import Role
from tests import factories
from tests.matrix import calling
from tests.matrix.calling import phone_of
from tests.matrix.people import Actor
from tests.matrix.reading import SIGNED_IN, blocks
from tests.matrix.studio import query
from tests.matrix.things import arguments
from tests.matrix.walking import addresses
from tests.unwritable import unwritable_access_log

# There one of a pair reads the pseudonym of the other and no notes: whom a concern may be about.
BETWEEN_TWO = {"/en/mentoring/concern/"}
AS_A_FILE = ("", "export=csv")
MOST = 100

pytestmark = calling.marks


@pytest.fixture(scope="module")
def site(caller, django_db_blocker):
    """The world of the matrix, in which no other word contains a pseudonym."""
    with django_db_blocker.unblock(), transaction.atomic():
        _rename(User.objects.all())
        yield caller
        transaction.set_rollback(True)


def _rename(people) -> None:
    people.update(pseudonym=Concat(Value("ZQ"), Cast("pk", CharField()), Value("QZ")))


def pages(site, actor: Actor, *, in_studio: bool = False) -> Iterator[tuple[str, str]]:
    """Yield title and path of every address, filled with what belongs to the actor."""
    routes = {address.route: address for address in addresses()}
    for block in blocks():
        address = routes[block.route]
        if address.is_in_studio is in_studio:
            values = arguments(site.world, actor, block.title, address.names)
            yield block.title, address.filled(values) + query(block.title, site.world.numbers)


def named(response: HttpResponse, actor: Actor) -> set[int]:
    """Return the primary keys of all others whose pseudonym is in the answer."""
    body = b"".join(response) if response.streaming else response.content  # type: ignore[call-overload]
    text = body.decode("utf-8", "replace")
    people = User.objects.exclude(pk=actor.user.pk).values_list("pk", "pseudonym")
    return {pk for pk, pseudonym in people if pseudonym in text}


def records_of(actor: Actor) -> Counter[int]:
    return Counter(
        AccessRecord.objects.filter(actor=actor.user.code).values_list("subject", flat=True)
    )


def naming(site, role: str) -> Iterator[tuple[str, str, Client, Actor, set[int]]]:
    """Yield every page that names members to the actor of `role`, and whom; nothing of it stays."""
    actor = site.world.actors[role][0]
    phone = phone_of(actor)
    for title, path in pages(site, actor):
        with transaction.atomic():
            AccessRecord.objects.all().delete()
            if shown := named(phone.get(path), actor):
                yield title, path, phone, actor, shown
            transaction.set_rollback(True)


# Who is shown names, and on how many pages; all others see none.
NAMED_ON = {
    "leader": 7,
    "mentor": 8,
    "lead": 1,
    "coordinator": 10,
    "network-coordinator": 2,
    "admin": 2,
    "superuser": 2,
}


@pytest.mark.parametrize("role", SIGNED_IN)
def test_named_member_has_one_record_or_is_not_named(site, role):
    found = 0
    for title, path, phone, actor, shown in naming(site, role):
        found += 1
        phone.get(path)
        records = records_of(actor)
        if title in BETWEEN_TWO:
            two = Pair.objects.live().filter(mentor__in=[*shown, actor.user.pk])
            assert (title, len(shown), two.exists(), records) == (title, 1, True, Counter())
            continue
        assert (title, records) == (title, Counter(shown))
        AccessRecord.objects.all().delete()
        with unwritable_access_log(), transaction.atomic():
            response = phone.get(path)
            transaction.set_rollback(True)
        assert (title, response.status_code, named(response, actor)) == (title, 500, set())
    assert found == NAMED_ON.get(role, 0)


@pytest.fixture(scope="module")
def crowd(site, django_db_blocker):
    """150 more who write courses, lead, mentor and facilitate webinars in region A."""
    side = site.world.side
    with django_db_blocker.unblock(), transaction.atomic():
        people = factories.UserFactory.create_batch(150, organisation=side.organisation)
        _rename(User.objects.filter(pk__in=[one.pk for one in people]))
        editors = site.world.own("editor").groups.all()
        for one in people:
            one.groups.set(editors)
        RoleGrant.objects.bulk_create(
            RoleGrant(user=one, role=role, region=side.region)
            for one in people
            for role in (Role.MENTOR, Role.FACILITATOR)
        )
        Pair.objects.bulk_create(
            Pair(
                programme=site.world.programme,
                mentor=mentor,
                mentee=mentee,
                mentor_yes=True,
                mentee_yes=True,
            )
            for mentor, mentee in zip(people[::2], people[1::2], strict=True)
        )
        yield people
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "role", ["lead", "coordinator", "network-coordinator", "admin", "superuser"]
)
def test_no_answer_names_a_hundred(site, crowd, role):
    actor = site.world.actors[role][0]
    phone = phone_of(actor)
    counts = {}
    for title, path in pages(site, actor):
        counts[title] = len(named(phone.get(path), actor))
    if role == "superuser":
        for title, path in pages(site, actor, in_studio=True):
            for file in AS_A_FILE:
                asked = f"{path}{'&' if '?' in path else '?'}{file}"
                counts[f"{title} {file}"] = len(named(phone.get(asked), actor))
    assert {title: count for title, count in counts.items() if count > MOST} == {}
