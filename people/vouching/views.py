"""Vouching for someone, and suspending a branch of people."""

from contextlib import suppress

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from people import readable_codes
from people.accounts.permissions import MemberRequest, is_member
from people.guards import member_view, role_view, signed_in_view
from people.models import User
from people.organisations.permissions import own_organisation_readable_by
from people.privacy import access_log
from people.recovery import actions as recovery
from people.roles.permissions import has_role
from people.roles.table import Role
from people.sessions import stepup
from people.vouching import actions, queries, vouchers
from people.vouching.forms import BranchForm, VouchForm
from people.vouching.permissions import can_vouch
from web import limits
from web.errors import NotAllowed, TooMany
from web.methods import form_page, sent
from web.reading.spelling import letters_and_digits

# More newcomers than a coordinator may read about in a day.
LONGEST_LIST = 50


@member_view
@form_page
@limits.counted("vouch")
def vouch(request: MemberRequest) -> HttpResponse:
    """Members who are not newcomers: vouch for someone they know who reads out a code.

    The length of the code shows whether it is that of a newcomer or of a recovery.
    """
    if not can_vouch(request.user):
        raise Http404
    form = VouchForm(sent(request))
    if form.is_valid() and (thanks := _vouch(request.user, form)):
        messages.success(request, thanks)
        return redirect("people:vouch")
    context = {"form": form, "most": actions.MOST, "days": actions.KEPT_FOR.days}
    return render(request, "people/vouching/vouch.html", context)


def _vouch(user: User, form: VouchForm) -> str:
    """Return the thanks; an empty text when the form says why not."""
    code = form.cleaned_data["code"]
    if len(letters_and_digits(code)) == recovery.GROUPS * readable_codes.GROUP_LENGTH:
        # The same answer whatever it was: a no would say that the owner of the code is not in the
        # member's group, and anyone can ask for a code under any pseudonym.
        with suppress(actions.CannotVouch):
            recovery.confirm(code=code, by=user)
        return _("Thank you. If the code is right and the person is in your group, it counts now.")
    try:
        actions.vouch(code=code, by=user)
    except TooMany as error:
        form.add_error(None, str(error))
    except NotAllowed as error:
        form.add_error("code", str(error))
    else:
        return _("Thank you. You have vouched for this person.")
    return ""


@role_view(Role.COORDINATOR, Role.ADMIN)
@stepup.required
@form_page
@limits.counted("vouch")
def branch(request: MemberRequest) -> HttpResponse:
    """Coordinators for their own regions, administrators: suspend a member with everyone who joined
    through them, or take one member back."""
    form = BranchForm(sent(request))
    if form.is_valid() and _deal_with(request, form):
        return redirect("people:branch")
    context = {
        "form": form,
        "days": actions.KEPT_FOR.days,
        # Administrators suspend, and have no page of invitations.
        "invites": has_role(request.user, Role.COORDINATOR),
    }
    return render(request, "people/vouching/branch.html", context)


def _deal_with(request: MemberRequest, form: BranchForm) -> bool:
    try:
        member = actions.find(pseudonym=form.cleaned_data["pseudonym"], by=request.user)
    except NotAllowed as error:
        form.add_error("pseudonym", str(error))
        return False
    if "reinstate" in request.POST:
        actions.reinstate(member=member, by=request.user)
        messages.success(request, _("They can sign in again."))
    elif "suspend" in request.POST:
        _say_how_many(request, actions.suspend_branch(root=member, by=request.user))
    else:
        # The Enter key presses neither of the two buttons.
        form.add_error(None, _("Choose one of the two buttons below."))
        return False
    return True


def _say_how_many(request: MemberRequest, done: actions.Suspended) -> None:
    said = ngettext(
        "%(count)d person is now suspended.", "%(count)d people are now suspended.", done.count
    )
    messages.success(request, said % {"count": done.count})
    if done.left:
        said = ngettext(
            # Translators: Shown after suspending a person and those they brought in.
            "%(count)d other person was not suspended: they have a role of trust, or belong to an "
            "organisation you do not coordinate.",
            "%(count)d other people were not suspended: they have a role of trust, or belong to "
            "an organisation you do not coordinate.",
            done.left,
        )
        messages.warning(request, said % {"count": done.left})


@signed_in_view
@require_safe
def waiting(request: MemberRequest) -> HttpResponse:
    """Newcomers without a vouch: the code that they read out to a second person, and by which role
    that person may vouch. The page names no one, and never says whether their group has members.
    """
    user = request.user
    if is_member(user):
        return redirect("home")
    context = {
        "code": actions.code_of(user),
        "until": user.vouch_until,
        "organisation": own_organisation_readable_by(user),
        "vouchers": vouchers.for_newcomers([user]).get(user.pk),
        "has_asked": "asked" in request.GET,
    }
    return render(request, "people/vouching/waiting.html", context)


@role_view(Role.COORDINATOR, Role.ADMIN)
@require_safe
def newcomers(request: MemberRequest) -> HttpResponse:
    """Coordinators, where they coordinate, and administrators: who waits for a vouch, since when,
    and by which role someone could vouch. It counts towards the daily limit on lists of people."""
    found = list(queries.newcomers_of(request.user)[:LONGEST_LIST])
    roster = access_log.roster(actor=request.user, rows=[[one.pk] for one in found])
    counted = vouchers.for_newcomers(found)
    context = {
        "newcomers": [
            {"member": one, "vouchers": counted.get(one.pk)} for one in found if roster.has(one.pk)
        ],
        "is_cut": roster.is_cut,
    }
    return render(request, "people/vouching/newcomers.html", context)
