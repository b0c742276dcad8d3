"""End every session of everyone, and what works without one, such as calendar addresses."""

from typing import Any

from django.core.management.base import BaseCommand

from people.sessions import actions as sessions


class Command(BaseCommand):
    help = (
        "Ends every session and calendar address: a restored copy brings back those that had ended."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        sessions.end_all()
        self.stdout.write("Everyone is signed out.")
