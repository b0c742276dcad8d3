"""The studio's own screens about courses."""

from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.core.signing import SignatureExpired
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.models import Page

from cms.studio import editable_or_404, head_of
from cms.translations.queries import languages_of_others
from learning import concerned
from learning.authoring import actions, links, withdrawing
from learning.authoring.forms import BeginForm
from learning.authoring.patterns import PATTERNS
from learning.authoring.plain_words import Remarks
from learning.authoring.queries import Plan, Workshop
from learning.authoring.recordings import Recordings
from learning.catalogue import contents
from learning.difficulties.actions import start_again
from learning.difficulties.queries import difficulties_of
from learning.models import CoursePage, LessonPage
from web.errors import Refused
from web.methods import form_page, sent

# The kinds of pages that have a preview.
PREVIEWED = (CoursePage, LessonPage)


@require_admin_access
@require_safe
def plan(request: HttpRequest, course: UUID) -> HttpResponse:
    """People in the studio who may work on the course: its lessons, in all languages."""
    found = _found(request, course)
    context = {
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Courses")},
            {"url": "", "label": found.course.title},
        ],
        "header_title": found.course.title,
        "header_icon": "list-ol",
        "plan": found,
    }
    return TemplateResponse(request, "learning/authoring/plan.html", context)


@require_admin_access
@require_POST
def place(request: HttpRequest, course: UUID) -> HttpResponse:
    """People who may order the pages of the course: put one of its lessons at a place."""
    found = _found(request, course)
    line = next((one for one in found.lines if one.row.code == request.POST.get("lesson")), None)
    places = {str(number): number for number in range(1, len(found.lines) + 1)}
    number = places.get(request.POST.get("place", ""))
    if line is None or number is None:
        raise Http404
    source = found.course.source
    if not source.permissions_for_user(request.user).can_reorder_children():
        raise PermissionDenied
    actions.place(course=source, lesson=line.row.source, number=number, user=request.user)
    said = _("“%(title)s” is now lesson %(number)s.")
    messages.success(request, said % {"title": line.row.title, "number": number})
    return redirect("studio-course", course)


@require_admin_access
@form_page
def add(request: HttpRequest, course: UUID) -> HttpResponse:
    """People who may add pages to the course: choose what a new lesson starts from."""
    found = _found(request, course)
    if not found.may_add:
        raise PermissionDenied
    form = BeginForm(sent(request), initial={"once": uuid4()})
    if form.is_valid():
        chosen = form.cleaned_data
        lesson = actions.begin(
            course=found.course.source,
            pattern=chosen["pattern"],
            once=chosen["once"],
            user=request.user,
        )
        return redirect("wagtailadmin_pages:edit", lesson.pk)
    context = {**_around(found, _("Add a lesson")), "form": form, "patterns": PATTERNS}
    return TemplateResponse(request, "learning/authoring/add.html", context)


@require_admin_access
@require_safe
def difficulties(request: HttpRequest, course: UUID) -> HttpResponse:
    """People in the studio who may work on the course: which questions members find difficult, in
    numbers that tell of no one."""
    found = _found(request, course)
    context = {
        **_around(found, _("What members find difficult")),
        "difficulties": difficulties_of(course, get_language() or ""),
        "may_count_again": found.may_publish,
    }
    return TemplateResponse(request, "learning/authoring/difficulties.html", context)


@require_admin_access
@require_POST
def count_again(request: HttpRequest, course: UUID) -> HttpResponse:
    """People who may publish the course: forget the numbers of one of its questions."""
    found = _found(request, course)
    if not found.may_publish:
        raise PermissionDenied
    counted = difficulties_of(course, get_language() or "")
    asked = counted.questions if counted else ()
    chosen = [one.question.id for one in asked if one.code == request.POST.get("question")]
    start_again(chosen)
    if chosen:
        messages.success(request, _("This question is counted from now on."))
    return redirect("studio-difficulties", course)


@require_admin_access
@require_safe
def recordings(request: HttpRequest) -> HttpResponse:
    """People in the studio: which of the lessons that they may work on are read aloud, and which
    wait for a person's voice."""
    context = {
        "breadcrumbs_items": [{"url": "", "label": _("Recordings")}],
        "header_title": _("Recordings"),
        "header_icon": "media",
        "recordings": Recordings(request.user),
    }
    return TemplateResponse(request, "learning/authoring/recordings.html", context)


