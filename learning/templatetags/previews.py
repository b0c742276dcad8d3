"""The previews of lessons and questions, which their own templates cannot ask for."""

from typing import Any

from django import template
from django.http import QueryDict
from wagtail.blocks import StructValue

from learning.authoring import previews
from learning.models import LessonPage

register = template.Library()


@register.simple_tag(takes_context=True)
def preview_of(context: dict[str, Any], page: LessonPage) -> previews.Preview:
    """Return what learners get of `page`, with what was tried in this request."""
    tried: Any = getattr(context["request"], "tried", None)
    return previews.preview(page, tried or QueryDict())


@register.simple_tag
def answered(value: StructValue) -> previews.Trial:
    """Return the question in a block with its right answer filled in."""
    return previews.answered(value)
