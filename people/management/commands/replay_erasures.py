"""Erase again every erased member that a restored copy of the database brought back."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from people.privacy import erasure


class Command(BaseCommand):
    help = "Erases again everyone on the erasure list; run it after every restore."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = erasure.replay()
        except (OSError, ValueError) as error:
            raise CommandError(
                f"{settings.ERASURE_LIST} cannot be read: each of its lines is one code. Put back "
                "the copy that you keep of it; until then the site stays closed."
            ) from error
        self.stdout.write(f"Erased again: {count}.")
