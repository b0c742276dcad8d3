"""Import a package: a ZIP, or a folder of this project."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from learning.exchange.packages import writing
from learning.exchange.packages.format import archive
from learning.exchange.packages.format.contents import read
from learning.exchange.packages.plan import Fate, plan
from web.errors import Refused


class Command(BaseCommand):
    help = (
        "Imports a course from a package. Pages that someone changed or deleted here stay as they "
        "are. Progress of members stays as it is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("package", type=Path, help="a ZIP, or a folder")
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")
        parser.add_argument("--publish", action="store_true", help="publish a new course at once")
        parser.add_argument(
            "--replace", action="store_true", help="write over changes that were made here"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["package"]
        try:
            is_folder = path.is_dir()
            files = archive.folder(path) if is_folder else archive.unpacked(path.read_bytes())
            package = read(files)
            planned = plan(package)
            replacing = [row.code for row in planned.asked] if options["replace"] else []
            if not options["dry_run"]:
                writing.run(package, user=None, goes_live=options["publish"], replacing=replacing)
        except OSError as error:
            raise CommandError("This package cannot be opened.") from error
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        for fate in Fate:
            count = sum(row.fate == fate for row in planned.rows)
            if count:
                self.stdout.write(f"{fate.label}: {count}")
