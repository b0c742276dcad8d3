"""The editor at work of `tests/cms/translations`."""

import pytest

from tests.cms.translations.conftest import course, lessons, studio

__all__ = ["course", "lessons", "studio"]


@pytest.fixture
def source() -> str:
    """The language of the course."""
    return "en"


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
