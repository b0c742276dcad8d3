"""The studio's screens for a text from Word or in Markdown."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.models import Page

from learning.authoring.plain_words import Remarks
from learning.authoring.queries import Row, Workshop
from learning.exchange.texts import actions
from learning.exchange.texts.forms import TextForm
from learning.exchange.texts.permissions import pages_written_by, texts_of
from learning.exchange.texts.report import sentences
from learning.models import CoursePage
from people.accounts.permissions import MemberRequest
from web.errors import Refused
from web.methods import form_page, sent


@require_admin_access
@form_page
def text(request: MemberRequest, course: UUID) -> HttpResponse:
    """People who may add pages to the course: send a text from Word or in Markdown."""
    row, pages = _found(request, course)
    form = TextForm(sent(request), request.FILES or None, pages=pages)
    if form.is_valid():
        said = form.cleaned_data
        try:
            begun = actions.begin(
                course=course, language=said["language"], text=said["read"], user=request.user
            )
        except Refused as refusal:
            form.add_error("file" if said["file"] else "text", str(refusal))
        else:
            return redirect("studio-text-read", course, begun.code)
    context = {**_around(row), "form": form}
    return TemplateResponse(request, "learning/exchange/text.html", context)


@require_admin_access
@form_page
def text_read(request: MemberRequest, course: UUID, text: UUID) -> HttpResponse:
    """The person who sent a text, while they may add pages to its course: what it would become, and
    the button for it."""
    row, pages = _found(request, course)
    found = get_object_or_404(texts_of(request.user), code=text, course=course)
    if "remove" in request.POST:
        actions.remove(text=found)
        return redirect("studio-text", course)
    page = pages.get(found.language)
    if page is None:
        raise PermissionDenied
    if request.method == "POST":
        return _added(request, found, actions.add_lessons(text=found, user=request.user))
    drafts = [actions.lesson_of(said, {}) for said in found.lessons]
    for draft in drafts:
        draft.locale = page.locale
    context = {
        **_around(row),
        "text": found,
        "language": page.locale,
        "drafts": [(draft, Remarks(draft).count) for draft in drafts],
        "left": [*sentences(found.left), *found.refused],
    }
    return TemplateResponse(request, "learning/exchange/text_read.html", context)


def _added(request: HttpRequest, found: Any, lessons: list[Page]) -> HttpResponse:
    """Say that the lessons are there, and show the first one, or all of them."""
    told = ngettext(
        "%(count)s lesson is now a draft at the end of the course.",
        "%(count)s lessons are now drafts at the end of the course.",
        len(lessons),
    )
    messages.success(request, told % {"count": len(lessons)})
    if len(lessons) == 1:
        return redirect("wagtailadmin_pages:edit", lessons[0].pk)
    return redirect("studio-course", found.course)


def _found(request: HttpRequest, course: UUID) -> tuple[Row, dict[str, CoursePage]]:
    """Return the course in the studio, and its pages to which they may add lessons. Raises Http404
    for a course that they may not work on."""
    plan = Workshop(request.user).plan(course)
    if plan is None:
        raise Http404
    pages = pages_written_by(request.user, course)
    if not pages:
        raise PermissionDenied
    return plan.course, pages


def _around(row: Row) -> dict[str, Any]:
    """Return the head of a screen about a text for the course."""
    here = reverse("studio-course", args=[row.key])
    title = _("Import a text")
    return {
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Courses")},
            {"url": here, "label": row.title},
            {"url": "", "label": title},
        ],
        "header_title": title,
        "header_icon": "upload",
        "again": reverse("studio-text", args=[row.key]),
        "back": here,
    }
