"""How far a translation is, and whether its source changed meanwhile."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail_localize.fields import SynchronizedField, get_translatable_fields
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from cms.pages import plans
from web.reading.languages import in_sentence


def made_from_source(page: Page) -> Translation | None:
    """Return how `page` was translated from its source, also when its translation was stopped
    since; None for a source. One query."""
    made = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale_id=page.locale_id
    )
    return made.select_related("source", "target_locale").first()


def aliases_elsewhere(page: Page) -> list[int]:
    """Return the primary keys of the aliases of `page`, and of all below it, in other languages.
    One query."""
    pages = page.get_descendants(inclusive=True)
    found = Page.objects.filter(alias_of__in=pages).exclude(locale=page.locale_id)
    return list(found.values_list("pk", flat=True))


def translation_of(page: Page) -> Translation | None:
    """Return how `page` is translated from its source; None for a source and for a page whose
    translation was stopped. One query."""
    made = made_from_source(page)
    return made if made and made.enabled else None


def left_in_source(page: Page) -> list[str]:
    """Return the texts of `page` that no one translated, when its translation was stopped: from
    then on it is edited like any page. A text that is the same in both languages counts as well,
    until someone says so in the translation. Two queries, and those of the page."""
    stopped = made_from_source(page)
    if stopped is None or stopped.enabled:
        return []
    segments = stopped.source.stringsegment_set.annotate_translation(stopped.target_locale)
    untranslated = set(
        segments.filter(translation=None).values_list("context__path", "string__data")
    )
    found = [one for one in extract_segments(page.specific) if isinstance(one, StringSegmentValue)]
    return [
        one.string.data
        for one in found
        # No reader sees a slug.
        if one.path != "slug" and (one.path, one.string.data) in untranslated
    ]


def hour_of_source(translation: Translation) -> datetime | None:
    """Return when the source goes live, if no reader has it in either language. Two queries."""
    of = translation.source
    both = Page.objects.filter(translation_key=of.object_id)
    both = both.filter(locale__in=[of.locale_id, translation.target_locale_id])
    found = {page.locale_id: page for page in both}
    source = found.get(of.locale_id)
    is_read = any(page.live for page in found.values())
    return plans.hour_of(source) if source and not is_read else None


def is_source_hidden(translation: Translation) -> bool:
    """Whether the source stands there and is not live. One query."""
    of = translation.source
    pages = Page.objects.filter(translation_key=of.object_id, locale=of.locale_id)
    return pages.filter(live=False).exists()


def missing(translation: Translation) -> int:
    """Return how many texts have no translation, or one that was refused. One query."""
    total, translated = translation.get_progress()
    return total - translated


@dataclass(frozen=True)
class State:
    """Where a translation stands. `is_behind` means that what readers see was translated from an
    older source; `missing` counts the texts that have no translation, of a page that is translated
    text by text."""

    translation: Translation
    is_behind: bool
    missing: int

    def __bool__(self) -> bool:
        return self.is_behind or bool(self.missing)

    @property
    def sentence(self) -> str:
        """What is to be done; empty when nothing is."""
        if self.is_behind and self.missing:
            return ngettext(
                "Source changed: %(count)d text to translate",
                "Source changed: %(count)d texts to translate",
                self.missing,
            ) % {"count": self.missing}
        if self.is_behind and not self.translation.enabled:
            return _("Source changed: change this page too, and publish it")
        if self.is_behind:
            return _("Source changed: publish the translation again")
        if self.missing:
            return ngettext(
                "%(count)d text to translate", "%(count)d texts to translate", self.missing
            ) % {"count": self.missing}
        return ""

    @property
    def language(self) -> str:
        return self.translation.target_locale.get_display_name()


def state(translation: Translation) -> State:
    """Return where `translation` stands. Seven queries at most."""
    [found] = states_of([translation])
    return found


def states(page: Page) -> list[State]:
    """Return the states of what is translated from `page`, or of `page` as a translation."""
    own = made_from_source(page)
    if own:
        return [state(own)]
    own_source = {"source__object_id": page.translation_key, "source__locale": page.locale_id}
    return states_of(all_made().filter(**own_source))


def all_made() -> QuerySet[Translation]:
    """Return all translations, with what `states_of` needs of them. One that was stopped is edited
    like any page, but its readers must not be left with what the source no longer says."""
    found = Translation.objects.select_related("source", "target_locale")
    # The whole page that it was taken from; read again for the few that may have changed.
    return found.defer("source__content_json")


def states_of(translations: Iterable[Translation]) -> list[State]:
    """Return where each of `translations` stands. Seven queries at most, however many they are."""
    found = list(translations)
    keys = {one.source.object_id for one in found}
    counts = dict(_with_missing(found)) if found else {}
    held = Page.objects.filter(translation_key__in=keys, live=True).annotate(
        shown=Coalesce("live_revision__created_at", "last_published_at")
    )
    pages = {(page.translation_key, page.locale_id): page for page in held} if found else {}
    outdated = _outdated({one.source_id: one.source for one in found}.values(), pages)
    return [
        State(
            one,
            is_behind=_is_older(pages.get((one.source.object_id, one.target_locale_id)), one.source)
            or (one.source_id in outdated and _is_live(one, pages)),
            missing=counts[one.pk] if one.enabled else 0,
        )
        for one in found
    ]


def _with_missing(translations: list[Translation]) -> QuerySet:
    """Return the number of each translation, and how many texts it lacks. One query."""
    said = StringTranslation.objects.filter(
        translation_of=OuterRef("string"),
        context=OuterRef("context"),
        locale=OuterRef(OuterRef("target_locale")),
        has_error=False,
    )
    lacking = StringSegment.objects.filter(~Exists(said), source=OuterRef("source"))
    counted = lacking.order_by().values("source").annotate(total=Count("pk")).values("total")
    chosen = Translation.objects.filter(pk__in=[one.pk for one in translations])
    return chosen.values_list("pk", Coalesce(Subquery(counted), 0))


def _is_live(translation: Translation, pages: dict[tuple[UUID, int], Any]) -> bool:
    return (translation.source.object_id, translation.target_locale_id) in pages


def _is_older(page: Any, source: TranslationSource) -> bool:
    return bool(page and page.shown and page.shown < source.last_updated_at)


def behind(most: int) -> list[State]:
    """Return up to `most` translations that readers have from an older source. Eight queries at
    most."""
    pages = Page.objects.filter(translation_key=OuterRef("source__object_id"), live=True)
    shown = pages.filter(locale=OuterRef("target_locale")).values("live_revision__created_at")
    published = pages.filter(locale=OuterRef("source__locale")).values("last_published_at")
    perhaps = (
        all_made()
        .annotate(shown=Subquery(shown[:1]), published=Subquery(published[:1]))
        .filter(
            Q(shown__lt=F("source__last_updated_at"))
            | Q(shown__isnull=False, published__gt=F("source__last_updated_at"))
        )
        .order_by("source__object_repr", "pk")
    )
    return [one for one in states_of(perhaps) if one.is_behind][:most]


def _outdated(sources: Iterable[TranslationSource], pages: dict[tuple[UUID, int], Any]) -> set[int]:
    """Return the numbers of the sources whose page was published with other contents than
    translators are shown. A query for each kind of page, and two more."""
    perhaps = {}
    for source in sources:
        page = pages.get((source.object_id, source.locale_id))
        if page and page.last_published_at and page.last_published_at > source.last_updated_at:
            perhaps[page.pk] = source
    if not perhaps:
        return set()
    # The caller may have left the contents out.
    held = TranslationSource.objects.in_bulk([source.pk for source in perhaps.values()])
    specific = Page.objects.filter(pk__in=perhaps).specific()
    taken = ((held[perhaps[page.pk].pk], page) for page in specific)
    return {source.pk for source, page in taken if differs(source, page)}


def differs(source: TranslationSource, page: Page) -> bool:
    """Whether `page` has other contents than `source` was taken from. What is the same in every
    language does not count: it is in every language as soon as `page` is published."""
    before, now = json.loads(source.content_json), json.loads(page.to_json())
    names = {field.field_name for field in get_translatable_fields(type(page))}
    names -= {"slug", *same_in_every_language(page)}
    return any(before.get(name) != now.get(name) for name in names)


@dataclass(frozen=True)
class Change:
    """A text that has no translation yet; `before` is what stood there, and its translation."""

    place: str
    now: str
    before: str
    translated: str


def changes(translation: Translation) -> list[Change]:
    """Return what is to be translated, each beside what it replaces, in the order of the page.

    Where several texts of one place changed, each is beside the old one that is most like it.
    """
    source = translation.source
    segments = list(
        source.stringsegment_set.annotate_translation(translation.target_locale)
        .select_related("string", "context")
        .order_by("order")
    )
    used = {(one.context_id, one.string_id) for one in segments}
    old: dict[int, list[StringTranslation]] = {}
    kept = StringTranslation.objects.filter(
        context__object_id=source.object_id, locale=translation.target_locale
    )
    for one in kept.select_related("translation_of").order_by("-updated_at", "-pk"):
        if (one.context_id, one.translation_of_id) not in used:
            old.setdefault(one.context_id, []).append(one)
    page = source.as_instance()
    found = []
    for segment in (one for one in segments if not one.translation):
        left = old.get(segment.context_id, [])
        likest = max(left, key=lambda one: _alike(one, segment), default=None)
        if likest:
            left.remove(likest)
        found.append(
            Change(
                place=place_of(page, segment.context.path),
                now=segment.string.data,
                before=likest.translation_of.data if likest else "",
                translated=likest.data if likest else "",
            )
        )
    return found


def _alike(old: StringTranslation, segment: Any) -> float:
    return SequenceMatcher(None, old.translation_of.data, segment.string.data).ratio()


def place_of(page: Page, path: str) -> str:
    """Return the name of the field, or the kind and number of the block, that has this path."""
    name, *inside = path.split(".")
    field = page._meta.get_field(name)
    if inside:
        for number, block in enumerate(getattr(page, name), start=1):
            if block.id == inside[0]:
                return f"{number}. {block.block.label}"
    return str(field.verbose_name)


def others(page: Page) -> PageQuerySet:
    """Return the translations of `page` in all other languages, aliases too."""
    return Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk)


def languages_of_others(page: Page) -> list[str]:
    """Return the other languages in which `page` is, as they stand in a sentence. One query."""
    codes = others(page).values_list("locale__language_code", flat=True)
    return [in_sentence(code) for code in codes]


def ruling(page: Page) -> Page | None:
    """Return the page whose values hold in every language: of those published, the one that was
    made first. Two queries."""
    same = Page.objects.live().filter(translation_key=page.translation_key, alias_of=None)
    return same.order_by("pk").specific().first()


def same_in_every_language(page: Page) -> list[str]:
    """Return the fields of `page` that hold no words. A slug is found for each page."""
    fields = get_translatable_fields(page.specific_class)
    synchronized = [one for one in fields if isinstance(one, SynchronizedField)]
    names = [one.field_name for one in synchronized if not one.overridable]
    return [name for name in names if name != "slug"]


def order(children: Iterable[Page], keys: list[UUID]) -> list[Page]:
    """Return `children` in the order of `keys`; one that is not among them follows the one that it
    follows now."""
    places: dict[int, tuple[int, int]] = {}
    last = -1
    for number, child in enumerate(children):
        is_known = child.translation_key in keys
        last = keys.index(child.translation_key) if is_known else last
        places[child.pk] = (last, 0 if is_known else number + 1)
    return sorted(children, key=lambda child: places[child.pk])
