"""Coming in, waiting for a second person, inviting others."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from people import (
    invitation_sheets,
    joining,
    limits,
    passphrases,
    pseudonyms,
    readable_codes,
    rules,
    vouching,
)
from people.guards import role_view, signed_in_view
from people.joining_forms import InvitationCodeForm, InviteForm, JoinForm, SlipsForm
from people.rules import MemberRequest, Role


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@limits.counted("join")
def join(request: HttpRequest, code: str = "") -> HttpResponse:
    """Anybody with an invitation: first the code, then a pseudonym and a passphrase."""
    if request.user.is_authenticated:
        return redirect("home")
    if "pseudonym" in request.POST:
        return _make_account(request)
    form = InvitationCodeForm(request.POST or ({"code": code} if code else None))
    if form.is_bound and form.is_valid():
        return _offer_account(request, form.cleaned_data["code"])
    return render(request, "people/join_code.html", {"form": form})


def _offer_account(request: HttpRequest, code: str) -> HttpResponse:
    offered = {
        "code": code,
        "pseudonym": pseudonyms.offer(),
        "passphrase": passphrases.offer(get_language()),
    }
    return render(request, "people/join.html", {"form": JoinForm(initial=offered)})


def _make_account(request: HttpRequest) -> HttpResponse:
    if not limits.may_try(request, "name", key=readable_codes.digest(request.POST.get("code", ""))):
        return limits.too_often(request)
    form = JoinForm(request.POST)
    if not form.is_valid():
        return render(request, "people/join.html", {"form": form})
    data = form.cleaned_data
    try:
        user = joining.join(
            code=data["code"], pseudonym=data["pseudonym"], passphrase=data["passphrase"]
        )
    except joining.PseudonymTaken:
        form.add_error("pseudonym", form.taken())
    except joining.InvitationUnusable:
        form.add_error("code", _("Somebody used this code a moment ago. Ask for a new one."))
    else:
        login(request, user, backend="people.backends.MemberBackend")
        return redirect("home")
    return render(request, "people/join.html", {"form": form})


@signed_in_view
@require_safe
def waiting(request: MemberRequest) -> HttpResponse:
    """Newcomers for whom nobody has vouched yet: the code that they read out to a second person."""
    user = request.user
    if rules.is_member(user):
        return redirect("home")
    context = {
        "code": vouching.code_of(user),
        "until": user.joined_on + vouching.WAITS_FOR,
    }
    return render(request, "people/waiting.html", context)


@role_view(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def invitations(request: MemberRequest) -> HttpResponse:
    """Coordinators: make an invitation into an organisation of their own regions and networks.

    The code is shown once. The form's key makes a repeated sending show the same code again
    instead of a second invitation.
    """
    organisations = rules.visible_organisations(request.user)
    form = InviteForm(request.POST or None, organisations=organisations)
    code = ""
    if request.method == "POST" and form.is_valid():
        code = joining.invite(by=request.user, **form.cleaned_data)
        # With a key of its own: what is sent from this page is the next invitation.
        form = InviteForm(organisations=organisations)
    context = {
        "form": form,
        "code": code,
        "invitations": rules.visible_invitations(request.user).select_related("organisation")[:50],
    }
    return render(request, "people/invitations.html", context)


@role_view(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def sheet(request: MemberRequest) -> HttpResponse:
    """Coordinators: a sheet of invitations to print, for one of their own organisations.

    The codes are shown once; sending the form again shows the same sheet.
    """
    organisations = rules.visible_organisations(request.user)
    form = SlipsForm(request.POST or None, organisations=organisations)
    made: list[invitation_sheets.Slip] = []
    if request.method == "POST" and form.is_valid():
        made = invitation_sheets.make(
            by=request.user,
            address_of=lambda code: request.build_absolute_uri(
                reverse("people:join-with-code", args=[code])
            ),
            **form.cleaned_data,
        )
    return render(request, "people/slips.html", {"form": form, "slips": made})
