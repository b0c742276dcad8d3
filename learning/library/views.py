"""The library."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from learning.library.forms import LibraryForm
from learning.library.queries import PAGE, library_of
from people.accounts.permissions import MemberRequest
from people.guards import member_view
from web.methods import form_page, sent


@member_view
@form_page
def library(request: MemberRequest) -> HttpResponse:
    """Members: documents and guides, those for all and those of the networks above their
    organisation. Sent, the form finds some of them and changes nothing."""
    found = library_of(request.user, get_language() or "")
    form = LibraryForm(sent(request), library=found)
    fitting = [] if form.is_bound and not form.is_valid() else found.find(**form.looked_for())
    number = (sent(request) or request.GET).get("page")
    page = Paginator(fitting, PAGE).get_page(number)
    return render(request, "learning/library/library.html", {"form": form, "page": page})
