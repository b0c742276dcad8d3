"""Django's form renderer, which draws the inputs of choices without a template.

A list of choices draws one template for each choice, with two more inside it: for three choices
that took a tenth of the time of a question's page.
"""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import format_html

WRITTEN = frozenset(f"django/forms/widgets/{kind}.html" for kind in ("text", "textarea", "email"))
CHOICES = frozenset(
    {"django/forms/widgets/radio_option.html", "django/forms/widgets/checkbox_option.html"}
)


class FormRenderer(DjangoTemplates):
    """Draws the same as `DjangoTemplates`, but what is written without a limit in the browser: that
    cuts off a pasted text without a word. A form says how long it may be, and keeps all of it. The
    setting `FORM_RENDERER` names this class.
    """

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        widget = context.get("widget", {})
        if template_name in WRITTEN:
            attrs = {name: value for name, value in widget["attrs"].items() if name != "maxlength"}
            context = context | {"widget": widget | {"attrs": attrs}}
        if template_name not in CHOICES or widget["wrap_label"]:
            return super().render(template_name, context, request)
        return format_html(
            '<input type="{}" name="{}" value="{}"{}>',
            widget["type"],
            widget["name"],
            widget["value"],
            flatatt(widget["attrs"]),
        )
