"""Which lessons take questions from a file."""

from django.db.models import Exists, OuterRef
from wagtail.query import PageQuerySet
from wagtail_localize.models import Translation

from learning.models import LessonPage


def lessons_that_ask() -> PageQuerySet:
    """Lessons that are no translation and no alias: what is asked is asked by the source."""
    made = Translation.objects.filter(
        source__object_id=OuterRef("translation_key"), target_locale=OuterRef("locale")
    )
    return LessonPage.objects.filter(~Exists(made), alias_of=None)
