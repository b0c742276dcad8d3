"""Dismissing a notice."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from people.accounts.permissions import MemberRequest
from people.guards import signed_in_view
from people.models import Notice
from people.notices import actions


@signed_in_view
@require_POST
def dismiss(request: MemberRequest) -> HttpResponse:
    """Members: take a notice off their pages; the kind says which, and is not theirs to invent."""
    kind = request.POST.get("kind", "")
    if kind in Notice.Kind.values:
        actions.dismiss(request.user, kind=kind)
    return redirect("home")
