"""What is kept about people, declared field by field.

Each app says in its own `personal_data.py` what its rows hold; a field that nobody declared fails
the build. The declarations drive the member's export (`people.privacy.export`), her erasure
(`people.privacy.erasure`), the public page «what we hold», `manage.py what_we_hold` and the table
of `docs/privacy.md`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.models import User

Words = str | Promise
# Keys of rows of contents to what they are called, in the language that is active.
Reader = Callable[[Collection[UUID]], dict[UUID, str]]
# Rows of one model to what a field says in words, by their primary keys.
Teller = Callable[[Collection[Any]], dict[int, str]]
# A member and rows of one model that are hers, to those of them that she may read today.
Narrower = Callable[[User, models.QuerySet], models.QuerySet]
# A row to the words that are sealed in it. The row is of whatever model declared it.
Opener = Callable[[Any], str]


class Kind(Enum):
    """How much a field says about a person."""

    PUBLIC = "public"  # contents and plans, nobody's in particular
    PSEUDONYMOUS = "pseudonymous"  # about a member, under a code or a pseudonym
    PERSONAL = "personal"  # written by a member, or a secret of hers
    SEALED = "sealed"  # the same, encrypted under a key that goes with her


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
class Holding:
    """What one model holds, why, for how long, and how it goes.

    * `fields` maps every field but the primary key to its kind;
    * `title` is what the rows are called where members read about them;
    * `owner` is the look-up from a row to the member whose it is, such as «enrolment__user»; where
      rows belong to two, both: «mentor|mentee»;
    * `unlinked` names the fields that point at somebody who only had a part in the row; they are
      emptied when that person is erased;
    * `exported` names the fields that stand in a member's own export, empty for none; its rows are
      those of `exported_of`, which is the owner unless something else is said.
    """

    model: str
    purpose: Words
    retention: Words
    eraser: Eraser
    fields: dict[str, Kind]
    title: Words = ""
    owner: str = ""
    unlinked: str = ""
    exported: str = ""
    exported_of: str = ""

    @property
    def rows(self) -> models.QuerySet:
        return apps.get_model(self.model)._base_manager.all()

    @property
    def about_people(self) -> list[str]:
        """Names of the fields that say something about a person."""
        return [name for name, kind in self.fields.items() if kind is not Kind.PUBLIC]

    def owned_by(self, user: User) -> models.QuerySet:
        return self._of(user, self.owner)

    def exported_for(self, user: User) -> models.QuerySet:
        return self._of(user, self.exported_of or self.owner)

    def naming(self, user: User) -> models.QuerySet:
        """Rows that are hers, and rows that only point at her."""
        return self._of(user, "|".join(filter(None, (self.owner, self.unlinked.replace(" ", "|")))))

    def unlink(self, user: User) -> None:
        """Empty the fields by which rows of others point at `user`."""
        for name in self.unlinked.split():
            self._of(user, name).update(**{name: None})

    def _of(self, user: User, lookups: str) -> models.QuerySet:
        if not lookups:
            return self.rows.none()
        found = models.Q()
        for lookup in lookups.split("|"):
            found |= models.Q(**{lookup: self._key(user, lookup)})
        return self.rows.filter(found).order_by("pk")

    def _key(self, user: User, lookup: str) -> Any:
        """Return what stands for `user` at the end of `lookup`: her code, or her row."""
        model: Any = apps.get_model(self.model)
        for step in lookup.split("__"):
            column = model._meta.get_field(step)
            model = column.related_model
        return user.code if isinstance(column, models.UUIDField) else user.pk


def kinds(**names: str) -> dict[str, Kind]:
    """Return field → kind from `public="a b", pseudonymous="c"`."""
    return {field: Kind(kind) for kind, fields in names.items() for field in fields.split()}


def content(model: str, fields: str, *, linked: str = "") -> Holding:
    """Declare a model that holds contents; `linked` are its fields that point at a writer."""
    return Holding(
        model=model,
        # Translators: Follows “Why:”.
        purpose=_("for reading, teaching and planning"),
        title=_("Courses, meetings and plans"),
        retention=_("as long as it is useful"),
        eraser=Eraser.UNLINKED if linked else Eraser.NONE,
        fields=kinds(public=fields, pseudonymous=linked),
        unlinked=linked,
    )


def holdings() -> list[Holding]:
    """Return what all apps declare, in the order of the installed apps."""
    return [holding for module in _declarations() for holding in module.HOLDINGS]


def account_first() -> list[Holding]:
    """Return the same in the order in which members read it: from the ground up."""
    floors = reversed(_declarations())
    return [holding for module in floors for holding in module.HOLDINGS]


def words() -> dict[str, Words]:
    """Return what fields are called where members read about them.

    A key is a field's name, or «app.Model.field» where the same name means something else.
    """
    found: dict[str, Words] = {}
    for module in _declarations():
        found |= getattr(module, "WORDS", {})
    return found


def readers() -> dict[str, Reader]:
    """Return field → how to read the keys of contents that it keeps."""
    found: dict[str, Reader] = {}
    for module in _declarations():
        found |= getattr(module, "READERS", {})
    return found


def tellers() -> dict[str, Teller]:
    """Return «app.Model.field» → how to say in words what is kept there as codes."""
    found: dict[str, Teller] = {}
    for module in _declarations():
        found |= getattr(module, "TELLERS", {})
    return found


def openers() -> dict[str, Opener]:
    """Return «app.Model.field» → what opens that sealed field of a row, for her own copy."""
    found: dict[str, Opener] = {}
    for module in _declarations():
        found |= getattr(module, "OPENERS", {})
    return found


def narrowers() -> dict[str, Narrower]:
    """Return «app.Model» → what keeps out of her own copy whatever she may not read any more."""
    found: dict[str, Narrower] = {}
    for module in _declarations():
        found |= getattr(module, "NARROWERS", {})
    return found


def before_erasure() -> list[Callable[[User], None]]:
    """Return what each app does for the others who are concerned, before a member's rows go."""
    return [deed for module in _declarations() for deed in getattr(module, "BEFORE_ERASURE", [])]


