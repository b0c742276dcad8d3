"""Dismissing a notice."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from people.accounts.permissions import MemberRequest
from people.guards import signed_in_view
from people.notices import actions, registry


@signed_in_view
@require_POST
def dismiss(request: MemberRequest) -> HttpResponse:
    """Members: take notices of one declared kind off their own pages."""
    kind = registry.declared().get(request.POST.get("kind", ""))
    if kind:
        actions.dismiss(request.user, kind=kind)
    return redirect("home")
