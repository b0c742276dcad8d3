"""What is kept about people, declared field by field.

Each app declares in its own `personal_data.py` what its rows hold, as one `PersonalData`; a field
that no app declares fails the build. The declarations drive the member's export
(`people.privacy.export`), their erasure (`people.privacy.erasure`), the public page “what we hold”,
`manage.py what_we_hold` and the table of `docs/privacy.md`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.models import RoleGrant, User
from web.declarations import modules_called

Words = str | Promise
# Keys of rows of contents → their titles, in the active language.
Titles = Callable[[Collection[UUID]], dict[UUID, str]]
# Rows of one model → the words for a field, by primary key.
Teller = Callable[[Collection[Any]], dict[int, str]]
# A member and their rows of one model → those that they may read today.
Narrower = Callable[[User, models.QuerySet], models.QuerySet]
# A row → the words sealed in it.
Opener = Callable[[Any], str]


class Kind(Enum):
    """How much a field says about a person."""

    PUBLIC = "public"  # contents and plans, not about a person
    PSEUDONYMOUS = "pseudonymous"  # about a member, under a code or a pseudonym
    PERSONAL = "personal"  # written by a member, or a secret of theirs
    SEALED = "sealed"  # the same, encrypted under a key that goes with the member


class Eraser(Enum):
    """What happens to a row when its member is erased."""

    CASCADE = "cascade"
    UNLINKED = "unlinked"
    EXPIRES = "expires"
    NONE = "none"

    @property
    def words(self) -> Words:
        return ERASERS[self]


ERASERS: dict[Eraser, Words] = {
    # Translators: Follows “When your account is erased:”.
    Eraser.CASCADE: _("deleted with the account"),
    Eraser.UNLINKED: _("kept, but no longer linked to you"),
    Eraser.EXPIRES: _("deleted when its time is up"),
    Eraser.NONE: _("belongs to no one"),
}


@dataclass(frozen=True, kw_only=True)
class Record:
    """What the rows of one model hold, why, for how long, and how they are erased.

    * `fields` maps every field but the primary key to its kind;
    * `title` is what the rows are called where members read about them;
    * `owners` are the look-ups from a row to its member, such as “enrolment__user”; rows that
      belong to two members have two;
    * `unlinked` names the fields that point at other people involved; they are emptied when that
      person is erased;
    * `exported` names the fields that go into a member's own export, empty for none; its rows are
      those of `exported_of`, by default the same as `owners`;
    * `narrow` keeps out of the export what the member may no longer read;
    * `openers` maps a sealed field to what opens it for the member's own export;
    * `file` names the sealed field that holds a file, which goes into the same export; its opener
      gives the file's name, without opening it, and `file_size` names the field with its size;
    * `tellers` maps a field that holds codes to the function that puts them into words, for all
      rows at once;
    * `words` are names of fields that differ from their names in other rows.
    """

    model: str
    purpose: Words
    retention: Words
    eraser: Eraser
    fields: Mapping[str, Kind]
    title: Words = ""
    owners: Sequence[str] = ()
    unlinked: Sequence[str] = ()
    exported: Sequence[str] = ()
    exported_of: Sequence[str] = ()
    narrow: Narrower | None = None
    openers: Mapping[str, Opener] = field(default_factory=dict)
    file: str = ""
    file_size: str = ""
    tellers: Mapping[str, Teller] = field(default_factory=dict)
    words: Mapping[str, Words] = field(default_factory=dict)

    @property
    def rows(self) -> models.QuerySet:
        return apps.get_model(self.model)._base_manager.all()

    @property
    def about_people(self) -> list[str]:
        """Names of the fields that say something about a person."""
        return [name for name, kind in self.fields.items() if kind is not Kind.PUBLIC]

    def owned_by(self, user: User) -> models.QuerySet:
        return self._of(user, self.owners)

    def exported_for(self, user: User) -> models.QuerySet:
        return self._of(user, self.exported_of or self.owners)

    def naming(self, user: User) -> models.QuerySet:
        """Rows that belong to them, and rows that only point at them."""
        return self._of(user, [*self.owners, *self.unlinked])

    def unlink(self, user: User) -> None:
        """Empty the fields by which rows of others point at `user`."""
        for name in self.unlinked:
            self._of(user, [name]).update(**{name: None})

    def _of(self, user: User, lookups: Sequence[str]) -> models.QuerySet:
        if not lookups:
            return self.rows.none()
        found = models.Q()
        for lookup in lookups:
            found |= models.Q(**{lookup: self._key(user, lookup)})
        return self.rows.filter(found).order_by("pk")

    def _key(self, user: User, lookup: str) -> Any:
        """Return the value of `user` at the end of `lookup`: their code, or their row."""
        model: Any = apps.get_model(self.model)
        for step in lookup.split("__"):
            column = model._meta.get_field(step)
            model = column.related_model
        return user.code if isinstance(column, models.UUIDField) else user.pk


@dataclass(frozen=True, kw_only=True)
class Loss:
    """Members who may see or do less than before: they were suspended, they hide, their
    organisation moved to another region, or a role ended.

    `members` are their keys; `ended` are the roles that ended, whose rows are deleted.
    """

    members: Collection[int]
    ended: Collection[RoleGrant] = ()


@dataclass(frozen=True, kw_only=True)
class PersonalData:
    """What one app keeps about people.

    * `words` are the names of fields where members read about them;
    * `acts` maps each kind of event that the app records to what the member did;
    * `titles` maps a field that keeps keys of contents to the function that reads their titles;
    * `before_erasure` is what the app does for other people before a member's rows are deleted;
    * `after_loss` is what it does for them when members may see or do less than before;
    * `after_shutting_out` ends what works without a session, for these keys of members, or for all.
    """

    records: Sequence[Record]
    words: Mapping[str, Words]
    acts: Mapping[str, Words] = field(default_factory=dict)
    titles: Mapping[str, Titles] = field(default_factory=dict)
    before_erasure: Sequence[Callable[[User], None]] = ()
    after_loss: Sequence[Callable[[Loss], object]] = ()
    after_shutting_out: Sequence[Callable[[Collection[int] | None], object]] = ()


def kinds(**names: Sequence[str]) -> dict[str, Kind]:
    """Return field → kind from `public=["a", "b"], pseudonymous=["c"]`."""
    return {name: Kind(kind) for kind, fields in names.items() for name in fields}


def content(model: str, fields: Sequence[str], *, linked: Sequence[str] = ()) -> Record:
    """Declare a model that holds contents; `linked` are its fields that point at a writer."""
    return Record(
        model=model,
        # Translators: Follows “Why:”.
        purpose=_("for reading, teaching and planning"),
        title=_("Courses, meetings and plans"),
        retention=_("as long as it is useful"),
        eraser=Eraser.UNLINKED if linked else Eraser.NONE,
        fields=kinds(public=fields, pseudonymous=linked),
        unlinked=linked,
    )


@cache
def declarations() -> tuple[PersonalData, ...]:
    """Return what each app declares, in the order of the installed apps."""
    return tuple(module.PERSONAL_DATA for module in modules_called("personal_data"))


def settle_losses(user_ids: Collection[int], *, ended: Collection[RoleGrant] = ()) -> None:
    """Let each app do what it owes to others now that these members may see or do less than before.

    Call it once, at the end of the transaction of the change: the apps lock rows, each of them in
    one order. See `Loss`.
    """
    if not user_ids:
        return
    loss = Loss(members=user_ids, ended=ended)
    for app in declarations():
        for action in app.after_loss:
            action(loss)


def shut_out(user_ids: Collection[int] | None) -> None:
    """Let each app end what works without a session, of these members or of all (None): someone
    else may be inside with their accounts. Call it in the transaction that ends their sessions.
    """
    for app in declarations():
        for action in app.after_shutting_out:
            action(user_ids)


def records() -> list[Record]:
    """Return what all apps declare, in the order of the installed apps."""
    return [record for app in declarations() for record in app.records]


def account_first() -> list[Record]:
    """Return the same in the order shown to members: the account first, then the rest."""
    return [record for app in reversed(declarations()) for record in app.records]


def words() -> dict[str, Words]:
    """Return field → its name where members read about it."""
    return {name: word for app in declarations() for name, word in app.words.items()}


def acts_in_words(events: Iterable[Any]) -> dict[int, str]:
    """Return event pk → what the member did, in the active language."""
    acts = {kind: said for app in declarations() for kind, said in app.acts.items()}
    return {event.pk: str(acts[event.kind]) for event in events if event.kind in acts}


def titles() -> dict[str, Titles]:
    """Return field → the function that reads the titles of the contents whose keys it keeps."""
    return {name: reader for app in declarations() for name, reader in app.titles.items()}


def named(record: Record, name: str) -> Words:
    """Return the name of a field; raises KeyError when no app declares one."""
    return record.words[name] if name in record.words else words()[name]


def table() -> str:
    """Return all records as a Markdown table in English, for `docs/privacy.md`."""
    with translation.override("en"):
        return "\n".join(_rows_of_table())


def _rows_of_table() -> Iterator[str]:
    yield "| what | why | how long | in the member’s copy | when the member is erased |"
    yield "|---|---|---|---|---|"
    for record in records():
        held = [
            f"{kind.value}: {', '.join(names)}"
            for kind in Kind
            if kind is not Kind.PUBLIC
            and (names := [name for name, its in record.fields.items() if its is kind])
        ]
        if held:
            yield (
                f"| **{record.model}**: {'; '.join(held)} | {record.purpose} "
                f"| {record.retention} | {'yes' if record.exported else 'no'} "
                f"| {record.eraser.words} |"
            )
