"""The address for monitors, and the page for administrators."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dashboard.health import reports
from people.accounts.permissions import MemberRequest
from people.guards import view_if
from people.roles.permissions import is_admin


@require_safe
def deep(request: HttpRequest) -> HttpResponse:
    """Anyone: 200 when everything works, else 503 with the names of what does not.

    What to do is for administrators and the person at the terminal (`manage.py status`), not for
    strangers.
    """
    faults = [name for name, fault in reports.quick().items() if fault]
    said = "not ok: " + ", ".join(faults) if faults else "ok"
    return HttpResponse(said, content_type="text/plain", status=503 if faults else 200)


@view_if(is_admin)
@require_safe
def status_page(request: MemberRequest) -> HttpResponse:
    """Administrators: each part of the site, whether it works, and what to do."""
    return render(request, "dashboard/status.html", {"status": reports.status()})
