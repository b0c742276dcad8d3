"""Importing a package: it is read, someone says what may be written over, a worker writes it.

Each page is a transaction of its own, which also records what was written. A worker that is killed
loses and doubles nothing: the next one sees what is done, and goes on.
"""

import logging
from collections.abc import Collection
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from learning.exchange.packages import writing
from learning.exchange.packages.format import archive
from learning.exchange.packages.format.archive import Unreadable
from learning.exchange.packages.format.contents import read
from learning.exchange.packages.permissions import can_import
from learning.exchange.packages.plan import plan
from learning.exchange.packages.writing import Steps
from learning.models import PackageImport
from people.studio.permissions import can_enter_studio
from web.errors import Closed, TooMany

log = logging.getLogger(__name__)

State = PackageImport.State
# Each holds a file of up to ten megabytes.
MOST_AT_ONCE = 5
# Without a page written in between.
MOST_TRIES = 5


class TooManyImports(TooMany):
    """Others wait already."""

    sentence = _("Some packages are waiting already. Import or remove them first.")


class IsUnderWay(Closed):
    """A worker imports it."""

    sentence = _("This package is being imported, so it stays in the list. Nothing was removed.")


class Lost(Exception):
    """Another worker goes on with this import."""


@transaction.atomic
def begin(*, content: bytes, user: Any, language: str) -> PackageImport:
    """Keep a package that someone sent, and return it; nothing changes on the site. The same file
    sent again, before it is imported, is the same import. Raises `Unreadable`, `TooManyImports`."""
    package = plan(read(archive.unpacked(content))).package
    waiting = PackageImport.objects.filter(state__in=[State.READ, State.ACCEPTED])
    if there := waiting.filter(content=content).first():
        return there
    if waiting.count() >= MOST_AT_ONCE:
        raise TooManyImports
    return PackageImport.objects.create(
        content=content, made_by=user, language=language, title=package.title[:255]
    )


@transaction.atomic
def accept(*, imported: PackageImport, replacing: Collection[str], user: Any) -> None:
    """Let a worker import what was read, and write over the pages with the codes `replacing`. A
    second time changes nothing."""
    row = PackageImport.objects.select_for_update().get(pk=imported.pk)
    if row.state != State.READ:
        return
    row.state, row.replacing, row.made_by = State.ACCEPTED, sorted(replacing), user
    row.leased_until = timezone.now()
    row.save(update_fields=["state", "replacing", "made_by", "leased_until"])


@transaction.atomic
def remove(*, imported: PackageImport) -> None:
    """Forget a package; nothing changes on the site. Raises `IsUnderWay`."""
    row = PackageImport.objects.select_for_update().defer("content").get(pk=imported.pk)
    if row.state == State.ACCEPTED:
        raise IsUnderWay
    row.delete()


def import_due() -> int:
    """Import every accepted package that no other worker is at; return how many are done."""
    now = timezone.now()
    due = PackageImport.objects.filter(state=State.ACCEPTED, leased_until__lte=now)
    count = 0
    for pk in list(due.order_by("made_at").values_list("pk", flat=True)):
        free = PackageImport.objects.filter(pk=pk, leased_until__lte=timezone.now())
        until = timezone.now() + PackageImport.LEASE
        if not free.update(leased_until=until, lease=uuid4(), tries=F("tries") + 1):
            continue
        row = PackageImport.objects.get(pk=pk)
        try:
            with translation.override(row.language):
                count += _import(row)
        except (DatabaseError, OSError, Lost) as error:
            # The next run goes on where this one was.
            log.warning("An import waits for the next run: %s.", type(error).__name__)
    return count


def forget_old() -> None:
    """Delete imports that are over, or that no one answered, after a week."""
    old = PackageImport.objects.filter(made_at__lt=timezone.now() - PackageImport.KEPT_FOR)
    old.exclude(state=State.ACCEPTED).delete()


def _import(row: PackageImport) -> bool:
    """Import, or refuse; return whether it is done. Raises `Lost`."""
    user = row.made_by
    steps = Leased(row)
    if user is None or not (user.is_active and can_enter_studio(user) and can_import(user)):
        return steps.refuse(_("The person who sent it may not import packages any more."))
    if row.tries > MOST_TRIES:
        told = _("The import broke off several times. Tell the person who looks after the site.")
        return steps.refuse(told)
    try:
        package = read(archive.unpacked(bytes(row.content)))
        writing.run(package, user=user, goes_live=False, replacing=row.replacing, steps=steps)
    except Unreadable as refusal:
        return steps.refuse(str(refusal))
    except ValidationError as refusal:
        return steps.refuse(" ".join(refusal.messages))
    return steps.finish()


class Leased(Steps):
    """Keeps in the row how far the import is, and that a worker is at it."""

    def __init__(self, row: PackageImport) -> None:
        self.pk = row.pk
        self.lease = row.lease

    def begin(self, total: int) -> None:
        self._keep(total=F("done") + total)

    def alive(self) -> None:
        self._keep(leased_until=timezone.now() + PackageImport.LEASE)

    def written(self, *, is_new: bool) -> None:
        count = {"added": F("added") + 1} if is_new else {"changed": F("changed") + 1}
        self._keep(done=F("done") + 1, tries=0, **count)

    def left(self) -> None:
        self._keep(left=F("left") + 1, done=F("done") + 1)

    def finish(self) -> bool:
        self._keep(state=State.DONE, content=b"")
        return True

    def refuse(self, reason: str | Promise) -> bool:
        self._keep(state=State.REFUSED, content=b"", reason=str(reason))
        return False

    def _keep(self, **values: Any) -> None:
        mine = PackageImport.objects.filter(pk=self.pk, lease=self.lease)
        if not mine.update(**values):
            raise Lost
