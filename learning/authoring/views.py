"""The studio's own screens about courses."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access

from learning.authoring import actions
from learning.authoring.queries import Plan, Workshop


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
    wanted = request.POST.get("place", "")
    if line is None or not wanted.isdecimal():
        raise Http404
    source = found.course.source
    if not source.permissions_for_user(request.user).can_reorder_children():
        raise PermissionDenied
    actions.place(course=source, lesson=line.row.source, number=int(wanted), user=request.user)
    said = _("“%(title)s” is now lesson %(number)s.")
    messages.success(request, said % {"title": line.row.title, "number": wanted})
    return redirect("studio-course", course)


def _found(request: HttpRequest, course: UUID) -> Plan:
    found = Workshop(request.user).plan(course)
    if found is None:
        raise Http404
    return found
