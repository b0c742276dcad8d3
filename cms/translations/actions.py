"""Translations of pages: started as drafts, and published when they are complete."""

import json
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import Locale, Page
from wagtail.query import PageQuerySet
from wagtail_localize.models import SegmentOverride, Translation, TranslationSource
from wagtail_localize.operations import translate_object

from cms.editors import GROUPS
from cms.models import HomePage
from cms.translations import queries


@transaction.atomic
def prepare(*, page: Page, locales: Iterable[Locale], user: Any) -> None:
    """Make sure that a translation of `page` starts as a draft, below pages that are drafts too.

    Wagtail would put an alias in the place of each page above that has no translation. An alias is
    live as soon as its original is, and would publish a text in a language that is not its own.
    """
    locales = list(locales)
    for above in page.get_ancestors().filter(depth__gt=1).specific():
        wanted = _without(above, locales)
        if wanted:
            _aliases_to_drafts([above], wanted)
            translate_object(above, wanted, user=user)
            if isinstance(above, HomePage):
                _open_to_editors()
    _aliases_to_drafts([page], locales)


@transaction.atomic
def start_below(*, page: Page, locales: Iterable[Locale], user: Any) -> None:
    """Start the translations of all pages below `page`, as drafts, where there is none yet.

    wagtail-localize would write the source's text over translations that exist.
    """
    for below in page.get_descendants().specific():
        wanted = _without(below, locales)
        if wanted:
            _aliases_to_drafts([below], wanted)
            translate_object(below, wanted, user=user)


def _without(page: Page, locales: Iterable[Locale]) -> list[Locale]:
    """Return the languages in which `page` has no text of its own."""
    held = Page.objects.filter(translation_key=page.translation_key, alias_of=None)
    taken = set(held.values_list("locale_id", flat=True))
    return [one for one in locales if one.pk not in taken]


def _aliases_to_drafts(pages: Iterable[Page], locales: list[Locale]) -> None:
    """Take aliases offline that are about to become pages of their own."""
    keys = [page.translation_key for page in pages]
    aliases = Page.objects.filter(translation_key__in=keys, locale__in=locales)
    _take_offline(aliases.exclude(alias_of=None))


def _take_offline(aliases: PageQuerySet) -> None:
    # As if they had never been published: a reader must not be told that they were taken down.
    aliases.update(
        live=False,
        has_unpublished_changes=True,
        first_published_at=None,
        last_published_at=None,
        live_revision=None,
    )


def close(*, pages: Iterable[int]) -> None:
    """Take offline what were aliases of a page that is deleted in its own language alone, by their
    primary keys: as pages of their own, they would show its text without the label of its
    language."""
    _take_offline(Page.objects.filter(pk__in=pages))


def _open_to_editors() -> None:
    """Give the studio's groups their permissions on the home page of a new language."""
    for name in Group.objects.filter(name__in=GROUPS).values_list("name", flat=True):
        GROUPS[name]()


def save_draft(*, translation: Translation, user: Any) -> None:
    """Write the translated texts into a draft of the page. Texts that the page refuses are left
    out, and stay marked in the translation.

    wagtail-localize's own draft would change the page that readers have, as far as its translation
    goes, with the source's text for the rest. A draft whose source is not live yet waits for the
    same hour.
    """
    with suppress(ValidationError):
        page = translation.source.get_ephemeral_translated_instance(
            translation.target_locale, fallback=True
        )
        page.go_live_at = queries.hour_of_source(translation)
        page.save_revision(user=user)


def take_hour(*, translation: Translation) -> datetime | None:
    """Let the translated page go live when its source does, where no reader has either of them yet;
    return that hour. Otherwise it has none: a copy of its source may have brought one along."""
    hour = queries.hour_of_source(translation)
    key, locale = translation.source.object_id, translation.target_locale
    Page.objects.filter(translation_key=key, locale=locale).update(go_live_at=hour)
    return hour


def publish(*, translation: Translation, user: Any) -> bool:
    """Publish the translated page at once, or at the hour of its source. Texts that the page
    refuses stay marked; then nothing changes, and the answer is False."""
    take_hour(translation=translation)
    try:
        translation.save_target(user=user, publish=True)
    except ValidationError:
        return False
    return True


@transaction.atomic
def take_over(*, page: Page) -> None:
    """Show translators the contents with which `page` was published just now. What readers have in
    other languages stays as it is until it is published there."""
    source = TranslationSource.objects.get_for_instance_or_none(page.specific)
    if source is None or not source.translations.exists():
        return
    if queries.differs(source, page.specific):
        source.update_from_db()
    else:
        # A translation that is published later copies from here what is the same in every language.
        contents = source.get_source_instance().to_json()
        TranslationSource.objects.filter(pk=source.pk).update(content_json=contents)


@transaction.atomic
def exchange(*, translation: Translation, context_id: int, value: Any, user: Any) -> None:
    """Use `value`, such as another recording by its number, in the translation's draft; None means
    that of the source."""
    place = {"context_id": context_id, "locale": translation.target_locale}
    if value is None:
        SegmentOverride.objects.filter(**place).delete()
    else:
        SegmentOverride.objects.update_or_create(
            **place,
            defaults={
                "data_json": json.dumps(value),
                "last_translated_by": user,
                "has_error": False,
            },
        )
