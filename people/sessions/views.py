"""A member's sessions, and fresh proof of who they are."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from people.accounts.permissions import MemberRequest
from people.forms import PassphraseAgainForm
from people.guards import signed_in_view
from people.sessions import actions, stepup
from people.sessions.store import kept_key
from web import exits
from web.methods import form_page, sent


@signed_in_view
@require_safe
def own_sessions(request: MemberRequest) -> HttpResponse:
    """Anyone signed in: their own sessions, by the hour in which they began."""
    context = {
        "sessions": actions.sessions_of(request.user),
        "this_one": kept_key(request.session.session_key),
    }
    return render(request, "people/sessions/sessions.html", context)


@signed_in_view
@require_POST
def end_session(request: MemberRequest, code: UUID) -> HttpResponse:
    """Anyone signed in: end one session of their own; any other is a 404."""
    if not actions.end(user=request.user, code=code):
        raise Http404
    messages.success(request, _("That session has ended."))
    return redirect("people:sessions")


@signed_in_view
@require_POST
def end_other_sessions(request: MemberRequest) -> HttpResponse:
    """Anyone signed in: end all their sessions except this one."""
    actions.end_others(request)
    messages.success(request, _("You are now signed in here only."))
    return redirect("people:sessions")


@sensitive_post_parameters()
@signed_in_view
@form_page
def again(request: MemberRequest) -> HttpResponse:
    """Anyone signed in: their passphrase again, then on to the page that they wanted."""
    form = PassphraseAgainForm(sent(request), request=request)
    if form.is_valid():
        stepup.remember(request)
        target = exits.or_else(request.GET.get("next", ""), reverse("people:me"))
        return HttpResponseRedirect(target)
    return render(request, "people/sessions/again.html", {"form": form})