def named(holding: Holding, name: str) -> Words:
    """Return what a field is called; KeyError when nobody said it."""
    told = words()
    own = f"{holding.model}.{name}"
    return told[own] if own in told else told[name]


@cache
def _declarations() -> tuple[ModuleType, ...]:
    """Return the registries of all apps; looked for once, because each is asked for each field."""
    return tuple(
        import_module(f"{config.name}.personal_data")
        for config in apps.get_app_configs()
        if "." not in config.name and find_spec(f"{config.name}.personal_data")
    )


def undeclared(models_: Iterable[type[models.Model]]) -> list[str]:
    """Return `app.Model.field` for every field that no holding names, lists of others included."""
    declared = {holding.model: holding.fields for holding in holdings()}
    return [
        f"{model._meta.label}.{column.name}"
        for model in models_
        for column in (*model._meta.local_concrete_fields, *model._meta.local_many_to_many)
        if not column.primary_key and column.name not in declared.get(model._meta.label, {})
    ]


def table() -> str:
    """Return all holdings as a Markdown table in English, for `docs/privacy.md`."""
    with translation.override("en"):
        return "\n".join(_rows_of_table())


def _rows_of_table() -> Iterator[str]:
    yield "| what | why | how long | in the member’s copy | when the member is erased |"
    yield "|---|---|---|---|---|"
    for holding in holdings():
        held = [
            f"{kind.value}: {', '.join(names)}"
            for kind in Kind
            if kind is not Kind.PUBLIC
            and (names := [name for name, its in holding.fields.items() if its is kind])
        ]
        if held:
            yield (
                f"| **{holding.model}**: {'; '.join(held)} | {holding.purpose} "
                f"| {holding.retention} | {'yes' if holding.exported else 'no'} "
                f"| {holding.eraser.words} |"
            )
