"""Who looked, for the one who was looked at."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from people import looking
from people.guards import member_view
from people.rules import MemberRequest


@member_view
@require_safe
def looks(request: MemberRequest) -> HttpResponse:
    """Members: who read what they keep to few, by task and day; their own rows only."""
    return render(request, "people/looks.html", {"looks": looking.seen(user=request.user)})
