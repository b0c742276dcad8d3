"""The search."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from learning.search import queries
from learning.search.forms import SearchForm
from people.accounts.permissions import MemberRequest
from people.guards import member_view
from web.methods import form_page, sent


@member_view
@form_page
def search(request: MemberRequest) -> HttpResponse:
    """Members: what has the words that they look for, among the courses that they may see.

    What is typed is in no address and kept nowhere: the page is the answer to its form.
    """
    among = queries.catalogue_of(request.user, get_language() or "")
    form = SearchForm(sent(request), request=request, among=among)
    context: dict[str, object] = {"form": form}
    if form.is_bound and form.is_valid():
        context["results"] = queries.find(form.looked_for(), among)
    return render(request, "learning/search/search.html", context)
