"""Template tags for small parts that many pages show."""

from django import template
from django.urls import reverse

register = template.Library()


@register.simple_tag
def either(condition: object, yes: str, no: str) -> str:
    """Show one of two sentences: `{% either is_mine _("Your pair") _("A pair") %}`."""
    return yes if condition else no


@register.inclusion_tag("includes/button_to.html", takes_context=True)
def button_to(
    context: template.Context, label: str, name: str, *parts: object, kind: str = "", send: str = ""
) -> dict[str, object]:
    """Show a form that is a button alone, and posts to the address `name` with these `parts`.

    `kind` is `quiet` or `warn`; `send` is the name of the button, where the view reads it.
    """
    return {
        # The form's hidden fields need it.
        "request": context.get("request"),
        "address": reverse(name, args=parts),
        "label": label,
        "look": f"button {kind}".strip(),
        "send": send,
    }
