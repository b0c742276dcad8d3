"""Being here: one's own settings and notices."""

from allauth.account.views import login as allauth_login
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from people import mailing, notices, recovery, rules
from people.forms import SettingsForm
from people.guards import signed_in_view
from people.models import Notice
from people.rules import MemberRequest

sign_in = allauth_login


@signed_in_view
@require_http_methods(["GET", "POST"])
def me(request: MemberRequest) -> HttpResponse:
    """Members: their own settings, and what is kept about them."""
    mail = mailing.is_offered_to(request.user)
    form = SettingsForm(request.POST or None, instance=request.user, mail=mail)
    if request.method == "POST" and form.is_valid():
        # These columns alone: a suspension at the same moment must not be undone.
        request.user.save(update_fields=list(form.fields))
        messages.success(request, _("Saved."))
        return redirect("people:me")
    context = {
        "form": form,
        "mail": mail,
        "is_being_recovered": recovery.of(request.user).exists(),
        "may_vouch": rules.may_vouch(request.user),
        "may_enter_studio": rules.may_enter_studio(request.user),
        "organisation": rules.own_organisation(request.user),
        "leads_it": rules.leads(request.user, request.user.organisation),
    }
    return render(request, "people/me.html", context)


@signed_in_view
@require_POST
def put_notice_away(request: MemberRequest) -> HttpResponse:
    """Members: take a notice off their pages; the kind says which, and is not theirs to invent."""
    kind = request.POST.get("kind", "")
    if kind in Notice.Kind.values:
        notices.put_away(request.user, kind=kind)
    return redirect("home")
