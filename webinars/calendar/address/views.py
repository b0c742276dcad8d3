"""A member's calendar address, and what a calendar fetches there."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people.accounts.permissions import MemberRequest
from people.guards import member_view
from people.sessions import stepup
from web import limits
from web.errors import Refused
from web.methods import form_page, sent
from webinars.calendar import neutral
from webinars.calendar.address import actions, queries, tokens
from webinars.calendar.address.forms import AddressForm
from webinars.calendar.ics import ics_to_fetch


@member_view
@stepup.required
@form_page
def address(request: MemberRequest) -> HttpResponse:
    """Members, after fresh proof: make an address for their calendar, or a new one. It is shown
    once; because of the form's key, sending the form again shows the same one."""
    form, made = AddressForm(sent(request)), ""
    if form.is_valid():
        try:
            token = actions.make(user=request.user, **form.cleaned_data)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            made = request.build_absolute_uri(reverse("calendar-feed", args=[token]))
    last = queries.address_of(request.user)
    mine = last if last and last.made_on else None
    faults = form.non_field_errors()
    # A key of its own: the form on the answered page makes the next address.
    form = AddressForm(initial={"instead": last.code if last else None})
    context = {"form": form, "faults": faults, "made": made, "mine": mine}
    return render(request, "webinars/calendar/address.html", context)


@member_view
@require_POST
def end(request: MemberRequest) -> HttpResponse:
    """Members: end their own calendar address at once; it asks for no passphrase."""
    actions.end(user=request.user)
    messages.success(request, _("Your calendar address has ended."))
    return redirect("webinars:list")


@require_safe
@limits.counted("calendar")
def fetched(request: HttpRequest, token: str) -> HttpResponseBase:
    """Anyone with a member's calendar address: when they have webinars, and nothing else. It is the
    same all day as long as nothing changes, so that a calendar which asks each hour gets 304."""
    owner = queries.owner_of(token)
    if owner is None:
        raise Http404
    own, gone = queries.own_webinars(owner)
    body = ics_to_fetch(own, gone, user=owner, language=get_language() or "en")
    etag = f'"{salted_hmac(tokens.SALT, body, algorithm="sha256").hexdigest()[:32]}"'
    # With a name of its own: no browser saves the file under the secret part of the address.
    response = neutral.file_response(body)
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response
