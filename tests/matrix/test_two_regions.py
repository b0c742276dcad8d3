"""An actor of region B follows every link, types every address that means something of region
A, takes their own copy and asks for people by name: nothing of region A comes back.

`test_matrix` says who is refused; this says that no answer, refusals included, carries a name, a
word or a code of the other region. Not asked: members whose role is everywhere.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from learning.models import Attachment, Submission
from mentorship.models import Draft, Goal, Pair, Programme
from people.models import Network, Organisation, Region, RoleGrant, User
from people.roles.permissions import Role
from tests.factories import PASSPHRASE
from tests.fuzz import pages
from tests.matrix import calling
from tests.matrix.calling import phone_of
from tests.matrix.people import Actor
from tests.matrix.reading import SIGNED_IN, blocks
from tests.matrix.studio import query
from tests.matrix.things import arguments
from tests.matrix.walking import addresses
from web.codes import encode
from webinars.models import Registration, Webinar

EVERYWHERE = {"safety", "admin", "superuser"}
IN_ONE_REGION = [role for role in SIGNED_IN if role not in EVERYWHERE]
NAMING = ["coordinator", "network-coordinator"]
OUTSIDE = ("/leave/", "/studio/", "/static/")
# What differs between two answers that say the same.
CHANCE = re.compile(r'(?:name="(?:csrfmiddlewaretoken|key|written_by)" value|nonce)="[^"]+"')

pytestmark = calling.marks


@pytest.fixture(scope="module")
def regions(caller, django_db_blocker):
    """The world of the matrix, with the canary of region A wherever a member there has a name."""
    numbered = Concat(Value("ZQA "), Cast("pk", CharField()))
    with django_db_blocker.unblock(), transaction.atomic():
        of_a = User.objects.filter(organisation__region=caller.world.side.region)
        of_a.update(pseudonym=numbered)
        # In the matrix, the role of editors is everywhere.
        editor = far(caller, "editor").user
        RoleGrant.objects.filter(user=editor).update(region=caller.world.other_side.region)
        Registration.objects.filter(user__in=of_a).update(alias=numbered)
        for work in Submission.objects.filter(enrolment__user__in=of_a):
            work.text = f"ZQA {work.pk}"
            work.save(update_fields=["text"])
        # All members read the names of regions and networks.
        Region.objects.update(name=Concat(Value("Region "), Cast("pk", CharField())))
        Network.objects.update(short_name=Concat(Value("Network "), Cast("pk", CharField())))
        yield caller
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def marks(regions, django_db_blocker) -> set[str]:
    """What identifies a member or a thing of region A: the canary and all codes."""
    region = regions.world.side.region
    with django_db_blocker.unblock():
        rows = [
            *Organisation.objects.filter(region=region),
            *User.objects.filter(organisation__region=region),
            *Submission.objects.filter(enrolment__user__organisation__region=region),
            *Attachment.objects.filter(submission__enrolment__user__organisation__region=region),
            *Webinar.objects.filter(region=region),
            *Programme.objects.filter(region=region),
            *Draft.objects.filter(programme__region=region),
            *Pair.objects.filter(programme__region=region),
            *Goal.objects.filter(pair__programme__region=region),
        ]
    codes = {code for row in rows for code in (str(row.code), encode(row.code))}
    # As a name, in an address, and as a slug; three letters alone are in many tokens.
    return {"ZQA ", "ZQA%20", "ZQA+", "zqa-", *codes}


def far(regions, role: str) -> Actor:
    """Return the actor of `role` in region B."""
    return next(one for one in regions.world.actors[role] if one.relation == "other-region")


def text_of(response: HttpResponse) -> str:
    """What was answered, headers and packed files included."""
    body = b"".join(response) if response.streaming else response.content  # type: ignore[call-overload]
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"".join(packed.read(name) for name in packed.namelist())
    return str(response.headers) + body.decode("utf-8", "replace")


def found(marks: set[str], path: str, response: HttpResponse) -> list[str]:
    """Return where the answer contains one of `marks` that was not asked for by its code.

    Within a longer word it is chance: the key of an app for the second step is random letters.
    """
    text = text_of(response)
    words = {mark: re.compile(rf"(?<![\w-]){re.escape(mark)}") for mark in marks}
    return [
        f"{path}: {mark}"
        for mark, word in words.items()
        if mark in text and mark not in path and word.search(text)
    ]


def by_number(regions, actor: Actor, *, in_studio: bool) -> Iterator[str]:
    """Yield every address, filled with what belongs to region A wherever it means a thing."""
    routes = {address.route: address for address in addresses()}
    for block in blocks():
        address = routes[block.route]
        if address.is_in_studio is in_studio:
            values = arguments(regions.world, actor, block.title, address.names)
            yield address.filled(values) + query(block.title, regions.world.numbers)


def walk(phone: Client) -> Iterator[tuple[str, HttpResponse]]:
    """Yield every page that a link leads to."""
    waiting, seen = [reverse("home"), reverse("landing")], set()
    while waiting:
        link = waiting.pop()
        if link in seen or link.startswith(OUTSIDE):
            continue
        seen.add(link)
        response = phone.get(link)
        yield link, response
        if response.status_code in (302, 303):
            waiting.append(urlsplit(response["Location"]).path)
        elif response.headers.get("Content-Type", "").startswith("text/html"):
            waiting += pages.read(response.content).links


def test_actor_of_region_a_finds_the_canary(regions, marks):
    """The search works, so finding nothing means something."""
    near = regions.world.actors["coordinator"][0]
    hits = {
        hit.partition(":")[0]
        for link, page in walk(phone_of(near))
        for hit in found(marks, link, page)
    }
    assert {reverse("dashboard:region"), reverse("people:organisations")} <= hits


@pytest.mark.parametrize("role", IN_ONE_REGION)
def test_no_link_leads_to_anything_of_the_other_region(regions, marks, role):
    pages_seen = list(walk(phone_of(far(regions, role))))
    assert {link for link, page in pages_seen if page.status_code >= 400} == set()
    assert [hit for link, page in pages_seen for hit in found(marks, link, page)] == []


@pytest.mark.parametrize(
    ("role", "in_studio", "least"),
    [
        *((role, False, 70) for role in IN_ONE_REGION),
        *((role, True, 200) for role in ("editor", "translator")),
    ],
)
def test_no_number_opens_anything_of_the_other_region(regions, marks, role, in_studio, least):
    """The studio's lists, searches, choosers, reports and histories name those who write, and no
    leader."""
    actor = far(regions, role)
    phone = phone_of(actor)
    asked = list(by_number(regions, actor, in_studio=in_studio))
    assert len(asked) > least
    assert [hit for path in asked for hit in found(marks, path, phone.get(path))] == []


@pytest.mark.parametrize("role", IN_ONE_REGION)
def test_own_copy_holds_nothing_of_the_other_region(regions, marks, role):
    path = reverse("people:export")
    with transaction.atomic():
        response = phone_of(far(regions, role)).post(path, {"passphrase": PASSPHRASE})
        assert response["Content-Type"] == "application/zip"
        assert found(marks, path, response) == []
        transaction.set_rollback(True)


@pytest.mark.parametrize("role", NAMING)
@pytest.mark.parametrize("page", ["people:roles", "people:branch"])
def test_name_of_the_other_region_is_answered_like_an_unknown_name(regions, role, page):
    actor = far(regions, role)
    phone, path = phone_of(actor), reverse(page)
    real = regions.world.actors["leader"][0].user
    real.refresh_from_db()
    place = str(regions.world.place_of(actor).code)

    def answer(pseudonym: str) -> tuple[int, str]:
        form = {"pseudonym": pseudonym, "role": Role.MENTOR, "place": place, "suspend": ""}
        response = phone.post(path, form)
        text = CHANCE.sub("", response.content.decode())
        return response.status_code, text.replace(pseudonym, "the pseudonym")

    assert answer(real.pseudonym) == answer("Nobody at all")
    assert answer(real.pseudonym)[0] == 200
