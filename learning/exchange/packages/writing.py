"""Writing a package to the site: all of it is checked first, then each page is written."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Model

from learning.exchange.packages import media
from learning.exchange.packages.format.archive import Unreadable
from learning.exchange.packages.format.contents import Package
from learning.exchange.packages.media import FileImport
from learning.exchange.packages.pages import PageWriter, built
from learning.exchange.packages.plan import Plan, Row, plan
from people.models import User


class Steps:
    """What is told of the way. Someone who waits for it, or has to prove that it goes on, extends
    this."""

    def begin(self, total: int) -> None:
        """There are `total` pages to write."""

    def alive(self) -> None:
        """The next page or file follows."""

    def written(self, *, is_new: bool) -> None:
        """A page was written, in the same transaction."""

    def left(self) -> None:
        """A page is not as it was planned any more: someone else was at it. It stays."""


def run(
    package: Package,
    *,
    user: User | None,
    goes_live: bool,
    replacing: Collection[str] = (),
    steps: Steps | None = None,
) -> Plan:
    """Import the package, and return what was planned.

    `user` becomes the author of new pages. A new course is a draft that someone publishes, unless
    it `goes_live`, which it does last. `replacing` are the codes of pages whose changes on this
    site may be written over. Raises `Unreadable` for anything that an editor could not save, and
    then nothing has changed.
    """
    steps = steps or Steps()
    planned = plan(package)
    rows = [row for row in planned.rows if row.is_written(replacing)]
    steps.begin(sum(not row.is_unfinished for row in rows))
    new: list[Model] = []

    def brought(row: Row) -> FileImport:
        return FileImport(package, user, row.text.language, steps.alive, new)

    try:
        for row in rows:
            steps.alive()
            built(row.text, brought(row))
    except Unreadable:
        media.forget(new)
        raise
    writer = PageWriter(package, user, goes_live)
    for row in rows:
        with transaction.atomic():
            steps.alive()
            is_written = writer.write(
                row.text, row.page, brought(row), is_unfinished=row.is_unfinished
            )
            if is_written and not row.is_unfinished:
                steps.written(is_new=row.page is None)
            elif not is_written:
                steps.left()
    # Links to pages that were not there yet, and courses, whose lessons are all there now.
    for row in plan(package).rows:
        if row.is_unfinished:
            with transaction.atomic():
                steps.alive()
                writer.write(row.text, row.page, brought(row), is_unfinished=True, is_last=True)
    if planned.reorders:
        writer.order()
    writer.remember_order()
    return planned
