"""The pictures, recordings and documents of a package, as files of this site."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Revision
from wagtailmedia.models import get_media_model

from files import recordings, storage
from files.uploads import FileRefused
from learning.exchange.packages.format.archive import Unreadable
from learning.exchange.packages.format.contents import Enclosed, Package
from learning.models import LessonPage, PackagedFile
from people.models import User


def kinds_of(model: type[Model]) -> tuple[tuple[storage.Kind, ...], tuple[storage.Kind, ...]]:
    """Return what a file for `model` may be, and what of it is taken as it is where it came with
    this program."""
    return {
        get_image_model(): (storage.PICTURES, storage.TRUSTED_PICTURES),
        get_document_model(): (storage.PAPERS, storage.TRUSTED_PAPERS),
        get_media_model(): (storage.RECORDINGS, storage.TRUSTED_RECORDINGS),
    }[model]


@dataclass(frozen=True)
class DryRun:
    """Looks whether the names in a package mean something, and brings nothing (`Things`)."""

    package: Package

    def file(self, model: type[Model], name: str) -> int | None:
        enclosed = self.package.files.get(name)
        if enclosed is None:
            told = _("“%(name)s” is missing in this package. Download it again.")
            raise Unreadable(told % {"name": name[:100]})
        return None

    def page(self, key: UUID) -> int | None:
        return None


@dataclass(frozen=True)
class FileImport(DryRun):
    """Brings the files of a package to this site when a text names them (`Things`).

    `language` is that of the text. `new` are the files that were brought, `lost` the keys in links
    to pages that are not here.
    """

    user: User | None
    language: str
    on_file: Callable[[], None]
    new: list[Model] = field(default_factory=list)
    lost: list[UUID] = field(default_factory=list)

    def file(self, model: type[Model], name: str) -> int | None:
        super().file(model, name)
        enclosed = self.package.files[name]
        label = model._meta.label_lower
        known = PackagedFile.objects.filter(digest=enclosed.digest, model=label).first()
        kept: Any = known and model._default_manager.filter(pk=known.object_id).first()
        # An editor may have put another file in its place.
        is_same = kept and known and kept.file.name == known.stored_as
        return (kept if is_same else self._bring(model, enclosed)).pk

    def page(self, key: UUID) -> int | None:
        pages = Page.objects.filter(locale__language_code=self.language)
        found = pages.filter(translation_key=key).first()
        if found is None:
            self.lost.append(key)
        return found and found.pk

    @transaction.atomic
    def _bring(self, model: type[Model], enclosed: Enclosed) -> Model:
        self.on_file()
        sent = ContentFile(enclosed.content, enclosed.name)
        kinds, trusted = kinds_of(model)
        try:
            kept = storage.trusted(sent, trusted) or storage.clean(sent, kinds)
        except FileRefused as refusal:
            raise Unreadable(f"{enclosed.name}: {refusal}") from refusal
        made = model._default_manager.create(
            title=enclosed.title, uploaded_by_user=self.user, **_fields(model, enclosed, kept)
        )
        remember(made, enclosed.digest)
        self.new.append(made)
        return made


def remember(made: Any, digest: str) -> None:
    """Record that the file with this digest is here already."""
    PackagedFile.objects.update_or_create(
        digest=digest,
        model=made._meta.label_lower,
        defaults={"object_id": made.pk, "stored_as": made.file.name},
    )


def forget(new: Iterable[Model]) -> None:
    """Delete files that were brought for nothing."""
    for one in new:
        label = one._meta.label_lower
        PackagedFile.objects.filter(model=label, object_id=one.pk).delete()
        one.delete()


@transaction.atomic
def forget_replaced() -> None:
    """Delete the recordings that a course of this program once brought, and that no lesson has any
    more, published or as a draft. What someone here added stays. Four queries where there is
    none."""
    model = get_media_model()
    brought = PackagedFile.objects.filter(model=model._meta.label_lower)
    numbers = dict(brought.values_list("object_id", "stored_as"))
    ours = model.objects.filter(pk__in=set(numbers) - set(_in_lessons()), uploaded_by_user=None)
    forget([one for one in ours if one.file.name == numbers[one.pk]])


def _in_lessons() -> Iterator[int]:
    """Yield the recordings in what readers have of all lessons, and in their last drafts. Wagtail's
    index of references is written later, and knows no drafts."""
    for body in LessonPage.objects.values_list("body", flat=True):
        yield from _heard_in(body.raw_data)
    lately = LessonPage.objects.filter(has_unpublished_changes=True).values("latest_revision")
    for draft in Revision.objects.filter(pk__in=lately):
        yield from _heard_in(json.loads(draft.content["body"]))


def _heard_in(blocks: Iterable[dict[str, Any]]) -> list[int]:
    return [one["value"]["audio"] for one in blocks if one["type"] == "audio"]


def _fields(model: type[Model], enclosed: Enclosed, kept: storage.CleanFile) -> dict[str, Any]:
    fields: dict[str, Any] = {"file": kept}
    if model is get_image_model():
        fields["description"] = enclosed.description
    if model is get_media_model():
        fields |= {"type": "audio", "duration": recordings.seconds(kept.read())}
        kept.seek(0)
    return fields
