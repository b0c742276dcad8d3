"""Template tags of every page: icons, languages, sizes and lengths of time."""

import datetime
import re
from typing import Protocol

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import defaultfilters
from django.templatetags.static import static
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.http import escape_leading_slashes
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from web.menu.entries import count_waiting
from web.menu.lines import menu
from web.reading import days
from web.reading.languages import in_sentence

register = template.Library()

# Thirty letters of a word that goes on: as many as stand beside each other on a small phone.
WIDE = re.compile(r"\S{30}(?=\S)")


class Translatable(Protocol):
    """Content that may be in another language than the page."""

    language: str
    is_fallback: bool


def _tied(measure: str) -> str:
    """Return a number and its unit with a no-break space between them."""
    return measure.replace(" ", "\N{NO-BREAK SPACE}")


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return the drawing `name` of the sprite; always put it next to a word."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("icons.svg"),
        name,
    )


@register.simple_tag
def lang(part: Translatable | str) -> SafeString:
    """Return the attribute `lang` for content that is not in the language of the page; nothing for
    an empty `part`, which is what a template has where none was given."""
    if isinstance(part, str) or not part.is_fallback:
        return SafeString()
    return format_html(' lang="{}"', part.language)


register.filter("in_sentence", in_sentence)


def address_of(request: HttpRequest) -> str:
    """Return the address at which the page that answers `request` can be opened.

    A view that answers a form under the address of an action says so in `request.page_address`.
    """
    return getattr(request, "page_address", "") or request.get_full_path()


@register.simple_tag(takes_context=True)
def in_language(context: template.Context, language: str) -> str:
    """Return the address of this page in `language`, question mark included.

    Our addresses differ in nothing but the language at their beginning; one without stays as it is.
    Two slashes at its beginning, as in a forged link, would lead to another host.
    """
    address = escape_leading_slashes(address_of(context["request"]))
    _, spoken, *rest = address.split("/", 2)
    return "/".join(("", language, *rest)) if spoken in dict(settings.LANGUAGES) else address


@register.simple_tag(takes_context=True)
def main_menu(context: template.Context) -> SafeString:
    """Show the menu of the member of the request, with what waits for them; a view that counts it
    anyway says so in `request.waiting`."""
    request = context["request"]
    if not hasattr(request, "waiting"):
        request.waiting = count_waiting(request.user)
    return menu(request.user, request.path, request.waiting)


@register.inclusion_tag("includes/columns.html")
def columns(*names: str, numbers: int = 0) -> dict[str, object]:
    """Show the head of a table with these columns, of which the last `numbers` hold numbers."""
    return {"names": names, "numbers": numbers}


@register.filter(expects_localtime=True, is_safe=False)
def date(value: datetime.date | str | None, form: str | None = None) -> str:
    """Return a date as Django’s own filter does, with the first day as the language says it."""
    return days.in_sentence(defaultfilters.date(value, form))


@register.filter
def weight(size: int) -> str:
    """Return `size` bytes in readable form, such as “6 kB” or “1.2 MB”."""
    if size < 1000:
        return _tied(ngettext("%(n)d byte", "%(n)d bytes", size) % {"n": size})
    if size < 1_000_000:
        return _tied(_("%(n)d kB") % {"n": round(size / 1000)})
    if size < 1_000_000_000:
        return _tied(_("%(n)s MB") % {"n": _in_units(size / 1_000_000)})
    return _tied(_("%(n)s GB") % {"n": _in_units(size / 1_000_000_000)})


def _in_units(number: float) -> str:
    """Return `number` with one digit after the point, or none where that is 0."""
    rounded = round(number, 1)
    return localize(int(rounded) if rounded.is_integer() else rounded)


@register.filter
def breakable(text: str) -> SafeString:
    """Return `text` with places where words that are wider than a phone may break, for a page that
    has no stylesheet."""
    parts = WIDE.sub("\\g<0>\0", text).split("\0")
    return format_html_join(mark_safe("<wbr>"), "{}", ((part,) for part in parts))


@register.filter
def minutes(count: int) -> str:
    """Return a length of time in whole words."""
    hours, rest = divmod(count, 60)
    if not hours:
        return _tied(ngettext("%(n)d minute", "%(n)d minutes", rest) % {"n": rest})
    if not rest:
        return _tied(ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours})
    return _tied(_("%(hours)d h %(minutes)02d min") % {"hours": hours, "minutes": rest})


@register.filter
def duration(seconds: float) -> str:
    """Return how long a recording plays, such as “1 min 52 s”."""
    whole, rest = divmod(round(seconds), 60)
    if not whole:
        return _tied(_("%(n)d s") % {"n": rest})
    return _tied(_("%(minutes)d min %(seconds)02d s") % {"minutes": whole, "seconds": rest})
