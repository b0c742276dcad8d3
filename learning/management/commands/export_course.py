"""Write a course with all its languages and files as a package."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from learning.exchange.packages.export import export
from learning.models import CoursePage
from web.errors import Refused


class Command(BaseCommand):
    help = "Writes a published course, in all its languages, as a package that a site can import."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("title", help="the title of the course, in one of its languages")
        parser.add_argument("file", type=Path, help="the ZIP to write")

    def handle(self, *args: Any, **options: Any) -> None:
        found = CoursePage.objects.live().filter(title=options["title"], alias_of=None)
        keys: set[UUID] = set(found.values_list("translation_key", flat=True))
        if len(keys) != 1:
            raise CommandError("No course, or more than one, has this title.")
        try:
            made = export(course=keys.pop())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        options["file"].write_bytes(made.content)
        self.stdout.write(f"Written: {made.lessons} lessons in {made.languages} languages.")
