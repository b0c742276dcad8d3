"""What we change and close in Wagtail's admin."""

import re
from functools import cache
from typing import Any

import polib
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import (
    AccountView,
    AvatarSettingsPanel,
    NameEmailSettingsPanel,
    NotificationsSettingsPanel,
)
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail.documents.views import documents
from wagtail.images.views import images
from wagtail.models import Page
from wagtail_localize.models import Translation
from wagtail_localize.views import convert, edit_translation

from cms.history import changes

# Members and their permissions are managed on our own pages, not on Wagtail's.
FOR_SUPERUSERS = ("users/", "groups/", "reports/site-history/", "password_reset/")
# Wagtail's test pages, one of which fails on purpose; accounts without an invitation; and buttons
# that change many accounts at once, including all members', without an event. Lessons have sound
# and no film.
CLOSED = ("failwhale/", "test404/", "users/new/", "users/copy/", "bulk/people/", "media/video/")

# The acts of the admin's own interface for programmes. No screen uses them, and they would go round
# what our views do: one act for all languages, no translation without its texts.
RAW_ACTS = re.compile(r"api/main/pages/\d+/action/")

# Asked for by an open page itself, every few seconds: who else has it open.
ASKED_BY_ITSELF = ("editing-sessions/",)


@cache
def _address() -> str:
    return reverse("wagtailadmin_home")


def screen_at(path: str) -> str | None:
    """Return what follows the address of the studio in `path`; None elsewhere on the site."""
    return path.removeprefix(_address()) if path.startswith(_address()) else None


class ClosedScreens(MiddlewareMixin):
    """Middleware: only superusers reach Wagtail's screens about people; others get a 404.

    Some screens are closed for everyone, as are exports of tables: a file of who wrote what must
    not leave the site.
    """

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        screen = screen_at(request.path_info)
        if screen is None:
            return
        closed = CLOSED if request.user.is_superuser else FOR_SUPERUSERS + CLOSED
        if screen.startswith(closed) or "export" in request.GET or RAW_ACTS.match(screen):
            raise Http404


class OwnAccountView(AccountView):
    """Editors: the studio's language and colours, without name, address and photograph."""

    def get_panels(self) -> list[Any]:
        asking = (NameEmailSettingsPanel, AvatarSettingsPanel, NotificationsSettingsPanel)
        return [panel for panel in super().get_panels() if not isinstance(panel, asking)]


class SearchedAndFiltered:
    """A list that can be searched and filtered by usage count at the same time.

    Wagtail filters by a column that only the query computes. The search does not know it and fails:
    https://github.com/wagtail/django-modelsearch/issues/51
    """

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        found = super().filter_queryset(queryset)  # type: ignore[misc]
        is_searching = self.is_searching  # type: ignore[attr-defined]
        return queryset.filter(pk__in=found.values("pk")) if is_searching else found


class PicturesView(SearchedAndFiltered, images.IndexView):
    """Editors: the pictures."""

    def get_valid_orderings(self) -> list[str]:
        """Do not sort by size while searching: the search does not know this column and fails."""
        orders = super().get_valid_orderings()
        return [one for one in orders if not (self.is_searching and one.endswith("file_size"))]


class DocumentsView(SearchedAndFiltered, documents.IndexView):
    """Editors: the documents."""


@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """Anyone: the site's own sign-in replaces Wagtail's, which counts no guesses."""
    return redirect("account_login")


account = require_admin_access(OwnAccountView.as_view())


@require_admin_access
def convert_to_alias(request: HttpRequest, page_id: int) -> HttpResponse:
    """People who may publish the page: an alias is published together with its original.

    wagtail-localize demands less.
    """
    page = get_object_or_404(Page, pk=page_id)
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    return convert.convert_to_alias(request, page_id)


@require_admin_access
@require_POST
def take_in_translation(request: HttpRequest, translation_id: int) -> HttpResponse:
    """People who may edit the page: upload a file of translated sentences, read in memory.

    wagtail-localize would write it to a temporary file, and fail on a file of another type.
    """
    translation = get_object_or_404(Translation, pk=translation_id)
    page = translation.get_target_instance()
    if not edit_translation.user_can_edit_instance(request.user, page):
        raise PermissionDenied
    sentences = _sentences(request.FILES.get("file"))
    if sentences.metadata.get("X-WagtailLocalize-TranslationID") == str(translation.uuid):
        translation.import_po(sentences, user=request.user, tool_name="PO File")
        messages.success(request, _("The translated sentences have been imported."))
    else:
        messages.error(
            request,
            _(
                "This file contains no translation of this page. Use the file that you downloaded "
                "from this page."
            ),
        )
    return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")


def _sentences(file: UploadedFile | None) -> polib.POFile:
    """Return the catalogue in `file`; an empty one when it is missing or not a catalogue."""
    try:
        text = file.read().decode() if file else ""
        # polib treats any text that is not a catalogue as the name of a file.
        return polib.pofile(text) if "msgid" in text and "\n" in text else polib.POFile()
    except (OSError, ValueError):
        return polib.POFile()


def editable_or_404(user: Any, pages: Any, pk: int) -> Any:
    """Return the page `pk` of `pages`, a model or a query set; raise Http404 if there is none, or
    if `user` may not edit it."""
    page = get_object_or_404(pages, pk=pk)
    if not page.permissions_for_user(user).can_edit():
        raise Http404
    return page


def head_of(page: Page, *, title: str, icon: str) -> dict[str, Any]:
    """Return what the head of a screen about `page` shows, with the way back to its editor."""
    editor = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return {
        "breadcrumbs_items": [
            {"url": editor, "label": page.get_admin_display_title()},
            {"url": "", "label": title},
        ],
        "header_title": title,
        "header_icon": icon,
        "editor": editor,
    }


@require_safe
def page_changes(request: HttpRequest, app_label: str, model: str, pk: int) -> HttpResponse:
    """People who may edit the page: who changed what on it."""
    page = editable_or_404(request.user, _page_model_with_history(app_label, model), pk)
    context = head_of(page, title=_("Who changed what"), icon="history") | {
        "page_title": page.get_admin_display_title(),
        "changes": changes(page),
    }
    return TemplateResponse(request, "cms/history.html", context)


def _page_model_with_history(app_label: str, model: str) -> type[Page]:
    try:
        found = apps.get_model(app_label, model)
    except LookupError as error:
        raise Http404 from error
    if not (issubclass(found, Page) and hasattr(found, "history")):
        raise Http404
    return found
