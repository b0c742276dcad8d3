import pytest

from tests.bbb_server import BbbServer
from tests.webinars.rooms.plans import SECRET


@pytest.fixture
def server():
    """The strict room server; the test fails when a call was not as the protocol wants it."""
    with BbbServer(secret=SECRET) as server:
        yield server
    assert server.violations == []