@require_admin_access
@require_safe
def link(request: HttpRequest, page_id: int) -> HttpResponse:
    """People who may edit the page: a link to its preview, for a colleague."""
    page = editable_or_404(request.user, Page.objects.type(*PREVIEWED), page_id)
    context = head_of(page, title=_("Link for a colleague"), icon="link") | {
        "address": request.build_absolute_uri(
            reverse("studio-preview", args=[links.token_for(page)])
        ),
        "last_day": timezone.localdate() + links.LASTS,
    }
    return TemplateResponse(request, "learning/authoring/link.html", context)


@require_admin_access
@require_safe
def plain_words(request: HttpRequest, page_id: int) -> HttpResponse:
    """People who may edit the lesson: how long and heavy its last draft is, and what it could say
    in fewer or other words."""
    lesson = editable_or_404(request.user, LessonPage, page_id)
    draft = lesson.get_latest_revision_as_object()
    context = head_of(lesson, title=_("Plain words"), icon="glasses") | {
        "remarks": Remarks(draft),
        "content": contents.of_page(draft),
    }
    return TemplateResponse(request, "learning/authoring/plain_words.html", context)


@require_admin_access
@require_safe
def blocks(request: HttpRequest, page_id: int) -> HttpResponse:
    """People who may publish the lesson: its parts, each of which can be taken down."""
    lesson = _published(request, page_id)
    context = head_of(lesson, title=_("Take a part down"), icon="doc-empty-inverse") | {
        "lesson": lesson,
        "parts": [(one, UUID(one.id), withdrawing.first_words(one)) for one in lesson.body],
    }
    return TemplateResponse(request, "learning/authoring/blocks.html", context)


@require_admin_access
@form_page
def withdraw(request: HttpRequest, page_id: int, part: UUID) -> HttpResponse:
    """People who may publish the lesson: take one part of it down, in all languages."""
    lesson = _published(request, page_id)
    held = withdrawing.block_of(lesson, part)
    if request.method == "POST":
        try:
            withdrawing.withdraw(lesson=lesson, block=part, user=request.user)
        except Refused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("This part is taken down, in all languages."))
        return redirect("studio-blocks", lesson.pk)
    if held is None:
        raise Http404
    context = head_of(lesson, title=_("Take a part down"), icon="doc-empty-inverse") | {
        "lesson": lesson,
        "part": held,
        "words": withdrawing.first_words(held),
        "sentences": concerned.sentences_about(lesson, held),
        "languages": languages_of_others(lesson),
    }
    return TemplateResponse(request, "learning/authoring/withdraw.html", context)


def _published(request: HttpRequest, page_id: int) -> LessonPage:
    """Return the lesson that readers have; raise Http404 if there is none, or if the person may not
    publish it."""
    lesson = get_object_or_404(LessonPage.objects.live(), pk=page_id, alias_of=None)
    if not lesson.permissions_for_user(request.user).can_publish():
        raise Http404
    return lesson


@require_admin_access
@require_safe
def preview(request: HttpRequest, signed: str) -> HttpResponse:
    """Anyone with a role in the studio who has the link: the last draft, as learners would get
    it."""
    try:
        number = links.page_of(signed)
    except SignatureExpired:
        messages.error(request, _("This link is older than 7 days. Ask for a new one."))
        return redirect("wagtailadmin_home")
    page = get_object_or_404(Page.objects.type(*PREVIEWED), pk=number)
    draft = page.specific.get_latest_revision_as_object()
    return draft.make_preview_request(request, draft.default_preview_mode)


def _around(found: Plan, title: str) -> dict[str, Any]:
    """Return the head of a screen about a part of the course."""
    return {
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Courses")},
            {"url": reverse("studio-course", args=[found.course.key]), "label": found.course.title},
            {"url": "", "label": title},
        ],
        "header_title": title,
        "header_icon": "list-ol",
        "plan": found,
    }


def _found(request: HttpRequest, course: UUID) -> Plan:
    found = Workshop(request.user).plan(course)
    if found is None:
        raise Http404
    return found
