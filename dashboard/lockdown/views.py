"""The page of the lockdown, for administrators of the whole site."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dashboard.lockdown import actions
from dashboard.lockdown.forms import LockdownForm
from people.accounts.permissions import MemberRequest
from people.guards import view_if
from people.roles.permissions import is_admin
from people.sessions import stepup
from web import lockdown
from web.methods import form_page, sent


@view_if(is_admin)
@stepup.required
@form_page
def lockdown_page(request: MemberRequest) -> HttpResponse:
    """Administrators: lock the site down; in a read-only site, open it again."""
    mode = lockdown.mode()
    if mode and request.method == "POST":
        actions.lift(by=request.user)
        messages.success(request, _("The site is open again."))
        return redirect("dashboard:lockdown")
    form = LockdownForm(sent(request))
    if form.is_valid():
        actions.lock_down(by=request.user, mode=lockdown.Mode(form.cleaned_data["mode"]))
        # Its session has ended with all others; without this, the answer would try to save it.
        logout(request)
        return redirect("landing")
    return render(request, "dashboard/lockdown/lockdown.html", {"form": form, "mode": mode})
