"""How far a translation is."""

from wagtail.models import Page
from wagtail_localize.models import Translation


def translation_of(page: Page) -> Translation | None:
    """Return how `page` is translated from its source; None for a source and for a page whose
    translation was stopped. One query."""
    running = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
    )
    return running.select_related("source", "target_locale").first()


def missing(translation: Translation) -> int:
    """Return how many texts have no translation, or one that was refused. One query."""
    total, translated = translation.get_progress()
    return total - translated
