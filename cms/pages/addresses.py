"""The addresses of pages. They are ours: Wagtail's router is not mounted."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.html import escape
from wagtail.rich_text.pages import PageLinkHandler


def shown_in(language: str) -> str | None:
    """Return the language of the interface around a page in `language`: the contents may have more
    languages than the interface."""
    return language if language in dict(settings.LANGUAGES) else translation.get_language()


class OwnAddress:
    """Mixin for pages, before `Page`: Wagtail shows the address that `get_absolute_url` gives, in
    the language of the page."""

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[Any, str, str]:
        found = super().get_url_parts(request)  # type: ignore[misc]
        with translation.override(shown_in(self.locale.language_code)):  # type: ignore[attr-defined]
            address = self.get_absolute_url()  # type: ignore[attr-defined]
        return found[0] if found else None, "", address


class PageLinks(PageLinkHandler):
    """Links to pages in rich text, in the language that is active when the text is shown. An
    address names no language besides, so the reader gets the page in the best one there is."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        return [
            f'<a href="{escape(page.get_absolute_url())}">' if page else "<a>"
            for page in cls.get_many(attrs_list)
        ]
