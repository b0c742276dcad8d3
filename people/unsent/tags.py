"""Template tags for forms: who gets one, and what was typed into it before."""

from typing import Any

from django import template
from django.forms import BaseForm
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from people.unsent import writers

register = template.Library()

MARK = "_mark_of_writer"


@register.simple_tag(takes_context=True)
def csrf_token(context: template.Context) -> SafeString:
    """Django's token, and for members outside the studio the mark of `people.unsent.writers`."""
    token = context.get("csrf_token")
    if not token or token == "NOTPROVIDED":
        return SafeString()
    field = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)
    request: Any = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or request.path.startswith("/studio/"):
        return field
    if not hasattr(request, MARK):
        setattr(request, MARK, writers.mark(request))
    return field + format_html(
        '<input type="hidden" name="{}" value="{}">', writers.FIELD, getattr(request, MARK)
    )


@register.simple_tag(takes_context=True)
def bring_back(context: template.Context, form: BaseForm) -> SafeString:
    """Fill `form` with what was typed into it before, and say so once."""
    typed: Any = getattr(context.get("request"), "typed", None)
    if typed is None or typed.is_shown or not typed.fill(form) or not typed.is_news:
        return SafeString()
    return format_html(
        '<p class="say again" role="alert">{}</p>',
        _("This was not sent yet. What you wrote is here again: check it, then send it."),
    )


@register.filter
def not_shown(typed: Any) -> list[str]:
    """Return the long texts that no form of the page shows again."""
    return [] if not typed or typed.is_shown else typed.texts


@register.simple_tag(takes_context=True)
def has_member_form(context: template.Context) -> bool:
    """Whether a member got a form on this page so far."""
    return hasattr(context.get("request"), MARK)
