"""Translating a page whose translation is already written, in the way that translators do it."""

import json
from collections import defaultdict

import polib
from wagtail.models import Locale, Page
from wagtail_localize.models import SegmentOverride, Translation, TranslationSource
from wagtail_localize.segments import OverridableSegmentValue, StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from cms.translations import queries
from people.models import User


def translate(written: Page, *, locale: Locale, user: User | None) -> None:
    """Translate the page with the key of `written`, an unsaved page in `locale`, and publish it.

    Its texts come in through a file of sentences, as translators send one. If an editor changed the
    source so that texts are missing, the translation stays a draft. Without a source, and where a
    translation exists, nothing happens. Raises ValidationError for a text that the page refuses.
    """
    model = type(written)
    same = model._default_manager.filter(translation_key=written.translation_key)
    page = same.exclude(locale=locale).order_by("pk").first()
    if page is None or same.filter(locale=locale).exists():
        return
    source, _ = TranslationSource.get_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=locale)
    translation.import_po(_sentences(translation, written), user=user, tool_name="PO File")
    _exchange_files(translation, written, user)
    translation.save_target(user=user, publish=False)
    target = model._default_manager.get(translation_key=written.translation_key, locale=locale)
    if not queries.missing(translation):
        revision = target.get_latest_revision()
        revision.publish(user=user, skip_permission_checks=True)
    if hasattr(model, "history"):
        # The copy that wagtail-localize begins with names no one.
        model.history.filter(id=target.pk, history_user=None).update(history_user=user)


def _sentences(translation: Translation, written: Page) -> polib.POFile:
    """Return the file of sentences of `translation`, filled in from `written`."""
    texts: dict[str, list[str]] = defaultdict(list)
    for segment in extract_segments(written):
        if isinstance(segment, StringSegmentValue):
            texts[segment.path].append(segment.string.data)
    catalogue = translation.export_po()
    places: dict[str, list[polib.POEntry]] = defaultdict(list)
    for entry in catalogue:
        places[entry.msgctxt].append(entry)
    for path, entries in places.items():
        if len(entries) == len(texts[path]):
            for entry, text in zip(entries, texts[path], strict=True):
                entry.msgstr = text
    return catalogue


def _exchange_files(translation: Translation, written: Page, user: User | None) -> None:
    """Use the files of `written` where they are others than those of the source."""
    files = {
        segment.path: segment.data
        for segment in extract_segments(written)
        if isinstance(segment, OverridableSegmentValue)
    }
    for segment in translation.source.overridablesegment_set.select_related("context"):
        other = files.get(segment.context.path, segment.data)
        if other != segment.data:
            SegmentOverride.objects.update_or_create(
                locale=translation.target_locale,
                context=segment.context,
                defaults={"data_json": json.dumps(other), "last_translated_by": user},
            )
