"""The help of the site: one page for every member, and one for each role they hold."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dashboard.help.guides import guides_open_to
from people.accounts.permissions import MemberRequest
from people.guards import member_view


@member_view
@require_safe
def help_page(request: MemberRequest) -> HttpResponse:
    """Members: what helps everyone, and the help for their roles."""
    return render(request, "dashboard/help/help.html", {"guides": guides_open_to(request.user)})


@member_view
@require_safe
def guide_page(request: MemberRequest, guide: str) -> HttpResponse:
    """Members with the role: how they do what it lets them do."""
    found = next((one for one in guides_open_to(request.user) if one.name == guide), None)
    if found is None:
        raise Http404
    return render(request, found.template, {"guide": found})
