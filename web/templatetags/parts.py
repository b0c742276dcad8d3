"""Template tags for small parts that many pages show."""

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def either(condition: object, yes: str, no: str) -> str:
    """Show one of two sentences: `{% either is_mine _("Your pair") _("A pair") %}`."""
    return yes if condition else no


@register.simple_tag(takes_context=True)
def button_to(
    context: template.Context, label: str, name: str, *parts: object, kind: str = "", send: str = ""
) -> SafeString:
    """Show a form that is a button alone, and posts to the address `name` with these `parts`.

    `kind` is `quiet` or `warn`; `send` is the name of the button, where the view reads it.
    """
    return format_html(
        '<form method="post" action="{}">{}<button class="button{}"{}>{}</button></form>',
        reverse(name, args=parts),
        CsrfTokenNode().render(context),
        f" {kind}" if kind else "",
        format_html(' name="{}"', send) if send else "",
        label,
    )
