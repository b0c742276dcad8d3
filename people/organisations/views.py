"""Organisations: the list, a new one, and changing one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from people.accounts.permissions import MemberRequest
from people.guards import role_view, view_if
from people.organisations import actions, queries
from people.organisations.forms import ChoicesForm, OrganisationForm, OrganisationsForm
from people.organisations.permissions import (
    can_create_organisations,
    can_manage_organisation,
    can_read_name,
    organisations_changeable_by,
    organisations_managed_by,
)
from people.roles.permissions import has_role, is_admin
from people.roles.table import Role
from web.methods import form_page, sent


@role_view(Role.COORDINATOR, Role.ADMIN)
@form_page
def listing(request: MemberRequest) -> HttpResponse:
    """Coordinators: the organisations of their own regions and networks; administrators: all.

    Sent, the form finds some of them and changes nothing.
    """
    among = organisations_managed_by(request.user)
    form = OrganisationsForm(sent(request), offered=queries.offered(among))
    page = queries.page_of(
        form.narrowed(among),
        name=form.wanted.get("name", ""),
        number=(sent(request) or request.GET).get("page"),
    )
    # The reader may not be allowed to read the name of the organisation that a cell is part of.
    hosts = ((one, one.part_of) for one in page)
    context = {
        "form": form,
        "page": page,
        "rows": [
            (one, host if host and can_read_name(request.user, host) else None)
            for one, host in hosts
        ],
        "can_create": can_create_organisations(request.user),
        "draws": is_admin(request.user),
    }
    return render(request, "people/organisations/organisations.html", context)


@view_if(can_create_organisations)
@form_page
def new(request: MemberRequest) -> HttpResponse:
    """Coordinators: make an organisation in one of their own regions; administrators: anywhere."""
    form = OrganisationForm(
        sent(request),
        by=request.user,
        initial={"time_zone": request.user.time_zone},
    )
    if form.is_valid():
        key = form.cleaned_data["key"]
        actions.make(by=request.user, key=key, details=form.details())
        messages.success(request, form.said())
        return redirect("people:organisations")
    return render(
        request,
        "people/organisations/organisation.html",
        {"form": form, "heading": _("New organisation"), "lists": True},
    )


@role_view(Role.COORDINATOR, Role.ADMIN, Role.LEAD)
@form_page
def change(request: MemberRequest, organisation: UUID) -> HttpResponse:
    """Coordinators of its region and administrators: all details. Coordinators of one of its
    networks: all but its place in the tree. Its lead: what it decides about itself. Everyone else
    gets a 404."""
    found = get_object_or_404(organisations_changeable_by(request.user), code=organisation)
    data = sent(request)
    form: ChoicesForm
    if can_manage_organisation(request.user, found):
        form = OrganisationForm(data, by=request.user, instance=found)
    else:
        form = ChoicesForm(data, instance=found)
    # Validation writes the typed values into `found`; the heading shows the saved name.
    name = found.name if can_read_name(request.user, found) else _("My organisation")
    if form.is_valid():
        actions.change(by=request.user, organisation=found, details=form.details())
        messages.success(request, form.said())
        return redirect("people:organisation", found.code)
    context = {
        "form": form,
        "heading": name,
        # Leads have no list of organisations.
        "lists": has_role(request.user, Role.COORDINATOR, Role.ADMIN),
    }
    return render(request, "people/organisations/organisation.html", context)
