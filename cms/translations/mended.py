"""Where wagtail-localize says something in English only, or something that is not so."""

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail_localize.compat import DATE_FORMAT
from wagtail_localize.models import StringTranslation, TranslationSource

from web.reading.days import date_format

# What wagtail-localize calls a file, in every language.
PO_FILE = "PO File"

_comment_in_english = StringTranslation.get_comment


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


def mend() -> None:
    StringTranslation.get_comment = comment
    TranslationSource.schema_out_of_date = is_older_than_the_app
