"""Template tags for forms: who gets one, and what was typed into it before.

`base.html` draws the page before its head, so that the language buttons know the forms: with the
first one they bring along what is typed, and the script of the page adds the others.
"""

from dataclasses import dataclass, field
from typing import Any

from django import template
from django.forms import BaseForm, Select, SelectMultiple
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from people.forms import ChangeForm, FindForm, as_sent
from people.unsent import writers
from people.unsent.fields import BROUGHT, NAME, Typed, is_typed_in, name_of, typed_fields

register = template.Library()


@dataclass
class Drawn:
    """The forms of a page that have been drawn so far."""

    mark: str = ""
    # The ids of the forms of the page, and which of them have fields to type in.
    ids: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    is_sent: bool = False


def _drawn(context: template.Context) -> Drawn:
    request: Any = context.get("request")
    if request is None:
        return Drawn()
    if not hasattr(request, "drawn_forms"):
        request.drawn_forms = Drawn()
    return request.drawn_forms


@register.simple_tag(takes_context=True)
def form_id(context: template.Context) -> str:
    """Return the id of the form that begins here."""
    ids = _drawn(context).ids
    ids.append(f"typed-{len(ids) + 1}" if ids else "typed")
    return ids[-1]


@register.simple_tag(takes_context=True)
def csrf_token(context: template.Context) -> SafeString:
    """Django's token, and for members the mark of `people.unsent.writers`."""
    token = context.get("csrf_token")
    if not token or token == "NOTPROVIDED":
        return SafeString()
    hidden = _hidden("csrfmiddlewaretoken", token)
    request: Any = context.get("request")
    drawn = _drawn(context)
    drawn.is_sent = True
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return hidden
    drawn.mark = drawn.mark or writers.mark(request)
    return hidden + _hidden(writers.FIELD, drawn.mark)


@register.simple_tag(takes_context=True)
def bring_back(context: template.Context, form: BaseForm) -> SafeString:
    """Fill `form` with what was typed into it before, and say so once.

    Its name goes along. A form that is not the first of its page has language buttons of its own,
    where no script can bring it along.
    """
    request: Any = context.get("request")
    drawn, name = _drawn(context), name_of(form)
    if not drawn.is_sent or name in drawn.names or not any(typed_fields(form)):
        return SafeString()
    drawn.names.add(name)
    typed: Any = getattr(request, "typed", None)
    before = typed.belongs_to(form) if typed else None
    parts = []
    if isinstance(form, ChangeForm) and form.is_change:
        shown = form.add_prefix(form.SHOWN)
        parts.append(_hidden(shown, (before or {}).get(shown) or form.marks()))
    if drawn.ids and drawn.ids[-1] not in drawn.typed:
        drawn.typed.append(drawn.ids[-1])
        if len(drawn.typed) > 1:
            extra = {"form_id": drawn.ids[-1]}
            parts.append(render_to_string("includes/languages_here.html", extra, request))
    kept = typed.mark(before) if before else ""
    if kept:
        parts.append(_hidden(BROUGHT, kept))
    was = _as_sent(form) if before else []
    is_filled = typed is not None and typed.fill(form)
    # The script asks before such a page is left, as after typing: its server took nothing yet.
    is_unsent = bool(form.errors) or (is_filled and _as_sent(form) != was)
    mark = SafeString(" data-unsent") if is_unsent and not isinstance(form, FindForm) else ""
    parts.append(format_html('<input type="hidden" name="{}" value="{}"{}>', NAME, name, mark))
    if is_filled and typed.is_news:
        typed.is_news = False
        parts.append(
            format_html(
                '<p class="say again" role="alert">{}</p>',
                _("This was not sent yet. What you wrote is here again: check it, then send it."),
            )
        )
    if is_filled and kept:
        parts.append(
            format_html(
                '<p><button class="button quiet" form="{}" name="{}" value="{}">{}</button></p>',
                "forget",
                BROUGHT,
                kept,
                _("Delete what I wrote"),
            )
        )
    return SafeString("".join(parts))


def _as_sent(form: BaseForm) -> list[list[str]]:
    """Return what a browser sends for each field of an unbound form; nothing of one that was sent.

    Of a list in which nothing is chosen, it sends the first choice.
    """
    found = []
    for one in [] if form.is_bound else typed_fields(form):
        widget, shown = one.field.widget, as_sent(form, one.name)
        if isinstance(widget, Select) and not isinstance(widget, SelectMultiple):
            first = [str(choice["value"]) for choice in widget.options(one.html_name, [])][:1]
            shown = shown or [value for value in first if value]
        found.append(shown)
    return found


def _hidden(name: str, value: str) -> SafeString:
    return format_html('<input type="hidden" name="{}" value="{}">', name, value)


@register.filter
def brings_back(request: Any, form: BaseForm) -> bool:
    """Whether `form` will be filled: then it must not be folded away."""
    return is_typed_in(request, form)


@register.simple_tag(takes_context=True)
def long_texts(context: template.Context) -> list[str]:
    """Return the long texts that this request sent, so that they can be copied; never a secret.

    None where they cannot be read, or on a page that was made without the request.
    """
    request: Any = context.get("request")
    try:
        return Typed(request.POST, is_news=False).texts if request else []
    except writers.UNREADABLE:
        return []


@register.simple_block_tag
def drawn_first(content: str) -> str:
    """Return what is between the tags, to be shown further down: `{% drawn_first as main %}`."""
    return content


@register.simple_tag(takes_context=True)
def typed_form(context: template.Context) -> str:
    """Return the id of the first form of the page in which something can be typed, or nothing."""
    return next(iter(_drawn(context).typed), "")


@register.simple_tag(takes_context=True)
def has_form(context: template.Context) -> bool:
    """Whether this page needs the script: members press, and everyone types."""
    drawn = _drawn(context)
    return bool(drawn.mark or drawn.typed)
