"""Pages on which roles are given and taken away."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people.accounts.permissions import MemberRequest
from people.guards import role_view
from people.models import RoleGrant
from people.privacy import access_log
from people.roles import actions
from people.roles.forms import RoleForm
from people.roles.in_force import begins_at
from people.roles.permissions import grants_endable_by
from people.roles.table import WITH_SECOND_STEP, Role
from people.sessions import stepup
from web.errors import NotAllowed
from web.methods import form_page, sent
from web.reading.days import date_format

PAGE = 20
# Both databases take numbers of this length.
LONGEST_NUMBER = 18


@role_view(Role.COORDINATOR, Role.ADMIN)
@stepup.required
@form_page
def listing(request: MemberRequest) -> HttpResponse:
    """Coordinators, where they coordinate, and administrators: give a role; see those in force."""
    form = RoleForm(sent(request), by=request.user)
    if form.is_valid() and _give(request, form):
        messages.success(request, _when_it_applies(form))
        return redirect("people:roles")
    context = {"form": form, **_in_force(request)}
    return render(request, "people/roles/roles.html", context)


def _when_it_applies(form: RoleForm) -> str:
    """Return what to tell the giver, with the day in their own time zone and language."""
    assert form.user is not None
    role = Role(form.cleaned_data["role"])
    if begins := begins_at(form.user, role):
        said = _("Role given. They are new here: it applies from %(day)s.") % {
            "day": date_format(timezone.localdate(begins))
        }
    else:
        said = _("Role given. It applies from the next page they open.")
    if settings.SECOND_STEP_REQUIRED and role in WITH_SECOND_STEP:
        said += " " + _("It also needs a second step, which they set up on “My settings”.")
    return said


def _give(request: MemberRequest, form: RoleForm) -> bool:
    assert form.user is not None
    data = form.cleaned_data
    try:
        actions.give(
            user=form.user,
            role=data["role"],
            node=data["place"],
            by=request.user,
            until=data["until"],
        )
    except NotAllowed as error:
        form.add_error("pseudonym", str(error))
        return False
    return True


def _in_force(request: MemberRequest) -> dict[str, object]:
    """Return one page of the roles that they may end. It counts towards the daily limit on lists
    of people."""
    grants = grants_endable_by(request.user).select_related(
        "user", "region", "network", "organisation"
    )
    page = Paginator(grants.order_by("role", "pk"), PAGE).get_page(request.GET.get("page"))
    found: list[RoleGrant] = list(page)
    roster = access_log.roster(actor=request.user, rows=[[grant.user_id] for grant in found])
    return {
        "page": page,
        "grants": [grant for grant in found if roster.has(grant.user_id)],
        "is_cut": roster.is_cut,
    }


@role_view(Role.COORDINATOR, Role.ADMIN)
@stepup.required
@require_POST
def end(request: MemberRequest) -> HttpResponse:
    """Coordinators, where they coordinate, and administrators: take a role away.

    A missing role is no error: a second press of the same button finds it already ended.
    """
    typed = request.POST.get("grant", "")
    if not typed.isdecimal() or len(typed) > LONGEST_NUMBER:
        raise Http404
    if grant := RoleGrant.objects.filter(pk=typed, user__is_active=True).first():
        try:
            actions.end(grant=grant, by=request.user)
        except NotAllowed as error:
            raise Http404 from error
    messages.success(request, _("Role ended. It is gone from the next page they open."))
    return redirect("people:roles")
