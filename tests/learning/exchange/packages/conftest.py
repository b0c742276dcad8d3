"""A course in two languages, with a picture, a paper, a recording and a link, and its package."""

from typing import Any

import pytest
from django.db import transaction

from learning.exchange.packages.export import export
from learning.exchange.packages.format import archive
from learning.exchange.packages.format.contents import read
from learning.exchange.starter.load import load
from learning.models import CoursePage
from tests import factories
from tests.factories import home_page
from tests.learning.exchange.packages import written


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def folder(tmp_path):
    """A package as people write one by hand."""
    return written.folder(tmp_path / "tiny")


@pytest.fixture
def course(db, folder) -> CoursePage:
    load(folder=folder)
    return CoursePage.objects.get(locale__language_code="en")


MADE: list[bytes] = []


@pytest.fixture
def content(db, tmp_path) -> bytes:
    """The package as a ZIP, made once, on a site that is gone."""
    if not MADE:
        with transaction.atomic():
            load(folder=written.folder(tmp_path / "made"))
            MADE.append(export(course=CoursePage.objects.first().translation_key).content)
            transaction.set_rollback(True)
    return MADE[0]


@pytest.fixture
def homes(db) -> None:
    """A site without a course."""
    for language in ("en", "fr"):
        home_page(language)


@pytest.fixture
def exported(course) -> Any:
    return export(course=course.translation_key)


@pytest.fixture
def package(exported) -> Any:
    return read(archive.unpacked(exported.content))


@pytest.fixture
def editor(course, sign_in) -> Any:
    """The browser of an editor."""
    return sign_in(factories.in_studio())
