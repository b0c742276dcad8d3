"""The studio's screens about translations, where they differ from Wagtail's."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.i18n import JavaScriptCatalog
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.pages import move as wagtail_move
from wagtail.admin.views.pages import ordering
from wagtail.admin.views.pages.bulk_actions import MoveBulkAction
from wagtail.models import Page
from wagtail_localize.models import Translation
from wagtail_localize.views.report import TranslationsReportView
from wagtail_localize.views.submit_translations import SubmitPageTranslationView
from wagtail_localize.views.update_translations import UpdateTranslationsView

from cms.translations import actions, hooks, queries, together
from cms.translations.forms import RecordingsForm
from cms.translations.recordings import recordings_of
from web.methods import form_page, sent


class StartView(SubmitPageTranslationView):
    """Editors: start translations of a page, each as a draft below drafts."""

    def get_form(self) -> Any:
        """Tick the only language that there is."""
        form = super().get_form()
        left = form.fields["locales"].queryset
        if len(left) == 1:
            form.initial.setdefault("locales", list(left))
        return form

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        chosen = {"locales": form.cleaned_data["locales"], "user": self.request.user}
        actions.prepare(page=self.object, **chosen)
        with_subtree = form.cleaned_data["include_subtree"]
        form.cleaned_data["include_subtree"] = False
        answer = super().form_valid(form)
        if with_subtree:
            actions.start_below(page=self.object, **chosen)
        return answer


class SyncView(UpdateTranslationsView):
    """Editors: take the changes of a page over into its translations."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Publish, if it was asked for, only the translations that have all their texts."""
        publish = form.cleaned_data["publish_translations"]
        form.cleaned_data["publish_translations"] = False
        answer = super().form_valid(form)
        running = self.object.translations.filter(enabled=True).select_related("target_locale")
        for translation in running if publish else ():
            count = queries.missing(translation)
            if count:
                messages.warning(self.request, hooks.unfinished(translation.target_locale, count))
            else:
                actions.publish(translation=translation, user=self.request.user)
        return answer


class MovePagesView(MoveBulkAction):
    """People who may move pages: several at once. Two pages may have the same name."""

    def get_actionable_objects(self) -> tuple[list[Page], dict[str, list[dict[str, Any]]]]:
        pages, others = super().get_actionable_objects()
        for held in others.get("pages_with_duplicate_slugs", []):
            together.make_room(page=held["item"], above=self.cleaned_form.cleaned_data["chooser"])
            pages.append(held["item"])
        return pages, {**others, "pages_with_duplicate_slugs": []}


