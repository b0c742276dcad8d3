"""Where wagtail-localize says something in English only, or something that is not so."""

from typing import Any

from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.blocks import ListBlock
from wagtail.fields import StreamField
from wagtail_localize.compat import DATE_FORMAT
from wagtail_localize.models import StringTranslation, TranslationSource
from wagtail_localize.views import edit_translation

from web.reading.days import date_format

# What wagtail-localize calls a file, in every language.
PO_FILE = "PO File"

_comment_in_english = StringTranslation.get_comment
_place_in_the_list = edit_translation.get_segment_location_info


def comment(translation: StringTranslation) -> str:
    """Return how and when a text was translated: the tool and the day in the language of the
    studio."""
    said = _comment_in_english(translation) or ""
    day = translation.updated_at
    said = said.replace(day.strftime(DATE_FORMAT), date_format(localtime(day)))
    # Translators: What a text was translated with, as in “Translated with a PO file on 5 June”.
    return said.replace(PO_FILE, _("a PO file"))


def is_older_than_the_app(_source: TranslationSource) -> bool:
    """Return no.

    wagtail-localize compares the name of the app's last migration, and warns on each translation
    after any new table; the warning stays until the source gets other words. When a field of a page
    is new and has words, the source has changed, and `cms.translations.queries` says so.
    """
    return False


def place_of(source: Any, tabs: Any, content_path: str, field_path: str, **kwargs: Any) -> dict:
    """Return where a text stands on its page. In a list of parts, such as the answers to a
    question, it is named by its own field: wagtail-localize names each by the list, so an answer
    and the comment on it look alike."""
    place = _place_in_the_list(source, tabs, content_path, field_path, **kwargs)
    name, *path = field_path.split(".")
    field = source._meta.get_field(name)
    if isinstance(field, StreamField) and len(path) > 2:
        block: Any = field.stream_block
        for step in path:
            block = block.child_block if isinstance(block, ListBlock) else block.child_blocks[step]
        place["subField"] = capfirst(block.label)
    return place


def mend() -> None:
    edit_translation.get_segment_location_info = place_of
    StringTranslation.get_comment = comment
    TranslationSource.schema_out_of_date = is_older_than_the_app
