"""Say how the site is, for the person at the terminal."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from dashboard.health import parts


class Command(BaseCommand):
    help = "Checks every part of the site and says what to do; the exit code is 1 if one fails."
    # A check that fails is a line of the report, not a reason to say nothing.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        report = parts.report(slow=True)
        for name, fault in report.items():
            self.stdout.write(f"{name:<12} {fault or 'ok'}")
        if any(report.values()):
            sys.exit(1)
