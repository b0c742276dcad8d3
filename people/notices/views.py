"""The list of a member's notices; dismissing one of them."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from people.accounts.permissions import MemberRequest
from people.guards import signed_in_view
from people.notices import actions, queries, registry
from web.methods import form_page


@signed_in_view
@form_page
def notices(request: MemberRequest) -> HttpResponse:
    """Members: what is new for them; take a notice that they have read off their pages, and those
    that say the same.

    Another one of its kind, about something else, is still to be read.
    """
    if request.method == "POST":
        _dismiss(request)
        return redirect("people:notices")
    listed = queries.listed_for(request.user)
    return render(request, "people/notices/notices.html", {"notices": listed})


def _dismiss(request: MemberRequest) -> None:
    typed = request.POST
    kind = registry.declared().get(typed.get("kind", ""))
    if kind and "\0" not in typed.get("key", ""):
        actions.dismiss_shown(
            request.user,
            kind=kind,
            subject_code=_code(typed.get("subject", "")),
            key=typed.get("key", ""),
        )


def _code(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
