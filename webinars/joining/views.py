"""Joining the room of a webinar, and the practice room."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from people.accounts.permissions import MemberRequest
from people.guards import member_view
from web.errors import Refused
from web.methods import form_page
from webinars.guards import visible_webinar
from webinars.joining import actions
from webinars.rooms import entering
from webinars.rooms.practice import read_ticket
from webinars.rooms.trouble import RoomUnavailable


@member_view
@form_page
def join(request: MemberRequest, code: UUID) -> HttpResponse:
    """Members with a place, and those who lead or manage the webinar: enter the room."""
    webinar = visible_webinar(request, code)
    if request.method != "POST":  # the language link of the page that says there is no room
        return redirect(webinar)
    back = webinar.get_absolute_url()
    try:
        address = actions.join(
            user=request.user, webinar=webinar, leave_to=entering.leave_to(request)
        )
    except Refused as error:
        messages.error(request, str(error))
    except RoomUnavailable as trouble:
        again = reverse("webinars:join", args=[webinar.code])
        return entering.no_room(request, trouble, again=again, back=back)
    else:
        return entering.lead(request, address, back=back)
    return redirect(webinar)


@member_view
@require_safe
def practice(request: MemberRequest, token: str) -> HttpResponse:
    """The owner of the ticket: who would be let into a real room, and how."""
    ticket = read_ticket(token)
    guest = ticket and actions.enter_practice(ticket=ticket, user=request.user)
    status = 200 if guest else 404
    context = {"guest": guest, "back": reverse("left-room")}
    return render(request, "webinars/joining/practice.html", context, status=status)
