"""One cell of the matrix: an actor calls an address, and nothing of it stays."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

from people.models import MemberSession
from tests import headers
from tests.matrix import refusing, studio_forms, surroundings
from tests.matrix.people import Actor, World
from tests.matrix.reading import REFUSALS, ROLES, STUDIO, Block, relations
from tests.matrix.studio import query
from tests.matrix.things import BODIES, arguments
from tests.matrix.walking import Address
from web.codes import encode

SIGN_IN, WAIT, STEP_UP = "/en/sign-in/", "/en/waiting/", "/en/me/again/"
# Writing there has no effect: a refusal may leave a sentence in a session.
SESSIONS = MemberSession._meta.db_table
# The studio answers all who are in none of its groups alike: one of them is asked twice.
OUTSIDER = "leader"
# Wagtail's uploads of several files answer to its own script alone.
BY_SCRIPT = {"X-Requested-With": "XMLHttpRequest"}
# Wagtail's interface for its own script says 201 and 204.
GIVEN = (200, 201, 204)
# Wagtail's search index names its table without quotes on PostgreSQL.
CHANGE = re.compile(r'\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+"?(\w+)')
# What every test that calls needs.
marks = [
    pytest.mark.django_db,
    # wagtail-localize's report has no order; nothing of it is asked here.
    pytest.mark.filterwarnings("ignore::django.core.paginator.UnorderedObjectListWarning"),
    # Wagtail leaves pictures open after reading them.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def phone_of(actor: Actor) -> Client:
    """Return a browser in which `actor` is signed in, and which gets an answer from what breaks."""
    phone = Client(raise_request_exception=False)
    phone.cookies[settings.SESSION_COOKIE_NAME] = actor.session
    return phone


@dataclass
class Caller:
    """Calls addresses in a world; `cells` counts how often."""

    world: World
    # What breaks is answered too, and the answer of an error has its headers.
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))
    cells: int = 0
    # What an upload or a deletion does to the folder, no transaction takes back.
    files: dict[Path, bytes] = field(default_factory=dict)
    # What is compared after each call that has written something, and its value before.
    look: Callable[[], object] | None = None
    untouched: object = None
    made_a_difference: bool = False
    # What others could see of an answer, or a phone keep of it, without reading it.
    faults: set[str] = field(default_factory=set)

    def asking(self, address: Address, *roles: str) -> list[Actor]:
        """Return who is asked about: in the studio it only matters whether they are in it."""
        return [
            actor
            for role in roles or ROLES
            for actor in self.world.actors[role]
            if actor.relation in relations(role, in_studio=address.is_in_studio)
        ]

    def call(self, address: Address, block: Block, method: str, actor: Actor) -> str:
        """Return in one or two words what `actor` gets; then everything is as it was.

        `ok` 200, `kept` 200 and something was written; `done …` a redirect there and something was
        written, `to …` a redirect alone; `errors` a form that was refused; `sign-in`, `wait` and
        `step-up` redirects that lead back here afterwards; else the status. A refusal that has
        written something is called `404 but written (table)`, as is any other status. A view that
        breaks is called `crash …`. An answer with other headers than it should have is called so.
        """
        self.cells += 1
        self.made_a_difference = False
        outcome, answer = self._ask(address, block, method, actor)
        # To an actor who is nearer, a refusal says little that they do not know.
        is_far = actor.user is None or actor.relation == "other-region"
        is_outside = address.is_in_studio and actor.role == OUTSIDER
        if outcome in REFUSALS and (is_far or is_outside):
            for name in address.names:
                nothing = refusing.like(answer.values[name])
                # There are only a few words, and only these make an address.
                if not _is_one(address, answer.values | {name: nothing}):
                    continue
                _outcome, other = self._ask(address, block, method, actor, **{name: nothing})
                if not refusing.are_the_same(other, answer):
                    return f"{outcome}, and something else where no such {name} ever was"
        return outcome

    @contextmanager
    def watching(self, look: Callable[[], object]) -> Iterator[None]:
        """While this lasts, notice each call that makes a difference to what `look` returns."""
        self.look, self.untouched = look, look()
        try:
            yield
        finally:
            self.look = None

    def _ask(
        self, address: Address, block: Block, method: str, actor: Actor, **instead: str
    ) -> tuple[str, refusing.Answer]:
        """Call, and put everything back; `instead` replaces values of the address."""
        with transaction.atomic():
            if actor.before and actor.user:
                actor.before(actor.user)
            values = arguments(self.world, actor, block.title, address.names) | instead
            path = address.filled(values) + query(block.title, self.world.numbers)
            body = _body(self.world, actor, block.title, method)
            self.client.cookies.clear()
            if actor.session:
                self.client.cookies[settings.SESSION_COOKIE_NAME] = actor.session
            written: list[str] = []
            with _noting_changes(written):
                response = getattr(self.client, method.lower())(path, **body)
                _consume(response)
            changed = [table for table in written if table != SESSIONS]
            outcome = _outcome(response, path, values, changed)
            if wrong := headers.wrong(path.partition("?")[0], response):
                outcome = f"other headers ({', '.join(wrong)}) with {outcome}"
            self.faults |= {
                f"{method} {block.title}: {one}" for one in surroundings.faults(path, response)
            }
            if written and self.look and self.look() != self.untouched:
                self.made_a_difference = True
            transaction.set_rollback(True)
        if method != "GET" and changed:
            # What no transaction takes back: the list of the erased, the codes that were used up.
            settings.ERASURE_LIST.unlink(missing_ok=True)
            cache.clear()
            for place, contents in self.files.items():
                if not place.exists():
                    place.write_bytes(contents)
        return outcome, refusing.Answer(response, path, values)


def _is_one(address: Address, values: dict[str, str]) -> bool:
    try:
        return f"/{resolve(address.filled(values)).route}" == address.route
    except Resolver404:
        return False


def _body(world: World, actor: Actor, title: str, method: str) -> dict[str, Any]:
    """Return what the client sends: valid for an actor who may send it."""
    if method in ("GET", "HEAD", "DELETE"):
        return {}
    if title.startswith(STUDIO):
        data = studio_forms.body(title, world.numbers)
    else:
        data = BODIES[title](world, actor) if title in BODIES else {}
    if method == "POST":
        return {"data": data, "headers": BY_SCRIPT if "/multiple/" in title else {}}
    return {"data": urlencode(data), "content_type": "application/x-www-form-urlencoded"}


def _consume(response: HttpResponse) -> None:
    """Read a download to its end; only then has it happened, and closes its file."""
    if response.streaming:
        b"".join(response)  # type: ignore[call-overload]


@contextmanager
def _noting_changes(written: list[str]) -> Iterator[None]:
    def note(execute, sql, params, many, context):
        if change := CHANGE.match(sql):
            written.append(change[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield


def _outcome(response, path: str, values: dict[str, str], written: list[str]) -> str:
    if response.exc_info:
        return f"crash {response.exc_info[0].__name__}"
    if response.status_code in (302, 303):
        kind, target = _target(response["Location"], path, values)
        if kind == "on":
            return f"{'done' if written else 'to'} {target}"
        return _refusal(kind, written)
    if response.status_code not in GIVEN:
        return _refusal(str(response.status_code), written)
    if response.request["REQUEST_METHOD"] in ("GET", "HEAD"):
        return "ok"
    if _refused_forms(response):
        # Wagtail stores a row of its own for each member who opens the studio.
        return "errors" if path.startswith(STUDIO) else _refusal("errors", written)
    return "kept" if written else "ok"


def _refusal(kind: str, written: list[str]) -> str:
    return f"{kind} but written ({', '.join(sorted(set(written)))})" if written else kind


def _target(location: str, path: str, values: dict[str, str]) -> tuple[str, str]:
    """Return what kind of redirect it is, and where to."""
    parts = urlsplit(location)
    if parts.netloc:
        return "on", location
    if parts.path in (SIGN_IN, STEP_UP):
        if parse_qs(parts.query).get("next") == [path]:
            return ("sign-in" if parts.path == SIGN_IN else "step-up"), ""
        return "on", f"{parts.path}"
    if parts.path == WAIT:
        return "wait", ""
    try:
        match = resolve(parts.path)
    except Resolver404:
        return "on", f"{parts.path} which is nowhere"
    target = f"/{match.route}"
    others = {
        name
        for name, value in match.kwargs.items()
        if values.get(name, value) not in (value, _written_out(value))
    }
    return "on", f"{target} of another {', '.join(sorted(others))}" if others else target


def _written_out(value: object) -> str:
    return encode(value) if isinstance(value, UUID) else str(value)


def _contexts(response) -> list:
    """Return what each template got; those of the studio get plain dictionaries, too."""
    found = response.context or []
    return found if isinstance(found, list) else [found]


def _refused_forms(response) -> bool:
    contexts = (one.flatten() if hasattr(one, "flatten") else one for one in _contexts(response))
    found = (value for context in contexts for value in context.values())
    return any(
        isinstance(value, BaseForm | BaseFormSet) and value.is_bound and not value.is_valid()
        for value in found
    )
