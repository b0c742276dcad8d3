"""Lock the site down from the terminal, or open it again."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from dashboard.lockdown import actions
from web import lockdown


class Command(BaseCommand):
    help = "Ends every session and makes the site read-only; --shut closes it, --lift opens it."
    # It must work where much else does not.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        either = parser.add_mutually_exclusive_group()
        either.add_argument("--shut", action="store_true", help="no one can open any page")
        either.add_argument("--lift", action="store_true", help="open the site again")

    def handle(self, *args: Any, shut: bool, lift: bool, **options: Any) -> None:
        try:
            self._change(shut=shut, lift=lift)
        except OSError as error:
            raise CommandError(
                f"{error.filename2 or error.filename} cannot be changed: {error.strerror}."
            ) from error
        except DatabaseError as error:
            now = "not locked down" if lockdown.mode() is None else "locked down"
            raise CommandError(
                f"The database does not answer. The site is {now}, but no session and no room was "
                "ended and nothing was written down. Run this again as soon as it answers."
            ) from error

    def _change(self, *, shut: bool, lift: bool) -> None:
        if lift:
            actions.lift(by=None)
            self.stdout.write("The site is open.")
            return
        mode = lockdown.Mode.SHUT if shut else lockdown.Mode.READ_ONLY
        actions.lock_down(by=None, mode=mode)
        self.stdout.write(f"The site is locked down ({mode.value}). To open it: lockdown --lift")
