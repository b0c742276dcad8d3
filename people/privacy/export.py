"""A member's own copy of what is kept about them: one file to read, one for machines, and the
files that they added themselves.

The register decides which rows and fields it contains. The copy is made in memory and is never
written to a disk, a log or a queue. Where its files are more than a process keeps for one reader,
it comes in parts.
"""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from people.files.opened import MOST_OF_ONE
from people.models import AccessRecord, Organisation, User
from people.privacy import access_log, events, register
from people.privacy.register import Record, Words
from web.reading.days import date_format

# A ZIP file records the minute in which each file was packed; this constant hides it.
NO_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of one row: its name, its value for a reader and its value for a machine.

    The machine's value is a string, number, boolean, list, mapping or None.
    """

    name: str
    label: Words
    told: str
    value: Any


@dataclass(frozen=True, slots=True)
class Section:
    """What one model keeps about the member."""

    model: str
    title: Words
    purpose: Words
    retention: Words
    rows: list[list[Entry]]


@dataclass(frozen=True, slots=True)
class Part:
    """One ZIP of a copy: the files of these rows, `size` bytes; the first one has all the rest."""

    name: str
    is_first: bool
    files: list[tuple[Record, int]]
    size: int


def parts(user: User) -> list[Part]:
    """Return the parts of the copy of `user`; nothing is opened for it."""
    groups: list[list[tuple[Record, int]]] = [[]]
    sizes = [0]
    for record in register.account_first():
        if not record.file:
            continue
        for pk, size in record.exported_for(user).values_list("pk", record.file_size):
            if groups[-1] and sizes[-1] + size > MOST_OF_ONE:
                groups.append([])
                sizes.append(0)
            groups[-1].append((record, pk))
            sizes[-1] += size
    names = [f"copy-{number + 1}.zip" for number in range(len(groups))]
    if len(names) == 1:
        names = ["copy.zip"]
    return [
        Part(name, number == 0, files, size)
        for number, (name, files, size) in enumerate(zip(names, groups, sizes, strict=True))
    ]


@transaction.atomic
def export(*, user: User, part: Part) -> Iterator[bytes]:
    """Return the pieces of a ZIP, `part` of what is kept about `user`, in the active language."""
    texts = _texts(user) if part.is_first else []
    access_log.record(actor=user, subjects=[user], what=AccessRecord.What.EXPORT)
    events.record("export", actor=user)
    return _zipped(chain(texts, _files(user, part)))


def _texts(user: User) -> list[tuple[str, str]]:
    """Return the page to read, and the same for machines."""
    sections = gather(user)
    page = render_to_string("people/privacy/export.html", {"member": user, "sections": sections})
    machine = {
        section.model: [{entry.name: entry.value for entry in row} for row in section.rows]
        for section in sections
    }
    text = json.dumps(machine, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    return [("copy.html", page), ("copy.json", text)]


def _files(user: User, part: Part) -> Iterator[tuple[str, bytes]]:
    """Yield the files of `part`, read and opened one after the other: they are large."""
    for record, pk in part.files:
        # None where it was taken away meanwhile.
        for row in record.exported_for(user).filter(pk=pk):
            yield record.openers[record.file](row), getattr(row, record.file)


def gather(user: User) -> list[Section]:
    """Return what the registry exports of `user`, in their time zone; no other member's name."""
    return [
        Section(record.model, record.title, record.purpose, record.retention, _rows(record, user))
        for record in register.account_first()
        if record.exported
    ]


def _rows(record: Record, user: User) -> list[list[Entry]]:
    names = record.exported
    found = record.exported_for(user)
    if record.narrow:
        found = record.narrow(user, found)
    labels = {name: register.named(record, name) for name in names}
    # By their keys: a database would compare all that rows hold, and load the files with them.
    whole = record.rows.filter(pk__in=found.order_by().values("pk")).order_by("pk")
    kept = list(whole.defer(record.file) if record.file else whole)
    rows = [{name: _value(record, row, name) for name in names} for row in kept]
    titles = _titles(rows)
    words = _words(record, kept)
    return [
        [
            Entry(
                name,
                labels[name],
                words.get((name, row.pk)) or _told(record, name, value, titles),
                _plain(value),
            )
            for name, value in values.items()
        ]
        for row, values in zip(kept, rows, strict=True)
    ]


def _value(record: Record, row: Any, path: str) -> Any:
    if path in record.openers:
        return record.openers[path](row)
    for step in path.split("__"):
        row = getattr(row, step)
    if isinstance(row, Organisation) and row.listing == Organisation.Listing.HIDDEN:
        # The file leaves the site; only coordinators may read this name, and only on their pages.
        return _("name hidden")
    return row


def _titles(rows: Iterable[dict[str, Any]]) -> dict[UUID, str]:
    """Return the titles of the contents whose keys are in `rows`."""
    titles: dict[UUID, str] = {}
    for name, reader in register.titles().items():
        keys = {row[name] for row in rows if row.get(name)}
        if keys:
            titles |= reader(keys)
    return titles


def _words(record: Record, rows: list[Any]) -> dict[tuple[str, int], str]:
    """Return (field, primary key) → the app's words for its own codes."""
    return {
        (name, pk): words
        for name, tell in record.tellers.items()
        for pk, words in tell(rows).items()
    }


def _told(record: Record, name: str, value: Any, titles: dict[UUID, str]) -> str:
    """Return `value` in words for a reader."""
    if value is None or value == "":
        return "–"
    choices = _choices(record, name)
    match value:
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return date_format(timezone.localtime(value), "DATETIME_FORMAT")
        case date():
            # Of a month, the first day is stored.
            return date_format(value, "F Y" if name.endswith("month") else "DATE_FORMAT")
        case UUID():
            return titles.get(value, str(value))
        case list():
            return ", ".join(str(item) for item in value) or "–"
        case dict():
            return ", ".join(f"{key} {item}" for key, item in value.items()) or "–"
    return str(choices.get(value, value))


def _choices(record: Record, name: str) -> dict[Any, Words]:
    try:
        field = record.rows.model._meta.get_field(name)
    except FieldDoesNotExist:
        return {}
    return dict(getattr(field, "flatchoices", ()))


def _plain(value: Any) -> Any:
    """Return `value` in a form that JSON takes; for a row of contents, its name."""
    return str(value) if isinstance(value, models.Model) else value


class _Pipe(io.RawIOBase):
    """A file that is written to and read once, piece by piece."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


def _zipped(files: Iterable[tuple[str, str | bytes]]) -> Iterator[bytes]:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            # A file is as small as it gets.
            packing = zipfile.ZIP_DEFLATED if isinstance(content, str) else zipfile.ZIP_STORED
            archive.writestr(zipfile.ZipInfo(name, NO_DATE), content, packing)
            yield pipe.take()
    yield pipe.take()