class StandingFilters(TranslationsReportView.filterset_class):
    """The filters of the report, with names in the language of the studio."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["source_locale"].label = _("Language of the source")
        self.filters["target_locale"].label = _("Language of the translation")


class StandingView(TranslationsReportView):
    """People in the studio: all translations, and what is to do on them."""

    filterset_class = StandingFilters

    def get_queryset(self) -> QuerySet:
        """Return them by title: wagtail-localize gives no order, so pages of the list would mix."""
        found = super().get_queryset().select_related("target_locale", "source__locale")
        return found.order_by("source__object_repr", "target_locale", "pk")

    def get_paginator(self, *args: Any, **kwargs: Any) -> Any:
        """Name what it counts in the language of the studio: wagtail-localize has it in English."""
        pages = super().get_paginator(*args, **kwargs)
        pages.verbose_name, pages.verbose_name_plural = _("translation"), _("translations")
        return pages


class Words(JavaScriptCatalog):
    """The words of the translations' editor. It puts the language behind some of them, which end
    with a space for it; some of their translations do not. Two have two endings in French."""

    packages = ["wagtail_localize"]

    def get_catalog(self) -> dict[str, Any]:
        ours = {"[DELETED]": _("[deleted]"), "Changed": _("Other than in the source")}
        return {
            said: f"{words.rstrip()} " if isinstance(words, str) and said.endswith(" ") else words
            for said, words in (super().get_catalog() | ours).items()
        }


start = require_admin_access(StartView.as_view())
sync = require_admin_access(SyncView.as_view())
words = require_admin_access(Words.as_view())
standing = require_admin_access(StandingView.as_view())
standing_results = require_admin_access(StandingView.as_view(results_only=True))


@require_admin_access
@require_safe
def changes(request: HttpRequest, translation_id: int) -> HttpResponse:
    """People who may edit the translation: what changed in its source, old beside new."""
    translation, page = _to_edit(request, translation_id)
    context = {
        "changes": queries.changes(translation),
        "state": queries.state(translation),
        "source": translation.source.locale,
    }
    return _screen(request, "cms/translations/changes.html", _("What changed"), page, context)


@require_admin_access
@form_page
def recordings(request: HttpRequest, translation_id: int) -> HttpResponse:
    """People who may edit the translation: choose its recordings."""
    translation, page = _to_edit(request, translation_id)
    held = recordings_of(translation)
    form = RecordingsForm(sent(request), recordings=held)
    if request.method == "POST" and form.is_valid():
        for one in held:
            other = form.cleaned_data[one.name]
            reads = form.cleaned_data.get(one.voice_name) if other else None
            for part, value in ((one.context_id, other and other.pk), (one.voice_id, reads)):
                if part:
                    actions.exchange(
                        translation=translation, context_id=part, value=value, user=request.user
                    )
        actions.save_draft(translation=translation, user=request.user)
        messages.success(request, _("The recordings are in the draft. Publish it to show them."))
        return redirect("wagtailadmin_pages:edit", page.pk)
    voices = {one.name: form[one.voice_name] for one in held if one.voice_id}
    context = {
        "form": form,
        "rows": [(one, form[one.name], voices.get(one.name)) for one in held],
    }
    return _screen(request, "cms/translations/recordings.html", _("Recordings"), page, context)


def _to_edit(request: HttpRequest, translation_id: int) -> tuple[Translation, Page]:
    """Return the translation and its page, if the person may edit it."""
    running = Translation.objects.select_related("source", "target_locale")
    translation = get_object_or_404(running, pk=translation_id)
    page = get_object_or_404(
        Page, translation_key=translation.source.object_id, locale=translation.target_locale
    )
    if not page.permissions_for_user(request.user).can_edit():
        raise Http404
    return translation, page


def _screen(
    request: HttpRequest, template: str, title: str, page: Page, context: dict[str, Any]
) -> HttpResponse:
    editor = reverse("wagtailadmin_pages:edit", args=[page.pk])
    around = {
        "breadcrumbs_items": [
            {"url": editor, "label": page.get_admin_display_title()},
            {"url": "", "label": title},
        ],
        "header_title": title,
        "header_icon": "history",
        "editor": editor,
        "language": page.locale,
    }
    return TemplateResponse(request, template, {**around, **context})


@require_admin_access
@transaction.atomic
def move(request: HttpRequest, page_to_move_id: int, destination_id: int) -> HttpResponse:
    """People who may move the page: confirm it. Two pages may have the same name."""
    page = get_object_or_404(Page, pk=page_to_move_id)
    if not page.permissions_for_user(request.user).can_move():
        raise PermissionDenied
    together.make_room(page=page, above=get_object_or_404(Page, pk=destination_id))
    return wagtail_move.move_confirm(request, page_to_move_id, destination_id)


@require_admin_access
@transaction.atomic
def reorder(request: HttpRequest, page_to_move_id: int) -> HttpResponse:
    """People who may order the pages: give one its place, in every language."""
    answer = ordering.set_page_position(request, page_to_move_id)
    if request.method == "POST":
        page = get_object_or_404(Page, pk=page_to_move_id)
        together.reorder(above=page.get_parent(), user=request.user)
    return answer
