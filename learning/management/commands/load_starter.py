"""Load what a new site begins with: networks, the starter courses, and the editors' group."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from cms.editors import ensure_editors_group
from learning.exchange.faults import sentences
from learning.exchange.packages.plan import Fate, Plan
from learning.exchange.starter.load import COURSES, load
from people.networks import actions as networks
from web.errors import Refused


class Command(BaseCommand):
    help = (
        "Loads networks, the starter courses and the editors' group. Run again after an update, it "
        "brings the courses up to date; pages that someone changed or deleted here stay as they "
        "are, and so does the progress of members."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        networks.load()
        refused = 0
        for number, folder in enumerate(COURSES, start=1):
            try:
                said = _told(load(folder=folder))
            except (Refused, ValidationError) as refusal:
                # Someone may have moved one of its pages; the other courses come in all the same.
                refused += 1
                said = f"{folder.name} is left out. {_why(refusal)}"
            self.stdout.write(f"{number} of {len(COURSES)}: {said}")
            self.stdout.flush()
        ensure_editors_group()
        if refused:
            raise CommandError(f"{refused} of {len(COURSES)} courses were left out.")
        self.stdout.write("Networks, the starter courses and the editors' group are loaded.")


def _told(planned: Plan) -> str:
    """Return how many pages were written, and how many stay as they are on this site."""
    written = f"{planned.writes} of {len(planned.rows)} pages written."
    kept = sum(row.fate not in (Fate.SAME, Fate.NEW, Fate.CHANGED) for row in planned.rows)
    stay = f" {kept} changed, locked or deleted here stay as they are." if kept else ""
    return f"{planned.package.title}. {written}{stay}"


def _why(refusal: Exception) -> str:
    return " ".join(sentences(refusal) if isinstance(refusal, ValidationError) else [str(refusal)])
