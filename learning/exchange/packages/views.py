"""The studio's screens for packages of courses."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access

from learning.exchange.packages import actions, export
from learning.exchange.packages.format import archive
from learning.exchange.packages.format.contents import read
from learning.exchange.packages.forms import PackageForm
from learning.exchange.packages.permissions import can_import, imports_shown_to
from learning.exchange.packages.plan import plan
from learning.models import CoursePage, PackageImport
from people.accounts.permissions import MemberRequest
from people.files.opened import Opened
from web.errors import Refused
from web.methods import form_page, sent

State = PackageImport.State


@require_admin_access
@form_page
def packages(request: HttpRequest) -> HttpResponse:
    """People who may add and publish pages in every language: send a package, see those sent
    lately."""
    if not can_import(request.user):
        raise Http404
    form = PackageForm(sent(request), request.FILES or None)
    if form.is_valid():
        try:
            begun = actions.begin(
                content=form.cleaned_data["file"],
                user=request.user,
                language=get_language() or "en",
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("studio-import", begun.code)
    context = {
        **_head(_("Import a course")),
        "form": form,
        "imports": imports_shown_to(request.user).defer("content"),
    }
    return TemplateResponse(request, "learning/exchange/packages.html", context)


@require_admin_access
@form_page
def package_import(request: HttpRequest, package: UUID) -> HttpResponse:
    """People who may import packages: what one would change, the button for it, and how far it
    is."""
    imported = get_object_or_404(imports_shown_to(request.user).defer("content"), code=package)
    if "remove" in request.POST:
        try:
            actions.remove(imported=imported)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("studio-import", package)
        messages.success(request, _("The package is no longer in the list."))
        return redirect("studio-packages")
    if request.method == "POST":
        replacing = request.POST.getlist("replacing")
        actions.accept(imported=imported, replacing=replacing, user=request.user)
        return redirect("studio-import", package)
    context = {
        **_head(imported.title, back=True),
        "imported": imported,
        **_report(imported),
    }
    answer = TemplateResponse(request, "learning/exchange/package.html", context)
    if imported.state == State.ACCEPTED:
        answer["Refresh"] = "10"
    return answer


@require_admin_access
@form_page
def package_export(request: MemberRequest, course: UUID) -> HttpResponseBase:
    """People who may edit the course in one language: download it as a package."""
    pages = list(CoursePage.objects.filter(translation_key=course, alias_of=None))
    if not any(page.permissions_for_user(request.user).can_edit() for page in pages):
        raise Http404
    here = reverse("studio-course", args=[course])
    if request.method == "POST":
        try:
            made = export.export(course=course)
            file = Opened(made.content, reader=request.user.pk)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(here)
        return FileResponse(
            file, as_attachment=True, filename=made.name, content_type="application/zip"
        )
    context = {
        "breadcrumbs_items": [
            {"url": here, "label": pages[0].title},
            {"url": "", "label": _("Export")},
        ],
        "header_title": _("Export"),
        "header_icon": "download",
        "back": here,
    }
    return TemplateResponse(request, "learning/exchange/export.html", context)


def _head(title: str, *, back: bool = False) -> dict[str, Any]:
    trail = [{"url": reverse("wagtailadmin_home"), "label": _("Courses")}]
    if back:
        trail.append({"url": reverse("studio-packages"), "label": _("Import a course")})
    return {
        "breadcrumbs_items": [*trail, {"url": "", "label": title}],
        "header_title": title,
        "header_icon": "upload",
    }


def _report(imported: PackageImport) -> dict[str, Any]:
    """Return the plan of an import that waits for an answer, or why there is none any more."""
    if imported.state != State.READ:
        return {}
    try:
        return {"plan": plan(read(archive.unpacked(bytes(imported.content))))}
    except Refused as refusal:
        return {"refusal": str(refusal)}
