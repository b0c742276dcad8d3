"""Running the matching of a programme, and deciding about its drafts."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mentorship.matching import actions
from mentorship.pairs.actions import PairingRefused
from mentorship.programmes.permissions import programmes_managed_by
from people.accounts.permissions import MemberRequest
from people.guards import view_if
from people.roles.permissions import can_coordinate_regions


@view_if(can_coordinate_regions)
@require_POST
def run(request: MemberRequest, programme: UUID) -> HttpResponse:
    """Coordinators of the region: run the matching again."""
    found = get_object_or_404(programmes_managed_by(request.user), code=programme)
    try:
        actions.run_matching(programme=found, by=request.user)
    except PairingRefused as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("The proposals are ready. No one has been asked yet."))
    return redirect(found)


@view_if(can_coordinate_regions)
@require_POST
def decide(request: MemberRequest, programme: UUID, draft: UUID) -> HttpResponse:
    """Coordinators of the region: approve or decline a draft."""
    found = get_object_or_404(programmes_managed_by(request.user), code=programme)
    try:
        one = found.drafts.filter(code=draft).first()
        if one is None:
            raise PairingRefused("replaced")
        if "approve" in request.POST:
            actions.approve(draft=one, by=request.user)
            messages.success(request, _("Both people have now been asked."))
        elif "decline" in request.POST:
            actions.decline(draft=one, by=request.user)
            messages.success(request, _("The proposal is set aside. No one is notified."))
    except PairingRefused as error:
        messages.warning(request, str(error))
    return redirect(found)
