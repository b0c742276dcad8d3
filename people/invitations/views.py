"""Joining, and inviting others."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters

from people import readable_codes
from people.accounts import passphrases, pseudonyms
from people.accounts.permissions import MemberRequest
from people.guards import role_view
from people.invitations import actions, sheets
from people.invitations.forms import InvitationCodeForm, InviteForm, JoinForm, SlipsForm
from people.invitations.permissions import invitations_visible_to, organisations_invitable_by
from people.roles.permissions import has_role
from people.roles.table import Role
from people.sessions import stepup
from people.unsent.fields import steps
from web import limits
from web.errors import Gone, NotAllowed
from web.methods import form_page, sent


@sensitive_post_parameters()
@form_page
@limits.counted("join")
def join(request: HttpRequest, code: str = "") -> HttpResponse:
    """Anyone with an invitation: first the code, then a pseudonym and a passphrase."""
    if request.user.is_authenticated:
        return redirect("home")
    if "pseudonym" in request.POST:
        return _make_account(request)
    before = steps(request)
    if "pseudonym" in before:
        # In another language. The code is looked up when the form is sent.
        return _offer_account(request, before.get("code", ""))
    form = InvitationCodeForm(sent(request) or ({"code": code} if code else None))
    if form.is_valid():
        return _offer_account(request, form.cleaned_data["code"])
    return render(request, "people/invitations/join_code.html", {"form": form})


def _offer_account(request: HttpRequest, code: str) -> HttpResponse:
    offered = {
        "code": code,
        "pseudonym": pseudonyms.offer(),
        "passphrase": passphrases.offer(get_language()),
    }
    return render(request, "people/invitations/join.html", {"form": JoinForm(initial=offered)})


def _make_account(request: HttpRequest) -> HttpResponse:
    if not limits.may_try(request, "name", key=readable_codes.digest(request.POST.get("code", ""))):
        return limits.too_often(request)
    form = JoinForm(request.POST)
    if not form.is_valid():
        return render(request, "people/invitations/join.html", {"form": form})
    data = form.cleaned_data
    try:
        user = actions.join(
            code=data["code"], pseudonym=data["pseudonym"], passphrase=data["passphrase"]
        )
    except NotAllowed as error:
        form.add_error("pseudonym", str(error))
    except Gone as error:
        form.add_error("code", str(error))
    else:
        login(request, user, backend="people.accounts.backends.MemberBackend")
        return redirect("home")
    return render(request, "people/invitations/join.html", {"form": form})


@role_view(Role.COORDINATOR, Role.LEAD)
@stepup.required
@form_page
def invitations(request: MemberRequest) -> HttpResponse:
    """Coordinators: make an invitation into an organisation of their own regions and networks.
    Leads of an organisation: into their own, for emerging leaders.

    The code is shown once. Because of the form's key, sending the form again shows the same code
    and makes no second invitation.
    """
    organisations = organisations_invitable_by(request.user)
    form = InviteForm(sent(request), organisations=organisations, by=request.user)
    code, who = "", None
    if form.is_valid():
        code = actions.invite(by=request.user, **form.cleaned_data)
        who = form.vouchers[form.cleaned_data["organisation"].pk]
        # A new key: the form on the answered page makes the next invitation.
        form = InviteForm(organisations=organisations, by=request.user)
    context = {
        "form": form,
        "code": code,
        "coordinates": has_role(request.user, Role.COORDINATOR),
        "vouchers": who.sentence if who else "",
        "invitations": invitations_visible_to(request.user).select_related("organisation")[:50],
    }
    return render(request, "people/invitations/invitations.html", context)


@role_view(Role.COORDINATOR, Role.LEAD)
@stepup.required
@form_page
def sheet(request: MemberRequest) -> HttpResponse:
    """Coordinators, and leads: a sheet of invitations to print, for one organisation as above.

    The codes are shown once; sending the form again shows the same sheet.
    """
    organisations = organisations_invitable_by(request.user)
    form = SlipsForm(sent(request), organisations=organisations, by=request.user)
    made: list[sheets.Slip] = []
    if form.is_valid():
        made = sheets.make(
            by=request.user,
            address_of=lambda code: request.build_absolute_uri(
                reverse("people:join-with-code", args=[code])
            ),
            **form.cleaned_data,
        )
    return render(request, "people/invitations/slips.html", {"form": form, "slips": made})
