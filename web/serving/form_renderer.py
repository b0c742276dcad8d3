"""Django's form renderer, which draws the inputs of choices without a template.

A list of choices draws one template for each choice, with two more inside it: for three choices
that took a tenth of the time of a question's page.
"""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import format_html

CHOICES = frozenset(
    {"django/forms/widgets/radio_option.html", "django/forms/widgets/checkbox_option.html"}
)


class FormRenderer(DjangoTemplates):
    """Draws the same as `DjangoTemplates`; the setting `FORM_RENDERER` names it."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        widget = context.get("widget", {})
        if template_name not in CHOICES or widget["wrap_label"]:
            return super().render(template_name, context, request)
        return format_html(
            '<input type="{}" name="{}" value="{}"{}>',
            widget["type"],
            widget["name"],
            widget["value"],
            flatatt(widget["attrs"]),
        )
