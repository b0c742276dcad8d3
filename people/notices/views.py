"""Dismissing a notice."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from people.accounts.permissions import MemberRequest
from people.guards import signed_in_view
from people.notices import actions, registry


@signed_in_view
@require_POST
def dismiss(request: MemberRequest) -> HttpResponse:
    """Members: take a notice that they have read off their own pages, and those that say the same.

    Another one of its kind, about something else, is still to be read.
    """
    typed = request.POST
    kind = registry.declared().get(typed.get("kind", ""))
    if kind and "\0" not in typed.get("key", ""):
        actions.dismiss_shown(
            request.user,
            kind=kind,
            subject_code=_code(typed.get("subject", "")),
            key=typed.get("key", ""),
        )
    return redirect("home")


def _code(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
