"""Load the missing parts of the demo, and print how to sign in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo import loading as demo


class Command(BaseCommand):
    help = "Loads the demo (never in production) and prints its sign-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = demo.load(passphrase=settings.DEMO_PASSPHRASE, say=self._say)
        except RuntimeError as error:
            raise CommandError(str(error)) from None
        if loaded.is_new:
            self.stdout.write("The demo is loaded: half a year of invented people.")
        self.stdout.write("Sign in as")
        for name, pseudonym in loaded.sign_ins.items():
            self.stdout.write(f"    {name:<17} others read {pseudonym}")
        if loaded.passphrase:
            self.stdout.write(f"with the passphrase {loaded.passphrase}")
        else:
            self.stdout.write(
                "with the passphrase that was printed on the first start "
                "(a new one: make run DEMO_PASSPHRASE=…)."
            )

    def _say(self, line: str) -> None:
        """Print what was made at once, indented as the other steps of a start are."""
        self.stdout.write(f"    {line}")
        self.stdout.flush()
