"""The history of content and rules, kept small and shown in plain words.

Only content and rules have a history, never data about a member; a test checks the list.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from html import unescape
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.choices import flatten_choices
from django.utils.formats import localize
from django.utils.html import escape, format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.models import HistoricalRecords
from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue
from wagtail.fields import StreamField
from wagtail.models import Revision
from wagtail.rich_text import RichText

from web.reading.days import date_format

# Saves of one person that are less than this apart are shown as one change.
SITTING = timedelta(minutes=30)
# More than anyone reads; each row contains a whole body.
LONGEST = 100

LABELS = {"live": gettext_lazy("published")}


class ContentHistory(HistoricalRecords):
    """A readable history, instead of a row for every save.

    Wagtail saves a page with every draft, up to twice a second while someone types. So a save that
    changes nothing or only bookkeeping (`excluded_fields`) adds no row, and an unpublished page has
    one row for each sitting of one person.

    A model whose field keeps codes says what they mean in `HISTORY_WORDS`: the field's name and a
    function from its value to text, or to a list of texts.
    """

    def post_save(
        self, instance: models.Model, created: bool, using: str | None = None, **kwargs: Any
    ) -> None:
        fields = kwargs.get("update_fields")
        if fields and set(fields) <= set(self.excluded_fields):
            return
        super().post_save(instance, created, using=using, **kwargs)

    def create_historical_record(
        self, instance: models.Model, history_type: str, using: str | None = None
    ) -> None:
        last = getattr(instance, self.manager_name).order_by("-history_id").first()
        if history_type != "~" or last is None:
            super().create_historical_record(instance, history_type, using=using)
        elif not _same(instance, last):
            super().create_historical_record(instance, history_type, using=using)
            if self._is_same_sitting(instance, last):
                last.delete()

    def get_history_user(self, instance: Any) -> Any:
        """Return who made the change; without a request, as for a scheduled publication, the author
        of the revision."""
        user = super().get_history_user(instance)
        if user is None and getattr(instance, "latest_revision_id", None):
            # When a page is deleted, its revisions may have gone first.
            revision = Revision.objects.filter(pk=instance.latest_revision_id).first()
            return revision and revision.user
        return user

    def _is_same_sitting(self, instance: models.Model, last: Any) -> bool:
        """Whether `last` is an unpublished change by the same person within one sitting."""
        if getattr(instance, "live", True) or last.live or last.history_type != "~":
            return False
        person = self.get_history_user(instance)
        is_theirs = last.history_user_id == (person.pk if person else None)
        return is_theirs and timezone.now() - last.history_date < SITTING


def _same(instance: models.Model, row: Any) -> bool:
    """Whether `instance` has the values of the history row in every tracked field."""
    return all(
        field.get_prep_value(getattr(instance, field.attname))
        == field.get_prep_value(getattr(row, field.attname))
        for field in row.tracked_fields
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text that is old, new, or both."""

    text: str
    is_old: bool
    is_new: bool

    @property
    def html(self) -> SafeString:
        """The text, marked if it was added or removed."""
        if self.is_old and self.is_new:
            return escape(self.text)
        return format_html("<ins>{}</ins>" if self.is_new else "<del>{}</del>", self.text)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """The text of one field `before` and `after`: plain lines, in the reader's language."""

    label: str
    before: str
    after: str

    @property
    def lines(self) -> list[list[Piece]]:
        """Return the lines that differ, each cut into what was removed, added, and kept."""
        old, new = self.before.splitlines(), self.after.splitlines()
        differing = []
        for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if tag == "equal":
                continue
            gone, come = old[a:b], new[c:d]
            both = min(len(gone), len(come))
            differing += [_pieces(*pair) for pair in zip(gone[:both], come[:both], strict=True)]
            differing += [[Piece(line, True, False)] for line in gone[both:]]
            differing += [[Piece(line, False, True)] for line in come[both:]]
        return differing


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `who` is a pseudonym, empty when they are not here any more."""

    when: datetime
    who: str
    is_first: bool
    fields: list[FieldChange]


def changes(instance: models.Model) -> list[Change]:
    """Return the changes of `instance`, newest first: at most `LONGEST`, none without effect."""
    history = instance.history  # type: ignore[attr-defined]
    newest = history.select_related("history_user").order_by("-history_date", "-history_id")
    rows = list(newest[: LONGEST + 1])
    told = []
    for row, earlier in zip(rows, [*rows[1:], None], strict=True):
        fields = _differences(instance, earlier, row) if earlier else []
        is_first = row.history_type == "+"
        if fields or is_first:
            by = row.history_user
            who = by.pseudonym if by and by.is_active else ""
            told.append(Change(row.history_date, who, is_first, fields))
    return told[:LONGEST]


def _differences(instance: models.Model, earlier: Any, later: Any) -> list[FieldChange]:
    found = []
    for field in instance.history.model.tracked_fields:  # type: ignore[attr-defined]
        if field.primary_key or isinstance(field, models.UUIDField | models.OneToOneField):
            continue
        if field.is_relation and _key(earlier, field) == _key(later, field):
            continue  # Without a query for what both of them point at.
        before, after = (_words(instance, field, _value(row, field)) for row in (earlier, later))
        if before != after:
            label = LABELS.get(field.name, field.verbose_name)
            found.append(FieldChange(str(label), before, after))
    return found


def _key(row: Any, field: models.Field) -> Any:
    return getattr(row, field.attname)


def _value(row: Any, field: models.Field) -> Any:
    """Return the field's value in a history row; None when the row it pointed at was deleted."""
    try:
        return getattr(row, field.name)
    except ObjectDoesNotExist:
        return None


