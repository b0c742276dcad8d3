"""Translations of pages: started as drafts, and published when they are complete."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from cms.editors import GROUPS
from cms.models import HomePage


@transaction.atomic
def prepare(*, page: Page, locales: Iterable[Locale], with_subtree: bool, user: Any) -> None:
    """Make sure that a translation of `page` starts as a draft, below pages that are drafts too.

    Wagtail would put an alias in the place of each page above that has no translation. An alias is
    live as soon as its original is, and would publish a text in a language that is not its own.
    """
    locales = list(locales)
    for above in page.get_ancestors().filter(depth__gt=1).specific():
        held = above.get_translations().filter(alias_of=None).values_list("locale_id", flat=True)
        wanted = [one for one in locales if one.pk not in {*held, above.locale_id}]
        if wanted:
            _aliases_to_drafts([above], wanted)
            translate_object(above, wanted, user=user)
            if isinstance(above, HomePage):
                _open_to_editors()
    chosen = page.get_descendants(inclusive=True) if with_subtree else [page]
    _aliases_to_drafts(chosen, locales)


def _aliases_to_drafts(pages: Iterable[Page], locales: list[Locale]) -> None:
    """Take aliases offline that are about to become pages of their own."""
    keys = [page.translation_key for page in pages]
    aliases = Page.objects.filter(translation_key__in=keys, locale__in=locales)
    # As if they had never been published: a reader must not be told that they were taken down.
    aliases.exclude(alias_of=None).update(
        live=False,
        has_unpublished_changes=True,
        first_published_at=None,
        last_published_at=None,
        live_revision=None,
    )


def _open_to_editors() -> None:
    """Give the studio's groups their permissions on the home page of a new language."""
    for name in Group.objects.filter(name__in=GROUPS).values_list("name", flat=True):
        GROUPS[name]()


def save_draft(*, translation: Translation, user: Any) -> None:
    """Write the translated texts into the page's draft. Texts that the page refuses stay marked."""
    with suppress(ValidationError):
        translation.save_target(user=user, publish=False)


def publish(*, translation: Translation, user: Any) -> None:
    """Publish the translated page. Texts that the page refuses stay marked, and nothing changes."""
    with suppress(ValidationError):
        translation.save_target(user=user, publish=True)
