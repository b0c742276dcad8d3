"""Wrap every key again under the newest master key."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from people import sealing


class Command(BaseCommand):
    help = (
        "Wraps every key under the newest master key. Before: put a new key in front of "
        "MASTER_KEYS, followed by a comma and the old one, and start all processes again. "
        "May be stopped and run again; everything stays readable meanwhile."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        failed = sum(self._rewrap(model) for model in sealing.key_models())
        if failed:
            raise CommandError(
                ngettext(
                    "%(count)d key is wrapped by a master key that is not in MASTER_KEYS: put it "
                    "back at the end of the list and run this again. Destroy no key before that.",
                    "%(count)d keys are wrapped by a master key that is not in MASTER_KEYS: put it "
                    "back at the end of the list and run this again. Destroy no key before that.",
                    failed,
                )
                % {"count": failed}
            )
        newest = sealing.newest_master_id()
        if len(settings.MASTER_KEYS) == 1:
            self.stdout.write(
                f"All keys are wrapped by the only master key ({newest}). To replace it, put a "
                "new one in front of MASTER_KEYS with a comma behind it, start all processes "
                "again, then run this again."
            )
            return
        self.stdout.write(
            f"All keys are wrapped by the newest master key ({newest}). Next: take the older ones "
            "out of MASTER_KEYS, start all processes again, and destroy them when the last backup "
            "that was made before today is gone."
        )

    def _rewrap(self, model: type[sealing.KeyOwner]) -> int:
        """Rewrap one model's keys and print the progress; return how many could not be opened."""
        total = sealing.waiting(model).count()
        done = failed = 0
        for wrapped, kept in sealing.rewrap(model):
            done, failed = done + wrapped, failed + kept
            self.stdout.write(f"{model._meta.label}: {done} of {total} wrapped again")
        if not done:
            self.stdout.write(f"{model._meta.label}: nothing to wrap again")
        return failed
