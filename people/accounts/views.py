"""A member's own settings, and a new passphrase."""

from allauth.account.views import login as allauth_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from people.accounts import actions, line, passphrases
from people.accounts.forms import ChangePassphraseForm, SettingsForm
from people.accounts.permissions import MemberRequest
from people.contact import mailing
from people.guards import signed_in_view
from people.organisations.permissions import can_lead, own_organisation_readable_by
from people.recovery import actions as recovery
from people.studio.permissions import can_enter_studio
from people.vouching.permissions import can_vouch
from web.methods import form_page, sent


@sensitive_post_parameters()
@signed_in_view
@form_page
def passphrase(request: MemberRequest) -> HttpResponse:
    """Anyone signed in: a new passphrase, because someone may have seen the old one."""
    form = ChangePassphraseForm(
        sent(request),
        request=request,
        initial={"new_passphrase": passphrases.offer(get_language())},
    )
    if form.is_valid():
        actions.change_passphrase(request=request, passphrase=form.cleaned_data["new_passphrase"])
        messages.success(request, _("Your new passphrase is set. You are now signed in here only."))
        return redirect("people:me")
    return render(request, "people/accounts/passphrase.html", {"form": form})


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Anyone: sign in. When too many others do so at this moment, the answer is 503 at once, and
    the form keeps the name."""
    response = allauth_login(request)
    if getattr(request, "is_busy", False):
        response.status_code = 503
        response["Retry-After"] = str(line.RETRY_AFTER)
    return response


@signed_in_view
@form_page
def me(request: MemberRequest) -> HttpResponse:
    """Members: their own settings, and what is kept about them."""
    mail = mailing.is_offered_to(request.user)
    form = SettingsForm(sent(request), instance=request.user, mail=mail)
    if form.is_valid():
        # Only what was changed: saving the whole row could undo a suspension at the same moment,
        # and an old page another change.
        if form.changed_data:
            request.user.save(update_fields=form.changed_data)
        messages.success(request, form.said())
        return redirect("people:me")
    context = {
        "form": form,
        "mail": mail,
        "is_being_recovered": recovery.recoveries_of(request.user).exists(),
        "can_vouch": can_vouch(request.user),
        "can_enter_studio": can_enter_studio(request.user),
        "organisation": own_organisation_readable_by(request.user),
        "can_lead": can_lead(request.user, request.user.organisation),
    }
    return render(request, "people/accounts/me.html", context)
