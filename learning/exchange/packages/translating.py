"""Translating a page whose translation is already written, in the way that translators do it."""

from collections import Counter, defaultdict
from collections.abc import Iterator

import polib
from wagtail.models import Page
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.segments import OverridableSegmentValue, StringSegmentValue
from wagtail_localize.segments.extract import extract_segments, quote_path_component

from cms.translations import actions, queries
from people.models import User

# How wagtail-localize names what comes from a file of sentences.
TOOL = "PO File"


def matches(written: Page, source: Page) -> bool:
    """Whether `written` has a text wherever `source` has one, and nowhere else."""
    return _texts_in(written) == _texts_in(source)


def translate(source: Page, written: Page, *, user: User | None, goes_live: bool) -> Page:
    """Translate `source` into the language of `written`, an unsaved page that is its translation,
    and return the new page.

    Its texts come in through a file of sentences, as translators send one. It is published if
    `goes_live`, unless an editor changed the source so that texts are missing. Raises
    ValidationError for a text that the page refuses.
    """
    made_from, _is_new = TranslationSource.get_or_create_from_instance(source)
    translation = Translation.objects.create(source=made_from, target_locale=written.locale)
    _fill(translation, written, user)
    page = _saved(translation, user, goes_live=goes_live and not queries.missing(translation))
    if history := getattr(page, "history", None):
        # The copy that wagtail-localize begins with names no one.
        history.filter(history_user=None).update(history_user=user)
    return page


def renew(translation: Translation, written: Page, *, user: User | None, goes_live: bool) -> None:
    """Translate again, with the texts of `written`, and publish the page if `goes_live`; where
    texts are missing it stays a draft. Raises ValidationError for a text that the page refuses."""
    _fill(translation, written, user)
    if goes_live and not queries.missing(translation):
        _saved(translation, user, goes_live=True)
    else:
        actions.save_draft(translation=translation, user=user)


def _saved(translation: Translation, user: User | None, *, goes_live: bool) -> Page:
    """Return the translated page. It is published in this transaction: wagtail-localize publishes
    after it, which a worker that is killed would leave out."""
    translation.save_target(user=user, publish=False)
    page = translation.get_target_instance()
    if goes_live:
        page.get_latest_revision().publish(user=user, skip_permission_checks=True)
    return page


def _fill(translation: Translation, written: Page, user: User | None) -> None:
    """Write the texts of `written` as translations, and use its files and addresses.

    The first translation of a text is written with all others at once, which takes a few queries
    in place of ten for each text; what changes goes through wagtail-localize.
    """
    place = {"locale": translation.target_locale, "context__object": translation.source.object}
    texts = StringTranslation.objects.filter(**place)
    told = set(texts.values_list("translation_of_id", "context_id"))
    new: dict[tuple[int, int], StringTranslation] = {}
    others = polib.POFile()
    for segment, text in _pairs(translation, written):
        key = segment.string_id, segment.context_id
        # wagtail-localize shows the new title in the studio.
        if key in told or segment.context.path == "title":
            others.append(
                polib.POEntry(msgid=segment.string.data, msgctxt=segment.context.path, msgstr=text)
            )
        elif text:
            new[key] = _first(segment, translation, text, user)
    StringTranslation.objects.bulk_create(new.values())
    translation.import_po(others, user=user, tool_name=TOOL)
    _exchange(translation, written, user)


def _first(
    segment: StringSegment, translation: Translation, text: str, user: User | None
) -> StringTranslation:
    first = StringTranslation(
        translation_of=segment.string,
        context=segment.context,
        locale=translation.target_locale,
        data=text,
        translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        tool_name=TOOL,
        last_translated_by=user,
        has_error=True,
    )
    # It looks for one only in a text that is marked.
    first.has_error = bool(first.get_error())
    return first


def _texts_in(page: Page) -> Counter[str]:
    found = extract_segments(page)
    # No reader sees a slug.
    return Counter(
        one.path for one in found if isinstance(one, StringSegmentValue) and one.path != "slug"
    )


def _pairs(translation: Translation, written: Page) -> Iterator[tuple[StringSegment, str]]:
    """Yield each text of the source with that of `written` in the same place."""
    texts: dict[str, list[str]] = defaultdict(list)
    for found in extract_segments(written):
        if isinstance(found, StringSegmentValue):
            texts[found.path].append(found.string.data)
    places: dict[str, list[StringSegment]] = defaultdict(list)
    segments = StringSegment.objects.filter(source=translation.source).order_by("order")
    for segment in segments.select_related("string", "context"):
        places[segment.context.path].append(segment)
    for path, there in places.items():
        if len(there) == len(texts[path]):
            yield from zip(there, texts[path], strict=True)


def _exchange(translation: Translation, written: Page, user: User | None) -> None:
    """Use the files of `written`, and the addresses of its links, where they are others than those
    of the source."""
    others = {
        segment.path: segment.data
        for segment in extract_segments(written)
        if isinstance(segment, OverridableSegmentValue)
    } | _addresses(translation.source.as_instance(), written)
    for segment in translation.source.overridablesegment_set.select_related("context"):
        other = others.get(segment.context.path, segment.data)
        actions.exchange(
            translation=translation,
            context_id=segment.context_id,
            value=None if other == segment.data else other,
            user=user,
        )


def _addresses(source: Page, written: Page) -> dict[str, str]:
    """Return where the links of `written` lead, by the path of the same link of `source`.

    A path ends with the address in the source: the nth link of a sentence is that of its
    translation.
    """
    found = {}
    theirs, ours = _links_in(source), _links_in(written)
    for path, sentences in theirs.items():
        if len(sentences) != len(ours[path]):
            continue
        for links, translated in zip(sentences, ours[path], strict=True):
            for name, address in links.items():
                if name in translated:
                    found[f"{path}.{quote_path_component(address)}"] = translated[name]
    return found


def _links_in(page: Page) -> dict[str, list[dict[str, str]]]:
    """Return the addresses of each sentence, by the path of its text."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for segment in extract_segments(page):
        if isinstance(segment, StringSegmentValue):
            named = (segment.attrs or {}).items()
            found[segment.path].append({name: to["href"] for name, to in named if "href" in to})
    return found
