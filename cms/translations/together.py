"""What is done to a page in one language is done to it in all: one act, one place."""

from typing import Any

from django.db import transaction
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Locale, Page, Revision
from wagtail_localize.operations import translate_object

from cms.pages import plans
from cms.slugs import free_slug
from cms.translations import actions, queries


@transaction.atomic
def unpublish(*, page: Page, with_subtree: bool, user: Any) -> None:
    """Take the translations of `page` down. The caller has taken `page` itself down. None of these
    pages, nor of those below them that go with them, goes live by itself later."""
    for other in queries.others(page).specific():
        UnpublishPageAction(other, user=user, include_descendants=with_subtree).execute(
            skip_permission_checks=True
        )
    gone = [page.pk, *queries.others(page).values_list("pk", flat=True)]
    for one in Page.objects.filter(pk__in=gone) if with_subtree else ():
        gone += one.get_descendants().values_list("pk", flat=True)
    plans.cancel(gone, user=user)


@transaction.atomic
def delete(*, page: Page, user: Any) -> None:
    """Delete the translations of `page`. The caller has deleted `page` itself."""
    for pk in list(queries.others(page).values_list("pk", flat=True)):
        other = Page.objects.filter(pk=pk).first()
        if other:
            DeletePageAction(other.specific, user=user).execute(skip_permission_checks=True)


@transaction.atomic
def move(*, page: Page, user: Any) -> None:
    """Move the translations of `page` to where `page` is now. Where the page above it has no
    translation yet, one is started as a draft."""
    page = Page.objects.get(pk=page.pk)
    above = page.get_parent()
    for other in queries.others(page).select_related("locale"):
        there = _in_locale(above, other.locale, user)
        if other.get_parent() != there:
            make_room(page=other, above=there)
            _put(other, there, user)
    reorder(above=above, user=user)


@transaction.atomic
def reorder(*, above: Page, user: Any) -> None:
    """Give the pages below the translations of `above` the order of those below `above`."""
    keys = list(above.get_children().values_list("translation_key", flat=True))
    for other in queries.others(above):
        now = list(other.get_children())
        if (wanted := queries.order(now, keys)) != now:
            for child in wanted:
                # Each move changes the paths of the others.
                _put(Page.objects.get(pk=child.pk), Page.objects.get(pk=other.pk), user)


@transaction.atomic
def share(*, page: Page) -> list[str]:
    """Give the translations of `page`, which was published just now, the values that are the same
    in every language, such as who can read a course. Return the fields in which `page` itself
    differed.

    Their last drafts get them as well, so that none of them brings an old value back.
    """
    source = queries.ruling(page)
    if source is None:
        return []
    values = {name: getattr(source, name) for name in queries.same_in_every_language(source)}
    # Of a row that is pointed at, a draft keeps the number.
    in_drafts = {name: source._meta.get_field(name).value_from_object(source) for name in values}
    own: list[str] = []
    # A page made before the source is not published. Once it is, it is the source again.
    for other in queries.others(source).filter(pk__gt=source.pk).specific():
        differing = [name for name, value in values.items() if getattr(other, name) != value]
        for name in differing:
            setattr(other, name, values[name])
        if differing:
            other.save(clean=False, update_fields=differing)
        if draft := other.latest_revision:
            Revision.objects.filter(pk=draft.pk).update(content=draft.content | in_drafts)
        own += differing if other.pk == page.pk else []
    return own


def make_room(*, page: Page, above: Page) -> None:
    """Give `page` an address part that no page below `above` has. No reader and no editor sees it,
    so it must never stand in the way of a move."""
    if not Page._slug_is_available(page.slug, above, page=page):
        page.slug = free_slug(page.slug, above=above, page=page)
        Page.objects.filter(pk=page.pk).update(slug=page.slug)


def _put(page: Page, above: Page, user: Any) -> None:
    """Move `page` to the end of what is below `above`. A person who may move a page in one language
    moves it in all, or it would be in two places where someone else looks after a language."""
    MovePageAction(page, above, pos="last-child", user=user).execute(skip_permission_checks=True)


def _in_locale(page: Page, locale: Locale, user: Any) -> Page:
    """Return the translation of `page`; started as a draft if there is none."""
    found = queries.others(page).filter(locale=locale).order_by("-alias_of").first()
    if found is None:
        actions.prepare(page=page, locales=[locale], user=user)
        translate_object(page.specific, [locale], user=user)
        found = page.get_translation(locale)
    return found
