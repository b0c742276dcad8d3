"""The tree of the movement, as administrators draw it: regions, and networks in them.

Whoever moves a network says whom its coordinators reach, so each page asks for fresh proof.
"""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people import networks, rules, stepup
from people.guards import view_if
from people.models import Network, Region
from people.network_forms import NetworkForm, RegionForm
from people.rules import MemberRequest


@view_if(rules.is_admin)
@require_safe
@stepup.required
def regions(request: MemberRequest) -> HttpResponse:
    """Administrators: the whole tree, and the ways to change it."""
    return render(request, "people/regions.html", {"parts": networks.outline()})


@view_if(rules.is_admin)
@stepup.required
@require_http_methods(["GET", "HEAD", "POST"])
def new_region(request: MemberRequest) -> HttpResponse:
    """Administrators: add a region."""
    form = RegionForm(_sent(request))

    def make() -> None:
        key = form.cleaned_data["key"]
        networks.make_region(by=request.user, key=key, details=form.details())

    return _drawn(request, form, make, heading=_("A new region"))


@view_if(rules.is_admin)
@stepup.required
@require_http_methods(["GET", "HEAD", "POST"])
def region(request: MemberRequest, region: UUID) -> HttpResponse:
    """Administrators: call a region otherwise."""
    found = get_object_or_404(Region, code=region)
    form = RegionForm(_sent(request), initial={"name": found.name, "name_fr": found.name_fr})

    def change() -> None:
        networks.change_region(by=request.user, region=found, details=form.details())

    return _drawn(request, form, change, heading=str(found))


@view_if(rules.is_admin)
@stepup.required
@require_http_methods(["GET", "HEAD", "POST"])
def new_network(request: MemberRequest) -> HttpResponse:
    """Administrators: add a network."""
    form = NetworkForm(_sent(request), initial={"time_zone": request.user.time_zone})

    def make() -> None:
        key = form.cleaned_data["key"]
        networks.make_network(by=request.user, key=key, details=form.details())

    return _drawn(request, form, make, heading=_("A new network"))


@view_if(rules.is_admin)
@stepup.required
@require_http_methods(["GET", "HEAD", "POST"])
def network(request: MemberRequest, network: UUID) -> HttpResponse:
    """Administrators: change a network, and move it in the tree."""
    found = get_object_or_404(Network.objects.select_related("region", "parent"), code=network)
    form = NetworkForm(_sent(request), network=found, initial=vars(networks.details_of(found)))

    def change() -> None:
        networks.change_network(by=request.user, network=found, details=form.details())

    return _drawn(request, form, change, heading=found.short_name)


def _sent(request: MemberRequest) -> dict | None:
    return request.POST if request.method == "POST" else None


def _drawn(
    request: MemberRequest, form: forms.Form, draw: Callable[[], None], *, heading: str
) -> HttpResponse:
    """Draw what a valid form says and go back to the tree; else show the form."""
    if form.is_bound and form.is_valid():
        try:
            draw()
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("people:regions")
    return render(request, "people/region.html", {"form": form, "heading": heading})
