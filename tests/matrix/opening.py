"""Opening pages of the site as someone who may see them, by what the matrix says."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from tests.matrix.calling import Caller
from tests.matrix.people import PLACES, Actor
from tests.matrix.reading import ROLES, Block, matrix
from tests.matrix.walking import Address, addresses

MATRIX = matrix()
BY_ROUTE = {address.route: address for address in addresses()}


def block_of(title: str) -> tuple[Address, Block]:
    route, _, thing = title.partition(" (")
    block = next(one for one in MATRIX[route] if one.thing == thing.removesuffix(")"))
    return BY_ROUTE[route], block


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)
            cache.clear()


def actor(caller: Caller, role: str, relation: str) -> Actor:
    return next(one for one in caller.world.actors[role] if one.relation == relation)


def who(block: Block, method: str, outcomes: tuple[str, ...]) -> list[tuple[str, str]]:
    """One relation of each role that gets one of these outcomes, the nearest first."""
    found = {}
    for role in ROLES:
        for relation in PLACES if role != "signed-out" else PLACES[:1]:
            said = block.said.get((method, role, relation), "").split(" ")[0]
            if said in outcomes:
                found.setdefault(role, relation)
    return list(found.items())


def ask(caller: Caller, who: Actor, path: str, data: dict | None = None):
    caller.client.cookies.clear()
    if who.session:
        caller.client.cookies[settings.SESSION_COOKIE_NAME] = who.session
    answer = caller.client.get(path) if data is None else caller.client.post(path, data)
    if answer.streaming:
        b"".join(answer)
    return answer


def pages_of(caller: Caller, names: dict[str, str]) -> list[tuple[Actor, str]]:
    """Return each page of the thing with these names in its address, for each role that may see it;
    each once, also where its address means several things."""
    return list(dict.fromkeys(_pages_of(caller, names)))


def _pages_of(caller: Caller, names: dict[str, str]) -> Iterator[tuple[Actor, str]]:
    for route, blocks in MATRIX.items():
        address = BY_ROUTE[route]
        if address.is_in_studio or not set(address.names) <= set(names) or not address.names:
            continue
        for block in blocks:
            for role, relation in who(block, "GET", ("ok",)):
                yield actor(caller, role, relation), address.filled(names)


def places_of(role: str) -> list[str]:
    """Return the pages about no one thing that this role may see: lists, home, their own."""
    return [
        BY_ROUTE[route].filled({})
        for route, blocks in MATRIX.items()
        if not BY_ROUTE[route].names and not BY_ROUTE[route].is_in_studio
        if any((role, "own") in who(block, "GET", ("ok",)) for block in blocks)
    ]
