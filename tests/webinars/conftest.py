"""What the tests of webinars share: a strict room server."""

import pytest

from tests.bbb_server import BbbServer


@pytest.fixture
def room_server(settings):
    """A BigBlueButton server that the settings name. A call against its rules fails the test."""
    with BbbServer(secret="s3cret-of-the-room-server") as server:
        settings.BBB_URL = server.url
        settings.BBB_SECRET = server.secret
        settings.BBB_TIMEOUT = (1.0, 1.0)
        yield server
    assert server.violations == []
