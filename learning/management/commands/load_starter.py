"""Load what a new site begins with: networks, the starter course, and the editors' group."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.editors import ensure_editors_group
from learning.exchange.starter.load import load as load_starter_course
from people.networks import actions as networks


class Command(BaseCommand):
    help = "Loads networks, the starter course and the editors' group. Changes nothing that exists."

    def handle(self, *args: Any, **options: Any) -> None:
        networks.load()
        load_starter_course()
        ensure_editors_group()
        self.stdout.write("Networks, the starter course and the editors' group are loaded.")
