"""Wagtail's admin, reduced to what editors need and without links to other sites."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry

from cms.pages.addresses import PageLinks
from cms.studio import DocumentsView, PicturesView, page_changes
from cms.translations import hooks as translations
from cms.translations.views import MovePagesView
from web.reading.links import OutsideLinks

# Links to Wagtail's own site, which would see the editor's address.
LEADS_OUTSIDE = ("whats-new", "editor-guide")


@hooks.register("register_rich_text_features", order=1)
def links(features: FeatureRegistry) -> None:
    features.register_link_type(PageLinks)
    features.register_link_type(OutsideLinks)


@hooks.register("register_admin_urls")
def changes_address() -> list[URLPattern]:
    return [
        path("changes/<slug:app_label>/<slug:model>/<int:pk>/", page_changes, name="page-changes")
    ]


@hooks.register("register_admin_urls", order=-1)
def searchable_lists() -> list[URLPattern]:
    return [
        path(f"{room}/{part}", view.as_view(results_only=bool(part)))
        for room, view in (("images", PicturesView), ("documents", DocumentsView))
        for part in ("", "results/")
    ]


@hooks.register("register_page_header_buttons")
def changes_button(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    specific = page.specific_class
    if specific and hasattr(specific, "history") and page.permissions_for_user(user).can_edit():
        address = reverse("page-changes", args=[*specific._meta.label_lower.split("."), page.pk])
        yield Button(_("Who changed what"), address, icon_name="history", priority=66)


# Before wagtail-localize, which would publish what has no translation in the source's language.
hooks.register("before_edit_page", translations.refuse_unfinished, order=-1)
hooks.register("before_edit_page", translations.say_what_is_to_do, order=-1)
hooks.register("construct_homepage_panels", translations.first_page)
hooks.register("before_publish_page", translations.refuse_left_in_source)
hooks.register("after_publish_page", translations.after_publish)
hooks.register("before_move_page", translations.keep_language)
hooks.register("before_delete_page", translations.before_delete)
hooks.register("before_bulk_action", translations.before_many)
hooks.register("register_bulk_action", MovePagesView, order=1)
hooks.register("before_convert_alias_page", translations.translate_instead)
hooks.register("after_unpublish_page", translations.after_unpublish)
hooks.register("after_delete_page", translations.after_delete)
hooks.register("after_move_page", translations.after_move)
hooks.register("after_bulk_action", translations.after_many)


@hooks.register("construct_help_menu")
def keep_help_inside(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if not item.name.startswith(LEADS_OUTSIDE)]


@hooks.register("construct_settings_menu")
def no_people_in_settings(request: HttpRequest, items: list[MenuItem]) -> None:
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name not in ("users", "groups")]


@hooks.register("construct_reports_menu")
def no_people_in_reports(request: HttpRequest, items: list[MenuItem]) -> None:
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name != "site-history"]