def _words(instance: models.Model, field: models.Field, value: Any) -> str:
    """Return `value` as plain lines of text, in the reader's language.

    A row is shown by its name. What a field's value means is known to the model alone where it
    keeps codes: see `ContentHistory`.
    """
    if isinstance(field, StreamField):
        return "\n".join(_block_lines(field.stream_block, value, ""))
    if in_words := getattr(instance, "HISTORY_WORDS", {}).get(field.name):
        value = in_words(value)
    elif field.choices:
        value = dict(field.flatchoices).get(value, value)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, dict):
        return "\n".join(_labelled(str(key), str(item)) for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)
    # A row of a table, which `localize` would return as it is.
    return str(localize(value))


def block_text(held: StreamValue.StreamChild) -> str:
    """Return what stands in a block, as plain text with the labels of the editor."""
    return " ".join(_block_lines(held.block, held.value, ""))


def _block_lines(block: blocks.Block, value: Any, label: str) -> Iterator[str]:
    """Yield the lines of a block, each after its label in the editor."""
    for inner, inner_value, inner_label in _inside(block, value, label):
        yield from _block_lines(inner, inner_value, inner_label)
    match block:
        case blocks.RichTextBlock():
            yield from (_labelled(label, line) for line in _plain_lines(value))
        case blocks.BooleanBlock() if value:
            yield label
        case blocks.ChoiceBlock() if value:
            # What is no longer offered has no words.
            said = dict(flatten_choices(block.field.choices)).get(value, value)
            yield _labelled(label, str(said))
        case blocks.FieldBlock() if value not in (None, "", False):
            yield _labelled(label, str(value))


def _inside(block: blocks.Block, value: Any, label: str) -> list[tuple[blocks.Block, Any, str]]:
    """Return the block, value and label of each part of a block; nothing for a simple block."""
    match block:
        case blocks.BaseStreamBlock():
            return [(child.block, child.value, str(child.block.label)) for child in value]
        case blocks.BaseStructBlock():
            parts = block.child_blocks.items()
            return [(part, value.get(name), str(part.label)) for name, part in parts]
        case blocks.ListBlock():
            return [(block.child_block, item, label) for item in value]
    return []


def _plain_lines(text: RichText | None) -> list[str]:
    """Return the paragraphs and list items of a rich text, without markup."""
    source = re.sub(r"</(?:p|li|h\d|blockquote)>|<br\s*/?>", "\n", text.source if text else "")
    return [line.strip() for line in unescape(strip_tags(source)).splitlines() if line.strip()]


def _labelled(label: str, line: str) -> str:
    return _("%(label)s: %(text)s") % {"label": label, "text": line} if label else line


def _pieces(old: str, new: str) -> list[Piece]:
    """Return one line, compared word by word."""
    before, after = re.findall(r"\s+|\S+", old), re.findall(r"\s+|\S+", new)
    pieces = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("".join(before[a:b]), True, True))
            continue
        if a < b:
            pieces.append(Piece("".join(before[a:b]), True, False))
        if c < d:
            pieces.append(Piece("".join(after[c:d]), False, True))
    return pieces
