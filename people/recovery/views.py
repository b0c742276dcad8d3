"""Coming back without the passphrase."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from people.accounts import passphrases
from people.accounts.permissions import MemberRequest
from people.guards import member_view
from people.models import Recovery
from people.recovery import actions
from people.recovery.forms import (
    AskRecoveryForm,
    ChooseForm,
    ComeBackForm,
    ComeBackOnPaperForm,
    PaperCodeForm,
    RecoveryCodeForm,
)
from people.unsent.fields import steps
from web import limits
from web.errors import Gone
from web.methods import form_page, sent


@sensitive_post_parameters()
@form_page
@limits.counted("recover")
def recover(request: HttpRequest) -> HttpResponse:
    """Anyone who is not signed in: choose a new passphrase with a code on paper, or ask for a
    recovery and later do the same with its code. The answer to a name does not say whether there is
    such a member."""
    if request.user.is_authenticated:
        return redirect("home")
    if "paper" in request.POST:
        return _come_back(request) if "passphrase" in request.POST else _on_paper(request)
    if "pseudonym" in request.POST:
        return _ask(request)
    if "passphrase" in request.POST:
        return _finish(request)
    before = steps(request)
    if "passphrase" in before:
        return _choose_in_other_language(request, before)
    form = RecoveryCodeForm(sent(request))
    if form.is_valid():
        return _choose(request, ComeBackForm(initial=form.cleaned_data | _offered()))
    return _page(request, code=form)


def _offered() -> dict[str, str]:
    return {"passphrase": passphrases.offer(get_language())}


def _choose_in_other_language(request: HttpRequest, before: QueryDict) -> HttpResponse:
    """The same step again. What opened it is looked up when the form is sent."""
    names = ComeBackOnPaperForm.opened_with + ComeBackForm.opened_with
    carried = {name: before[name] for name in names if name in before}
    if "paper" in carried:
        form: ChooseForm = ComeBackOnPaperForm(initial=carried | _offered(), request=request)
    else:
        form = ComeBackForm(initial=carried | _offered())
    return _choose(request, form)


def _on_paper(request: HttpRequest) -> HttpResponse:
    form = PaperCodeForm(request.POST, request=request)
    if not form.is_valid():
        return _page(request, paper=form)
    # The code is used up only with the new passphrase, so a broken connection does not waste it.
    offered = form.cleaned_data | _offered()
    return _choose(request, ComeBackOnPaperForm(initial=offered, request=request))


def _come_back(request: HttpRequest) -> HttpResponse:
    form = ComeBackOnPaperForm(request.POST, request=request)
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.come_back(
                pseudonym=data["pseudonym"], code=data["paper"], passphrase=data["passphrase"]
            )
        except Gone as error:
            form.add_error("paper", str(error))
        else:
            return _done(request)
    return _choose(request, form)


def _ask(request: HttpRequest) -> HttpResponse:
    form = AskRecoveryForm(request.POST)
    if form.is_valid() and not limits.may_write(request, "recovery", "recoveries"):
        form.add_error(
            None,
            _(
                "Too many people asked for a code today. Try again tomorrow, or ask your "
                "coordinator for a new invitation."
            ),
        )
    if not form.is_valid():
        return _page(request, ask=form)
    context = {
        "code": actions.ask(**form.cleaned_data),
        "hours": int(Recovery.DELAY.total_seconds() // 3600),
        "days": Recovery.LIFETIME.days,
    }
    return render(request, "people/recovery/recover_code.html", context)


def _finish(request: HttpRequest) -> HttpResponse:
    form = ComeBackForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.finish(code=data["code"], passphrase=data["passphrase"])
        except Gone as error:
            form.add_error("code", str(error))
        else:
            return _done(request)
    return _choose(request, form)


def _choose(request: HttpRequest, form: ChooseForm) -> HttpResponse:
    return render(request, "people/recovery/recover_choose.html", {"form": form})


def _done(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Your new passphrase is set. Sign in with it."))
    return redirect("account_login")


def _page(
    request: HttpRequest,
    *,
    paper: PaperCodeForm | None = None,
    ask: AskRecoveryForm | None = None,
    code: RecoveryCodeForm | None = None,
) -> HttpResponse:
    context = {
        "paper": paper or PaperCodeForm(request=request),
        "ask": ask or AskRecoveryForm(),
        "form": code or RecoveryCodeForm(),
    }
    return render(request, "people/recovery/recover.html", context)


@member_view
@require_POST
def stop(request: MemberRequest) -> HttpResponse:
    """Members: close every recovery of their own account that someone asked for."""
    actions.stop(user=request.user)
    messages.success(request, _("Stopped. No one can get in that way."))
    return redirect("people:me")
