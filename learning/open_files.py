"""Which uploaded files anyone may load: those of the lessons that anyone may read. And which not
even every member may: those of guides for a network."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import ReferenceIndex
from wagtail.query import PageQuerySet
from wagtailmedia.models import get_media_model

from learning.catalogue.permissions import TO_STRANGERS, open_at
from learning.library.permissions import guides_visible_to
from learning.models import GuidePage, LessonPage
from people.models import User

# Where Wagtail keeps documents.
DOCUMENTS = "documents/"


def is_open(name: str) -> bool:
    """Whether the file of this name, relative to all uploads, belongs to a published lesson of a
    published course that is open to strangers. Six queries at most, and none is asked for a
    member."""
    return any(_are_in_open_lessons(held) for held in _with_file(name))


def is_closed_to(user: User, name: str) -> bool:
    """Whether the file of this name is the document of a guide for networks, and `user`, a member,
    finds neither this guide nor a published lesson with the document. One query for a document,
    two more for one of a guide for networks, and those for lessons."""
    if not name.startswith(DOCUMENTS):
        return False
    held = get_document_model().objects.filter(file=name)
    if not GuidePage.objects.filter(document__in=held, network__isnull=False).exists():
        return False
    is_found = guides_visible_to(user).filter(document__in=held).exists()
    return not is_found and not _lessons_with(held).exists()


def _with_file(name: str) -> list[QuerySet]:
    """Return the recordings, documents and pictures with this file. A picture has it reduced."""
    return [
        get_media_model().objects.filter(file=name),
        get_document_model().objects.filter(file=name),
        get_image_model().objects.filter(renditions__file=name),
    ]


def _are_in_open_lessons(held: QuerySet) -> bool:
    lessons = _lessons_with(held)
    above = {path[: -LessonPage.steplen] for path in lessons.values_list("path", flat=True)}
    return bool(above) and open_at(TO_STRANGERS).filter(path__in=above).exists()


def _lessons_with(held: QuerySet) -> PageQuerySet:
    """Return the published lessons that use the first of these files."""
    one = held.first()
    if one is None:
        return LessonPage.objects.none()
    used = ReferenceIndex.get_references_to(one).filter(
        content_type=ContentType.objects.get_for_model(LessonPage)
    )
    numbers = used.values_list("object_id", flat=True)
    return LessonPage.objects.live().filter(pk__in=map(int, numbers))
