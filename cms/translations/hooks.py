"""What Wagtail asks us before and after it changes pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from cms.pages import plans
from cms.pages.plans import shown
from cms.slugs import only_in
from cms.translations import actions, queries, together
from cms.translations.recordings import recordings_of
from web.reading.languages import in_sentence


class BehindPanel(Component):
    """The translations on the studio's first page that readers have from an older source."""

    order = 150
    template_name = "cms/translations/behind.html"
    MOST = 10

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"states": queries.behind(self.MOST)}


def first_page(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(BehindPanel())


def keep_language(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Before a move: a page stays among the pages of its language."""
    if destination.is_root() or destination.locale_id == page.locale_id:
        return None
    messages.error(request, only_in(page))
    return redirect("wagtailadmin_pages:move", page.pk)


def before_delete(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before a page is deleted in all languages: a person who may delete it may not delete its
    translation, or all that is below that."""
    if request.method != "POST":
        return None
    if request.POST.get("languages") == "one":
        # The name of the site may be mistyped: then nothing is deleted, and nothing goes offline.
        request.left_behind = queries.aliases_elsewhere(page)  # type: ignore[attr-defined]
        return None
    kept = _kept_among_others(request, page)
    return redirect("wagtailadmin_explore", kept.pk) if kept else None


def _kept_among_others(request: HttpRequest, page: Page) -> Page | None:
    """Return a translation of `page` that this person may not delete, and say why; None when they
    may delete them all."""
    for other in queries.others(page).select_related("locale"):
        permissions = other.permissions_for_user(request.user)
        if permissions.can_delete():
            continue
        if permissions.can_delete(ignore_bulk=True):
            said = _("Delete the pages below it in %(language)s first.")
        else:
            said = _("Nothing was deleted: you may not delete this page in %(language)s.")
        messages.error(request, said % {"language": in_sentence(other.locale.language_code)})
        return other
    return None


def translate_instead(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before an alias becomes a page of its own: in another language it would go on showing the
    source's text, without the label. So its translation is started, which is a draft."""
    source = page.alias_of
    if source is None or source.locale_id == page.locale_id:
        return None
    start = reverse("wagtail_localize:submit_page_translation", args=[source.pk])
    return redirect(f"{start}?select_locale={page.locale.language_code}")


def after_unpublish(request: HttpRequest, page: Page) -> None:
    if request.POST.get("languages") != "one":
        with_subtree = bool(request.POST.get("include_descendants"))
        together.unpublish(page=page, with_subtree=with_subtree, user=request.user)


def after_delete(request: HttpRequest, page: Page) -> None:
    if request.POST.get("languages") == "one":
        actions.close(pages=request.left_behind)  # type: ignore[attr-defined]
    else:
        together.delete(page=page, user=request.user)


def after_move(request: HttpRequest, page: Page) -> None:
    together.move(page=page, user=request.user)


def after_publish(request: HttpRequest, page: Page) -> None:
    if plans.hour_of(page):
        # Readers have it later. Of what none has yet, translators see the texts now, so that it can
        # go live in all languages at that hour.
        page.refresh_from_db()
        if not page.live:
            actions.take_over(page=page)
        return
    if differing := together.share(page=page):
        names = [str(page.specific_class._meta.get_field(name).verbose_name) for name in differing]
        source = queries.ruling(page) or page
        said = _(
            "Not changed: %(fields)s. This is the same in every language. Change it in "
            "%(language)s."
        )
        language = in_sentence(source.locale.language_code)
        messages.warning(request, said % {"fields": ", ".join(names), "language": language})
    actions.take_over(page=page)


def say_what_is_to_do(request: HttpRequest, page: Page) -> None:
    """Before a translation is edited: its source changed; it has recordings."""
    translation = queries.made_from_source(page) if request.method == "GET" else None
    if translation is None:
        return
    state = queries.state(translation)
    if state.is_behind:
        address = reverse("translation-changes", args=[translation.pk])
        messages.warning(
            request, state.sentence, buttons=[messages.button(address, _("What changed"))]
        )
    # In the ordinary editor, recordings are exchanged like any block.
    if translation.enabled and recordings_of(translation):
        address = reverse("translation-recordings", args=[translation.pk])
        messages.info(
            request,
            _("This page has recordings. They can be in another language too."),
            buttons=[messages.button(address, _("Recordings"))],
        )


def before_many(
    request: HttpRequest, kind: str, things: list[Any], action: Any
) -> HttpResponse | None:
    if not all(isinstance(thing, Page) for thing in things):
        return None
    if kind == "publish":
        return _refuse_unfinished_among(request, things, action)
    if kind == "delete" and any(_kept_among_others(request, page) for page in things):
        return redirect(action.next_url)
    if kind == "move":
        destination = action.cleaned_form.cleaned_data["chooser"]
        strangers = [page for page in things if page.locale_id != destination.locale_id]
        if strangers and not destination.is_root():
            messages.error(request, only_in(strangers[0]))
            return redirect(action.next_url)
    return None


def after_many(request: HttpRequest, kind: str, things: list[Any], action: Any) -> None:
    for page in things:
        if not isinstance(page, Page):
            return
        if kind == "unpublish":
            with_subtree = action.cleaned_form.cleaned_data["include_descendants"]
            together.unpublish(page=page, with_subtree=with_subtree, user=request.user)
        elif kind == "delete":
            together.delete(page=page, user=request.user)
        elif kind == "publish":
            after_publish(request, page)
            if action.cleaned_form.cleaned_data["include_descendants"]:
                for below in page.get_descendants().live():
                    after_publish(request, below)
        elif kind == "move":
            together.move(page=page, user=request.user)


def refuse_unfinished(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before a page is edited: publish a translation only when it has all its texts, and not before
    its source."""
    if request.method != "POST" or request.POST.get("action") != "publish":
        return None
    if not page.permissions_for_user(request.user).can_publish():
        return None  # The screen itself refuses, and nothing is written.
    translation = queries.translation_of(page)
    if translation is None:
        return None
    if count := queries.missing(translation):
        actions.save_draft(translation=translation, user=request.user)
        messages.error(request, unfinished(translation.target_locale, count))
        return redirect(request.path)
    hour = actions.take_hour(translation=translation)
    # What the page refuses is said by the screen.
    if hour is None or not actions.publish(translation=translation, user=request.user):
        return None
    messages.success(request, _("This translation goes live with its source: %s.") % shown(hour))
    return redirect(request.path)


def refuse_left_in_source(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before the ordinary editor publishes a page whose translation was stopped. What was typed is
    in its draft already."""
    texts = queries.left_in_source(page)
    if not texts:
        return None
    messages.error(request, _left(page, texts))
    return redirect("wagtailadmin_pages:edit", page.pk)


def _left(page: Page, texts: list[str]) -> str:
    """Say that a page still has texts in the language of its source, and quote the first."""
    first = Truncator(strip_tags(texts[0])).chars(40)
    return ngettext(
        "Not published in %(language)s: %(count)d text is not translated: “%(first)s”. Your "
        "changes are kept as a draft.",
        "Not published in %(language)s: %(count)d texts are not translated, the first is "
        "“%(first)s”. Your changes are kept as a draft.",
        len(texts),
    ) % {"language": in_sentence(page.locale.language_code), "count": len(texts), "first": first}


def unfinished(locale: Any, count: int) -> str:
    """Say that a translation cannot be published yet."""
    return ngettext(
        "Not published in %(language)s: %(count)d text has no translation yet.",
        "Not published in %(language)s: %(count)d texts have no translation yet.",
        count,
    ) % {"language": in_sentence(locale.language_code), "count": count}


def _refuse_unfinished_among(
    request: HttpRequest, pages: list[Page], action: Any
) -> HttpResponse | None:
    chosen = list(pages)
    if action.cleaned_form.cleaned_data["include_descendants"]:
        chosen += [below for page in pages for below in page.get_descendants().not_live()]
    running = [found for page in chosen if (found := queries.translation_of(page))]
    counted = [(translation, queries.missing(translation)) for translation in running]
    for translation, count in counted:
        if count:
            messages.error(request, unfinished(translation.target_locale, count))
    left = [
        (page, texts)
        for page in chosen
        if (texts := queries.left_in_source(page.get_latest_revision_as_object()))
    ]
    for page, texts in left:
        messages.error(request, _left(page, texts))
    if left or any(count for _, count in counted):
        return redirect(action.next_url)
    for translation in running:
        # Wagtail publishes the last draft, and that is older than the texts.
        actions.save_draft(translation=translation, user=request.user)
    for page in pages:
        page.refresh_from_db()
    return None
