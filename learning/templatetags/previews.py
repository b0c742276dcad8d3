"""The preview of a lesson, which a page's own template cannot ask its model for."""

from typing import Any

from django import template
from django.http import QueryDict

from learning.authoring import previews
from learning.models import LessonPage

register = template.Library()


@register.simple_tag(takes_context=True)
def preview_of(context: dict[str, Any], page: LessonPage) -> previews.Preview:
    """Return what learners get of `page`, with what was tried in this request."""
    tried: Any = getattr(context["request"], "tried", None)
    return previews.preview(page, tried or QueryDict())
