"""Pages on which administrators change regions and networks.

Moving a network changes which people its coordinators see, so each page asks for fresh proof.
"""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from people.accounts.permissions import MemberRequest
from people.forms import ChangeForm
from people.guards import member_view, view_if
from people.models import CountryRisk, Network, Region
from people.networks import actions, queries
from people.networks.forms import ListedForm, NetworkForm, RegionForm, RiskForm
from people.organisations.queries import page_of
from people.roles.permissions import is_admin
from people.sessions import stepup
from web.methods import form_page, sent


@view_if(is_admin)
@require_safe
@stepup.required
def regions(request: MemberRequest) -> HttpResponse:
    """Administrators: the whole tree, with links to change it."""
    return render(request, "people/networks/regions.html", {"parts": queries.outline()})


@view_if(is_admin)
@stepup.required
@form_page
def new_region(request: MemberRequest) -> HttpResponse:
    """Administrators: add a region."""
    form = RegionForm(sent(request))

    def make() -> None:
        key = form.cleaned_data["key"]
        actions.make_region(by=request.user, key=key, details=form.details())

    return _drawn(request, form, make, heading=_("New region"))


@view_if(is_admin)
@stepup.required
@form_page
def region(request: MemberRequest, region: UUID) -> HttpResponse:
    """Administrators: rename a region."""
    found = get_object_or_404(Region, code=region)
    form = RegionForm(sent(request), initial=RegionForm.initial_of(found))

    def change() -> None:
        actions.change_region(by=request.user, region=found, details=form.details())

    return _drawn(request, form, change, heading=str(found))


@view_if(is_admin)
@stepup.required
@form_page
def new_network(request: MemberRequest) -> HttpResponse:
    """Administrators: add a network."""
    form = NetworkForm(sent(request), initial={"time_zone": request.user.time_zone})

    def make() -> None:
        key = form.cleaned_data["key"]
        actions.make_network(by=request.user, key=key, details=form.details())

    return _drawn(request, form, make, heading=_("New network"))


@view_if(is_admin)
@stepup.required
@form_page
def network(request: MemberRequest, network: UUID) -> HttpResponse:
    """Administrators: change a network, and move it in the tree."""
    found = get_object_or_404(Network.objects.select_related("region", "parent"), code=network)
    form = NetworkForm(sent(request), network=found, initial=vars(actions.details_of(found)))

    def change() -> None:
        actions.change_network(by=request.user, network=found, details=form.details())

    return _drawn(request, form, change, heading=found.short_name)


def _drawn(
    request: MemberRequest, form: ChangeForm, draw: Callable[[], None], *, heading: str
) -> HttpResponse:
    """Save a valid form and go back to the tree; else show the form."""
    if form.is_valid():
        try:
            draw()
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, form.said())
            return redirect("people:regions")
    return render(request, "people/networks/region.html", {"form": form, "heading": heading})


@member_view
@form_page
def tree(request: MemberRequest) -> HttpResponse:
    """Members: the networks, and the organisations that chose to be listed.

    Sent, the form finds some of them and changes nothing.
    """
    parts = queries.tree(request.user)
    form = ListedForm(sent(request), parts=parts)
    page = page_of(
        form.narrowed(queries.listed_to(request.user)),
        name=form.wanted.get("name", ""),
        number=(sent(request) or request.GET).get("page"),
    )
    context = {"parts": parts, "form": form, "page": page, "draws": is_admin(request.user)}
    return render(request, "people/networks/networks.html", context)


@view_if(is_admin)
@stepup.required
@form_page
def countries(request: MemberRequest) -> HttpResponse:
    """Administrators: set in which countries being recognised is dangerous, with effect at once."""
    form = RiskForm(sent(request))
    if form.is_valid():
        actions.set_risk(by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. It applies now."))
        return redirect("people:countries")
    risks = sorted(CountryRisk.objects.all(), key=lambda risk: str(risk.country.name))
    return render(request, "people/networks/countries.html", {"form": form, "risks": risks})
