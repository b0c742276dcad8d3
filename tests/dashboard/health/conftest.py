"""A site on which everything works."""

import pytest

from dashboard.health import parts
from dashboard.tasks import ask_outside, note_the_beat


@pytest.fixture
def well(settings, tmp_path):
    """A site on which everything works: its folder of data."""
    settings.DATA_DIR = tmp_path
    if not settings.REDIS_URL:
        settings.BROKER_DIR = tmp_path / "broker"
        settings.BROKER_DIR.mkdir()
    (tmp_path / parts.LAST_COPY).touch()
    note_the_beat()
    ask_outside()
    return tmp_path
