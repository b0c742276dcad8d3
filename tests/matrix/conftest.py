"""The world in which every address is asked, one for each file of tests."""

import gc
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from django.utils import translation

from people.sessions import stepup, store
from tests.matrix import people
from tests.matrix.calling import Caller

DAY = timedelta(days=1)
UNLIMITED = "1000000/m/ip"


@pytest.fixture(scope="module", autouse=True)
def _swept():
    """Let the collector find the files that Wagtail left open while that is no error.

    Otherwise it may find them in a later test, for which `calling.marks` do not hold. They hold for
    the last test of a file of tests when this ends; it takes half a second.
    """
    yield
    gc.collect()


@pytest.fixture(scope="module")
def caller(django_db_setup, django_db_blocker, tmp_path_factory):
    """The world, built once, and gone when the last of these tests is over."""
    folder = tmp_path_factory.mktemp("matrix")
    own = {
        "MEDIA_ROOT": folder / "files",
        "ERASURE_LIST": folder / "erased.txt",
        "GUESS_LIMITS": dict.fromkeys(settings.GUESS_LIMITS, UNLIMITED),
        "ACCOUNT_RATE_LIMITS": False,
        "DEFAULT_FROM_EMAIL": "post@localhost",
    }
    with (
        override_settings(**own),
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        # A file of tests takes longer than a proof holds. On a busy machine it takes longer than a
        # session lasts without a page, because what a call prolongs is rolled back.
        patch.setattr(stepup, "HOLDS_FOR", DAY.total_seconds())
        for limit in ("IDLE_SHARED", "IDLE_SEES_OTHERS", "LONGEST_SHARED"):
            patch.setattr(store, limit, DAY)
        with translation.override("en"):
            world = people.world()
        _lay_down_files(folder / "files")
        places = [place for place in (folder / "files").rglob("*") if place.is_file()]
        yield Caller(world, files={place: place.read_bytes() for place in places})
        transaction.set_rollback(True)


def _lay_down_files(folder: Path) -> None:
    for name in ("images/shown.png", "original_images/kept.png"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"a picture")
