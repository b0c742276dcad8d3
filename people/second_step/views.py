"""Setting up, printing and removing second steps, and asking for one at sign-in."""

import json
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from people.accounts.permissions import MemberRequest
from people.guards import signed_in_view
from people.second_step import actions
from people.second_step.forms import AppForm, NewPasskeyForm
from people.sessions import stepup
from web.methods import form_page, sent
from web.reading.qr import picture


@signed_in_view
@form_page
def second_step(request: MemberRequest) -> HttpResponse:
    """Anyone signed in: their own second steps; after fresh proof they may remove one."""
    if request.method == "POST":
        return _remove(request)  # type: ignore[return-value]
    context = {
        "steps": actions.steps_of(request.user),
        "has_app": actions.has_app(request.user),
        "codes_left": actions.number_of_codes(request.user),
    }
    return render(request, "mfa/second_step.html", context)


@stepup.required
def _remove(request: MemberRequest) -> HttpResponse:
    number = request.POST.get("step", "")
    steps = actions.steps_of(request.user)
    step = get_object_or_404(steps, pk=number if number.isdecimal() and len(number) < 16 else 0)
    actions.remove(request=request, step=step)
    # Translators: Said of an authenticator app or a passkey.
    messages.success(request, _("Removed."))
    return redirect("people:second-step")


@sensitive_post_parameters()
@signed_in_view
@stepup.required
@form_page
def app(request: MemberRequest) -> HttpResponse:
    """Anyone signed in, after fresh proof: an app on their phone as second step."""
    if actions.has_app(request.user):
        return redirect("people:second-step")
    form = AppForm(sent(request), user=request.user)
    if form.is_valid():
        actions.add_app(request=request, form=form)
        return redirect("people:codes")
    address = get_adapter().build_totp_url(request.user, form.secret)
    context = {
        "form": form,
        "address": address,
        "picture": picture(address),
        "secret": " ".join(form.secret[at : at + 4] for at in range(0, len(form.secret), 4)),
    }
    return render(request, "mfa/app.html", context)


@signed_in_view
@stepup.required
@form_page
def passkey(request: MemberRequest) -> HttpResponse:
    """Anyone signed in, after fresh proof: a passkey on their phone as second step."""
    form = NewPasskeyForm(sent(request), user=request.user)
    if form.is_valid():
        credential = form.cleaned_data["credential"]
        actions.add_passkey(request=request, credential=credential)
        return redirect("people:codes")
    options = webauthn.begin_registration(request.user, passwordless=False)
    return render(request, "mfa/passkey.html", {"form": form, "passkey": json.dumps(options)})


@signed_in_view
@stepup.required
@form_page
def codes(request: MemberRequest) -> HttpResponse:
    """Anyone with a second step, after fresh proof: their codes for paper, or ten new ones."""
    if not actions.steps_of(request.user).exists():
        return redirect("people:second-step")
    if request.method == "POST":
        actions.renew_codes(request=request)
        return redirect("people:codes")
    context = {"codes": actions.codes_left(request.user)}
    return render(request, "mfa/codes.html", context)


class AskView(AuthenticateView):
    """Anyone who has just given the right passphrase: the second step. Others start over."""

    template_name = "mfa/ask.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        options = context["js_data"]["request_options"]
        if options["publicKey"].get("allowCredentials"):
            context["passkey"] = json.dumps(options)
        return context


ask = sensitive_post_parameters()(AskView.as_view())
