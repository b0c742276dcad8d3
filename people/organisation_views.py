"""Organisations, the networks they are in, and the countries where they must be careful."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people import networks, organisations, rules, stepup
from people.guards import member_view, role_view, view_if
from people.models import CountryRisk
from people.organisation_forms import ChoicesForm, OrganisationForm, RiskForm
from people.rules import MemberRequest, Role

PAGE = 50


@role_view(Role.COORDINATOR, Role.ADMIN)
@require_safe
def listing(request: MemberRequest) -> HttpResponse:
    """Coordinators: the organisations of their own regions and networks; administrators: all."""
    found = rules.managed_organisations(request.user).select_related("region", "part_of")
    page = Paginator(found.order_by("name", "pk"), PAGE).get_page(request.GET.get("page"))
    # What a cell is part of may be none of hers.
    hosts = ((one, one.part_of) for one in page)
    context = {
        "page": page,
        "rows": [
            (one, host if host and rules.reads_name(request.user, host) else None)
            for one, host in hosts
        ],
        "may_make": rules.may_make_organisations(request.user),
        "draws": rules.is_admin(request.user),
    }
    return render(request, "people/organisations.html", context)


@view_if(rules.may_make_organisations)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Coordinators: make an organisation in one of their own regions; administrators: anywhere."""
    form = OrganisationForm(
        request.POST if request.method == "POST" else None,
        by=request.user,
        initial={"time_zone": request.user.time_zone},
    )
    if form.is_bound and form.is_valid():
        key = form.cleaned_data["key"]
        organisations.make(by=request.user, key=key, details=form.details())
        messages.success(request, _("Saved."))
        return redirect("people:organisations")
    return render(
        request, "people/organisation.html", {"form": form, "heading": _("A new organisation")}
    )


@role_view(Role.COORDINATOR, Role.ADMIN, Role.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: MemberRequest, organisation: UUID) -> HttpResponse:
    """Coordinators of its region and administrators: all about it; coordinators of a network of
    its: all but where it stands; its lead: what it decides about itself. To everybody else it does
    not exist."""
    found = get_object_or_404(rules.changeable_organisations(request.user), code=organisation)
    data = request.POST if request.method == "POST" else None
    form: ChoicesForm
    if rules.manages(request.user, found):
        form = OrganisationForm(data, by=request.user, instance=found)
    else:
        form = ChoicesForm(data, instance=found)
    # Validation writes what was typed into `found`; the heading says what stands.
    name = found.name if rules.reads_name(request.user, found) else _("My organisation")
    if form.is_bound and form.is_valid():
        organisations.change(by=request.user, organisation=found, details=form.details())
        messages.success(request, _("Saved."))
        return redirect("people:organisation", found.code)
    return render(request, "people/organisation.html", {"form": form, "heading": name})


@member_view
@require_safe
def tree(request: MemberRequest) -> HttpResponse:
    """Members: the networks, and in them the organisations that chose to be listed."""
    context = {"parts": networks.tree(request.user), "draws": rules.is_admin(request.user)}
    return render(request, "people/networks.html", context)


@view_if(rules.is_admin)
@stepup.required
@require_http_methods(["GET", "HEAD", "POST"])
def countries(request: MemberRequest) -> HttpResponse:
    """Administrators: say in which countries being found out is dangerous; at once in force."""
    form = RiskForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        networks.set_risk(by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. It holds from now on."))
        return redirect("people:countries")
    risks = sorted(CountryRisk.objects.all(), key=lambda risk: str(risk.country.name))
    return render(request, "people/countries.html", {"form": form, "risks": risks})
