"""Who may bring a text into a course."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from learning.models import CoursePage, TextImport


def pages_written_by(user: Any, course: UUID) -> dict[str, CoursePage]:
    """Return the pages of a course to which they may add lessons, by their language."""
    pages = CoursePage.objects.filter(translation_key=course, alias_of=None)
    return {
        page.locale.language_code: page
        for page in pages.select_related("locale").order_by("pk")
        if page.permissions_for_user(user).can_add_subpage()
    }


def texts_of(user: Any) -> QuerySet[TextImport]:
    """The texts that they sent: no one else reads what is not on a page yet."""
    return TextImport.objects.filter(made_by=user)
