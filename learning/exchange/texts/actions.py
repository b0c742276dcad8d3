"""Bringing a text: its lessons are read and shown, and become drafts when its editor says so."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid5

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.models import Page

from cms.pages.addresses import shown_in
from files import storage
from files.fields import full_day, full_disk
from files.texts.reading import Text
from files.uploads import FileRefused
from learning.exchange.texts.lessons import lessons_in
from learning.exchange.texts.permissions import pages_written_by
from learning.models import LessonPage, TextImport, TextPicture
from people.models import User
from web.errors import NotAllowed, TooMany

# For each person: what they sent before that is forgotten.
MOST_WAITING = 5


@transaction.atomic
def begin(*, course: UUID, language: str, text: Text, user: User) -> TextImport:
    """Keep the lessons of a text, and return them; nothing changes in the course. Raises
    FileRefused, TooMany."""
    found = dict(_pictures(text, user))
    pictures = {number: one for number, one in found.items() if isinstance(one, bytes)}
    with translation.override(shown_in(language)):
        title = _("New lesson")
    read = lessons_in(text.html, pictures=pictures.keys(), title=title)
    made = TextImport.objects.create(
        made_by=user,
        course=course,
        language=language,
        lessons=[asdict(one) for one in read.lessons],
        left={**text.left, **read.left},
        refused=[one for one in found.values() if isinstance(one, str)],
    )
    TextPicture.objects.bulk_create(
        TextPicture(text=made, number=number, content=one) for number, one in pictures.items()
    )
    older = TextImport.objects.filter(made_by=user).values_list("pk", flat=True)[MOST_WAITING:]
    TextImport.objects.filter(pk__in=list(older)).delete()
    return made


def _pictures(text: Text, user: User) -> Iterator[tuple[int, bytes | str]]:
    """Yield each picture with its number, cleaned, or the sentence that says why it is refused."""
    if text.pictures and (full := full_disk() or full_day(user, adding=len(text.pictures))):
        raise TooMany(full)
    for number, content in enumerate(text.pictures):
        try:
            yield number, storage.clean(ContentFile(content), storage.PICTURES).read()
        except FileRefused as refusal:
            told = _("Picture %(number)s is left out. %(why)s")
            yield number, told % {"number": number + 1, "why": refusal}


@transaction.atomic
def add_lessons(*, text: TextImport, user: User) -> list[Page]:
    """Add the lessons of a text to the end of its course, as drafts, and return them. A second time
    adds nothing. Raises NotAllowed."""
    row = TextImport.objects.select_for_update().get(pk=text.pk)
    keys = [uuid5(row.code, str(number)) for number in range(len(row.lessons))]
    there = Page.objects.filter(translation_key__in=keys, locale__language_code=row.language)
    if row.done_at:
        return list(there.order_by("path"))
    course = pages_written_by(user, row.course).get(row.language)
    if course is None:
        raise NotAllowed
    images = {one.number: _image(one, user).pk for one in row.pictures.order_by("number")}
    for key, said in zip(keys, row.lessons, strict=True):
        lesson = lesson_of(said, images)
        lesson.translation_key, lesson.locale, lesson.owner = key, course.locale, user
        # Each child changes how many its parent has.
        Page.objects.get(pk=course.pk).add_child(instance=lesson)
        lesson.save_revision(user=user, clean=False, log_action=True)
    row.done_at = timezone.now()
    row.save(update_fields=["done_at"])
    row.pictures.all().delete()
    return list(there.order_by("path"))


def lesson_of(said: dict[str, Any], images: dict[int, int]) -> LessonPage:
    """Return a lesson of a text as an unsaved draft. `images` are the pictures of the site, by
    their number in the text."""
    body = [
        {**part, "value": {**part["value"], "image": images.get(part["value"]["image"])}}
        if part["type"] == "picture"
        else part
        for part in said["body"]
    ]
    held = LessonPage._meta.get_field("body").stream_block.to_python(body)
    return LessonPage(title=said["title"], body=held, live=False)


def _image(one: TextPicture, user: User) -> Any:
    # Translators: The title of a picture in the library of the studio.
    title = _("Picture %(number)s of a text") % {"number": one.number + 1}
    file = ContentFile(bytes(one.content), "picture.webp")
    return get_image_model().objects.create(title=title, file=file, uploaded_by_user=user)


@transaction.atomic
def remove(*, text: TextImport) -> None:
    """Forget a text; nothing changes in the course."""
    text.delete()


def forget_old() -> None:
    """Delete texts after a week, whether they became lessons or not."""
    TextImport.objects.filter(made_at__lt=timezone.now() - TextImport.KEPT_FOR).delete()
