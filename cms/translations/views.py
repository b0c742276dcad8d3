"""The studio's screens about translations, where they differ from wagtail-localize's."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.models import Page
from wagtail_localize.views.submit_translations import SubmitPageTranslationView
from wagtail_localize.views.update_translations import UpdateTranslationsView

from cms.translations import actions, queries


class StartView(SubmitPageTranslationView):
    """Editors: start translations of a page, each as a draft below drafts."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        actions.prepare(
            page=self.object,
            locales=form.cleaned_data["locales"],
            with_subtree=form.cleaned_data["include_subtree"],
            user=self.request.user,
        )
        return super().form_valid(form)


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
                messages.warning(self.request, unfinished(translation.target_locale, count))
            else:
                actions.publish(translation=translation, user=self.request.user)
        return answer


start = require_admin_access(StartView.as_view())
sync = require_admin_access(SyncView.as_view())


def unfinished(locale: Any, count: int) -> str:
    """Say that a translation cannot be published yet."""
    return ngettext(
        "Not published in %(language)s: %(count)d text has no translation yet.",
        "Not published in %(language)s: %(count)d texts have no translation yet.",
        count,
    ) % {"language": locale.get_display_name(), "count": count}


def refuse_unfinished(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Hook before a page is edited: publish a translation only when it has all its texts."""
    if request.method != "POST" or request.POST.get("action") != "publish":
        return None
    translation = queries.translation_of(page)
    count = queries.missing(translation) if translation else 0
    if translation is None or not count:
        return None
    actions.save_draft(translation=translation, user=request.user)
    messages.error(request, unfinished(translation.target_locale, count))
    return redirect(request.path)


def refuse_unfinished_among(
    request: HttpRequest, kind: str, pages: list[Page], action: Any
) -> HttpResponse | None:
    """Hook before many pages are changed: publish no translation that lacks texts."""
    if kind != "publish":
        return None
    chosen = list(pages)
    if action.cleaned_form.cleaned_data["include_descendants"]:
        chosen += [below for page in pages for below in page.get_descendants().not_live()]
    running = [found for page in chosen if (found := queries.translation_of(page))]
    counted = [(translation, queries.missing(translation)) for translation in running]
    for translation, count in counted:
        if count:
            messages.error(request, unfinished(translation.target_locale, count))
    if any(count for _, count in counted):
        return redirect(action.next_url)
    for translation in running:
        # Wagtail publishes the last draft, and that is older than the texts.
        actions.save_draft(translation=translation, user=request.user)
    for page in pages:
        page.refresh_from_db()
    return None
