"""A member's copy, erasing an account, the public page about our data, and the access log."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth import logout
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from people.accounts.permissions import MemberRequest
from people.files import opened
from people.files.opened import Opened, TooMuchAtOnce
from people.guards import member_view, signed_in_view
from people.privacy import erasure, register
from people.privacy import export as exporting
from people.privacy.access_log import seen
from people.privacy.forms import CopyForm, EraseForm
from people.privacy.register import Words
from web.methods import form_page, sent


@sensitive_post_parameters()
@signed_in_view
@form_page
def export(request: MemberRequest) -> HttpResponseBase:
    """Members: their own copy of what is kept about them, after the passphrase."""
    parts = exporting.parts(request.user)
    form = CopyForm(sent(request), request=request, parts=len(parts))
    if not form.is_valid():
        return render(request, "people/privacy/take_a_copy.html", {"form": form})
    part = parts[form.cleaned_data.get("part", 1) - 1]
    try:
        opened.check(part.size, reader=request.user.pk)
        # Made whole: its files can be more than a slow line takes without keeping a thread.
        copy = b"".join(exporting.export(user=request.user, part=part))
        file = Opened(copy, reader=request.user.pk)
    except TooMuchAtOnce as error:
        form.add_error(None, str(error))
        return render(request, "people/privacy/take_a_copy.html", {"form": form})
    return FileResponse(
        file, as_attachment=True, filename=part.name, content_type="application/zip"
    )


@sensitive_post_parameters()
@signed_in_view
@form_page
def erase(request: MemberRequest) -> HttpResponse:
    """Members: erase their own account, after the passphrase and a ticked box."""
    form = EraseForm(sent(request), request=request)
    if not form.is_valid():
        return render(request, "people/privacy/erase.html", {"form": form})
    try:
        erasure.erase(user=request.user)
    except OSError:
        form.add_error(None, _("Something went wrong, and nothing was erased. Try again later."))
        return render(request, "people/privacy/erase.html", {"form": form})
    logout(request)
    messages.success(request, _("Everything about you has been erased. Take care."))
    return redirect("landing")


@dataclass(frozen=True, slots=True)
class Held:
    """One model of the register in the reader's words."""

    title: Words
    words: list[Words]
    purpose: Words
    retention: Words
    at_the_end: Words


def held() -> list[Held]:
    """Return what the register holds about people, the account first."""
    return [
        Held(
            record.title,
            [register.named(record, name) for name in record.about_people],
            record.purpose,
            record.retention,
            record.eraser.words,
        )
        for record in register.account_first()
        if record.about_people
    ]


@require_safe
def what_we_hold(request: HttpRequest) -> HttpResponse:
    """Anyone: every field that says something about a member, from the registry."""
    return render(request, "people/privacy/what_we_hold.html", {"held": held()})


@member_view
@require_safe
def access_log(request: MemberRequest) -> HttpResponse:
    """Members: their own access log, with the role of each reader and the day."""
    records = seen(user=request.user)
    return render(request, "people/privacy/access_log.html", {"records": records})
