"""Which uploaded files anyone may load: those of the lessons that anyone may read."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import ReferenceIndex
from wagtailmedia.models import get_media_model

from learning.catalogue.permissions import TO_STRANGERS, open_at
from learning.models import LessonPage


def is_open(name: str) -> bool:
    """Whether the file of this name, relative to all uploads, belongs to a published lesson of a
    published course that is open to strangers. Six queries at most, and none is asked for a
    member."""
    return any(_are_in_open_lessons(held) for held in _with_file(name))


def _with_file(name: str) -> list[QuerySet]:
    """Return the recordings, documents and pictures with this file. A picture has it reduced."""
    return [
        get_media_model().objects.filter(file=name),
        get_document_model().objects.filter(file=name),
        get_image_model().objects.filter(renditions__file=name),
    ]


def _are_in_open_lessons(held: QuerySet) -> bool:
    one = held.first()
    if one is None:
        return False
    used = ReferenceIndex.get_references_to(one).filter(
        content_type=ContentType.objects.get_for_model(LessonPage)
    )
    numbers = used.values_list("object_id", flat=True)
    lessons = LessonPage.objects.live().filter(pk__in=map(int, numbers))
    above = {path[: -LessonPage.steplen] for path in lessons.values_list("path", flat=True)}
    return bool(above) and open_at(TO_STRANGERS).filter(path__in=above).exists()
