"""The messages of a pair."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from mentorship.messages import actions
from mentorship.messages.forms import MessageForm
from mentorship.messages.models import KEPT_FOR
from mentorship.pairs import notes
from mentorship.pairs.permissions import pairs_readable_by
from mentorship.profiles.permissions import can_mentor
from people.accounts.permissions import MemberRequest
from people.guards import member_view
from web.methods import form_page, is_done, sent


@member_view
@form_page
def messages_of(request: MemberRequest, pair: UUID) -> HttpResponse:
    """The members of a pair that has begun: read its messages of the last month, and write one
    while it runs."""
    found = get_object_or_404(pairs_readable_by(request.user), code=pair)
    if found.started_at is None:
        raise Http404
    form = MessageForm(sent(request))
    if form.is_valid() and is_done(form, actions.write, pair=found, user=request.user):
        messages.success(request, _("Message sent."))
        return redirect("mentorship:messages", found.code)
    context = {
        "pair": found,
        "other": found.other(request.user),
        "form": form,
        "has_mentor": can_mentor(found.mentor),
        "written": notes.read_messages(pair=found, by=request.user, most=actions.SHOWN),
        "days": KEPT_FOR.days,
    }
    return render(request, "mentorship/messages/messages.html", context)
