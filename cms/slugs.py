"""The part of a page's address that Wagtail asks for, found by itself.

Our addresses show opaque codes, so no reader and no editor sees a slug. A title may therefore be an
emoji, be as long as it may, or be that of another page.
"""

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.admin.forms.pages import CopyForm
from wagtail.coreutils import find_available_slug
from wagtail.models import Page

from web.reading.languages import in_sentence

# The column holds 255 characters; this leaves room for the number that makes two of them differ.
LONGEST = 200


def free_slug(wanted: str, *, above: Page, page: Page | None = None) -> str:
    """Return a slug like `wanted` that no page below `above` has, except `page` itself."""
    ignored = page.pk if page else None
    return find_available_slug(above, wanted[:LONGEST], ignore_page_id=ignored)


class QuietCopyForm(CopyForm):
    """Copy a page without asking for a slug, into its own language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Last, because it depends on the others.
        del self.fields["new_slug"]
        self.fields["new_slug"] = forms.CharField(
            required=False, label="", widget=forms.HiddenInput
        )

    def clean_new_parent_page(self) -> Page:
        parent = self.cleaned_data["new_parent_page"]
        if not parent.is_root() and parent.locale_id != self.page.locale_id:
            raise forms.ValidationError(only_in(self.page))
        return parent

    def clean_new_slug(self) -> str:
        above = self.cleaned_data.get("new_parent_page") or self.page.get_parent()
        wanted = slugify(self.cleaned_data.get("new_title", "")) or self.page.slug
        return free_slug(wanted, above=above)


class FoundSlug:
    """Mixin for pages, before `Page`: a slug that is missing or taken is replaced."""

    copy_form_class = QuietCopyForm

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self._find_slug()
        super().full_clean(*args, **kwargs)  # type: ignore[misc]

    def minimal_clean(self) -> None:
        self._find_slug()
        super().minimal_clean()  # type: ignore[misc]

    def _find_slug(self: Any) -> None:
        # Without a place in the tree it is not known which slugs are taken; it is asked again then.
        if self.path:
            wanted = self.slug or slugify(self.title) or self._meta.model_name
            self.slug = free_slug(wanted, above=self.get_parent(), page=self)


def only_in(page: Page) -> str:
    """Say that a page cannot go among pages of another language."""
    return _("A page stays in its language. Choose a place among pages in %(language)s.") % {
        "language": in_sentence(page.locale.language_code)
    }
