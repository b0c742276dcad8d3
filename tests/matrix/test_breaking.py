"""Every view is asked once, and breaks once: no address and no device of the member is stored.

A view that breaks says that something went wrong, and the log has no word of what was typed.
The exception quotes what was typed, as PostgreSQL does; what was sent carries marks wherever a
browser can put them.
"""

import io
import logging
import logging.config
from collections import Counter
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core import mail
from django.db import transaction
from django.template.loader import render_to_string
from django.test import Client, override_settings

from tests import canaries
from tests.caches import everything_cached
from tests.matrix import calling
from tests.matrix.reading import Block, blocks
from tests.matrix.studio import query
from tests.matrix.things import arguments
from tests.matrix.walking import addresses
from tests.queues import everything_queued

MARK, HERE = "ZBROKEN", "203.0.113.77"

pytestmark = calling.marks


class BreakEveryView:
    """The innermost middleware: breaks at the moment when the view would begin."""

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
    """What the site's own formatter writes of everything that reaches it."""
    handler = logging.StreamHandler(io.StringIO())
    formatter = dict(settings.LOGGING["formatters"]["plain"])
    handler.setFormatter(logging.config.DictConfigurator({}).configure_formatter(formatter))
    logging.getLogger().addHandler(handler)
    yield handler.stream
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def phone(caller):
    """The browser of a superuser; it names itself wherever it can."""
    browser = Client(
        raise_request_exception=False,
        REMOTE_ADDR=HERE,
        headers={
            "user-agent": MARK,
            "referer": f"https://{MARK}.example/",
            "accept-language": MARK,
        },
    )
    session = caller.world.actors["superuser"][0].session
    browser.cookies.load({settings.SESSION_COOKIE_NAME: session, "other": MARK})
    return browser


def everything(caller) -> Iterator[tuple[Block, str]]:
    """Yield every address, the studio's included, filled with existing values."""
    routes = {address.route: address for address in addresses()}
    actor = caller.world.actors["superuser"][0]
    for block in blocks():
        values = arguments(caller.world, actor, block.title, routes[block.route].names)
        yield block, routes[block.route].filled(values) + query(block.title, caller.world.numbers)


def test_no_address_and_no_device_is_stored_anywhere(caller, phone, log):
    """`tests/people/privacy/test_canaries.py` searches for what forms leave behind."""
    answers: Counter[int] = Counter()
    with transaction.atomic():
        for _block, path in everything(caller):
            response = phone.get(path)
            answers[response.status_code] += 1
            if response.streaming:
                b"".join(response)
        kept = canaries.hits(MARK, HERE)
        transaction.set_rollback(True)
    assert kept == []
    written = log.getvalue() + everything_cached() + everything_queued()
    assert [mark for mark in (MARK, HERE) if mark in written] == []
    assert answers[200] > 150


@pytest.mark.parametrize("method", ["get", "post"])
def test_view_that_breaks_tells_nothing(caller, phone, log, method):
    innermost = f"{BreakEveryView.__module__}.{BreakEveryView.__qualname__}"
    expected, wrong, asked = render_to_string("500.html"), [], 0
    sent = {"query_params": {"q": MARK}} if method == "get" else {"data": {"text": MARK}}
    with override_settings(MIDDLEWARE=[*settings.MIDDLEWARE, innermost]):
        for block, path in everything(caller):
            response = getattr(phone, method)(path, **sent)
            if response.status_code == 404 and not block.gives_something:
                continue  # Closed to all before any view.
            asked += 1
            if (response.status_code, response.content.decode()) != (500, expected):
                wrong.append((response.status_code, path))
    assert wrong == []
    written = log.getvalue()
    kinds = [written.count(f"\nbuiltins.{name}\n") for name in ("ValueError", "KeyError")]
    assert kinds == [asked, asked]
    actor = caller.world.actors["superuser"][0]
    secrets = (MARK, HERE, actor.session, actor.user.pseudonym, str(actor.user.code))
    assert [secret for secret in secrets if secret in written] == []
    assert mail.outbox == []
