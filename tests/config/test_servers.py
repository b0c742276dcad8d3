"""What PostgreSQL and Redis do differently is tested on them: the rule of `tests/servers.py`."""

import re
from pathlib import Path

import pytest

from tests.servers import NAME, locking
from tests.sources import ROOT, modules

# Compared without regard to case, searched inside JSON, calculated by the database, passed over
# because another process has locked it, counted in a cache that processes share.
DIFFERS = re.compile(
    r"__(?:i?contains|iexact|istartswith|i?regex|has_keys?)\b"
    r"|ExpressionWrapper|skip_locked|cache\.(?:add|incr|touch|get_or_set)\("
)
REPEATS = re.compile(rf"mark\.{NAME}\b|django_db\(transaction=True\)|transactional_db")


def folder_for(package: Path) -> Path:
    """Return the folder of the tests of `package`, or else of what it is in."""
    while not (ROOT / "tests" / package).is_dir():
        package = package.parent
    return ROOT / "tests" / package


PACKAGES = sorted(
    {path.parent.relative_to(ROOT) for path in modules() if DIFFERS.search(path.read_text())}
)


@pytest.mark.parametrize("package", PACKAGES, ids=str)
def test_package_in_which_databases_differ_has_tests_that_repeat(package):
    written = [path.read_text() for path in folder_for(package).rglob("test_*.py")]
    assert any(REPEATS.search(text) for text in written)


@pytest.mark.django_db(transaction=True)
def test_a_test_that_can_race_repeats(request):
    assert request.node.get_closest_marker(NAME)


def test_functions_that_lock_are_found():
    source = """
class Seats(QuerySet):
    def held(self):
        return self.select_for_update(of=("self",))

def take(seat):
    def again():
        return Seat.objects.select_for_update().get(pk=seat.pk)
    return again()

def look(seat):
    return seat
"""
    assert locking(source) == {"Seats.held", "take"}
