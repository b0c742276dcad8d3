"""Load what a new site begins with: networks, the starter courses, and the editors' group."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.editors import ensure_editors_group
from learning.exchange.packages.plan import Fate, Plan
from learning.exchange.starter.load import COURSES, load_all
from people.networks import actions as networks


class Command(BaseCommand):
    help = (
        "Loads networks, the starter courses and the editors' group. Run again after an update, it "
        "brings the courses up to date; pages that someone changed or deleted here stay as they "
        "are, and so does the progress of members."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        networks.load()
        for number, planned in enumerate(load_all(), start=1):
            self.stdout.write(
                f"{number} of {len(COURSES)}: {planned.package.title}. {_told(planned)}"
            )
            self.stdout.flush()
        ensure_editors_group()
        self.stdout.write("Networks, the starter courses and the editors' group are loaded.")


def _told(planned: Plan) -> str:
    """Return how many pages were written, and how many stay because they were changed here."""
    written = f"{planned.writes} of {len(planned.rows)} pages written."
    kept = sum(row.fate not in (Fate.SAME, Fate.NEW, Fate.CHANGED) for row in planned.rows)
    return f"{written} {kept} changed here stay." if kept else written
