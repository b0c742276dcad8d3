"""Let the search find courses and lessons that an older release saved."""

from typing import Any

from django.core.management.base import BaseCommand

from learning.search import actions


class Command(BaseCommand):
    help = "Puts courses and lessons into the index of the search that it does not have yet."

    def handle(self, *args: Any, **options: Any) -> None:
        count = actions.index_missing()
        if options["verbosity"]:
            self.stdout.write(f"Indexed: {count}.")
