"""Every view breaks once: whoever asked reads that something went wrong, and the log no word of it.

The exception quotes what was typed, as PostgreSQL does; what was sent carries marks wherever a
browser can put them.
"""

import io
import logging
import logging.config

import pytest
from django.conf import settings
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client, override_settings

from tests.matrix.reading import blocks
from tests.matrix.studio import query
from tests.matrix.things import arguments
from tests.matrix.walking import addresses

MARK, HERE = "ZBROKEN", "203.0.113.77"

pytestmark = pytest.mark.django_db


class BreakEveryView:
    """The innermost middleware: breaks at the moment at which the view would begin."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        try:
            raise KeyError(f"{MARK} {request.get_full_path()} {request.POST}")
        except KeyError as error:
            raise ValueError(f"Key (pseudonym)=({MARK}) already exists.") from error


@pytest.fixture
def log():
    """What the house's own formatter writes of everything that reaches it."""
    handler = logging.StreamHandler(io.StringIO())
    formatter = dict(settings.LOGGING["formatters"]["plain"])
    handler.setFormatter(logging.config.DictConfigurator({}).configure_formatter(formatter))
    logging.getLogger().addHandler(handler)
    yield handler.stream
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def phone():
    """Somebody whose browser names itself wherever it can."""
    innermost = f"{BreakEveryView.__module__}.{BreakEveryView.__qualname__}"
    with override_settings(MIDDLEWARE=[*settings.MIDDLEWARE, innermost]):
        yield Client(
            raise_request_exception=False,
            REMOTE_ADDR=HERE,
            headers={"user-agent": MARK, "referer": f"https://{MARK}.example/"},
        )


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_view_that_breaks_tells_nobody_anything(caller, phone, log, method):
    actor = caller.world.actors["superuser"][0]
    phone.cookies.load({settings.SESSION_COOKIE_NAME: actor.session, "other": MARK})
    told = render_to_string("500.html")
    routes, wrong, asked = {address.route: address for address in addresses()}, [], 0
    for block in blocks():
        values = arguments(caller.world, actor, block.title, routes[block.route].names)
        path = routes[block.route].filled(values) + query(block.title, caller.world.numbers)
        sent = {"query_params": {"q": MARK}} if method == "get" else {"data": {"text": MARK}}
        response = getattr(phone, method)(path, **sent)
        if response.status_code == 404 and not block.gives_something:
            continue  # Shut for everybody before any view.
        asked += 1
        if (response.status_code, response.content.decode()) != (500, told):
            wrong.append((response.status_code, path))
    assert wrong == []
    written = log.getvalue()
    kinds = [written.count(f"\nbuiltins.{name}\n") for name in ("ValueError", "KeyError")]
    assert kinds == [asked, asked]
    secrets = (MARK, HERE, actor.session, actor.user.pseudonym, str(actor.user.code))
    assert [secret for secret in secrets if secret in written] == []
    assert mail.outbox == []
