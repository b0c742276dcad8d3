"""Reporting a concern, coming back for the replies, and the pages of safety officers.

Nothing is stored in the session, which belongs to a member, and no address has a reference number.
"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from people.accounts.permissions import MemberRequest
from people.guards import view_if
from people.unsent.fields import is_typed_in
from safety import actions
from safety.forms import AnswerForm, ConcernForm, KeepForm, ReceiptForm, TextForm
from safety.permissions import can_read_concerns, concerns_readable_by
from web.methods import form_page, sent


@sensitive_post_parameters()
@form_page
def leave(request: HttpRequest) -> HttpResponse:
    """Anyone: report a concern, and get its reference number."""
    form = ConcernForm(sent(request), request=request)
    if form.is_valid():
        receipt = actions.leave(
            key=form.cleaned_data["key"], text=form.words, organisation=form.concerned
        )
        context = {"receipt": receipt, "waits": form.waits}
        return render(request, "safety/left.html", context)
    context = {"form": form, "can_read_concerns": can_read_concerns(request.user)}
    return render(request, "safety/concern.html", context)


@sensitive_post_parameters()
@form_page
def answers(request: HttpRequest) -> HttpResponse:
    """Anyone with a reference number: read the replies, and write again.

    Both forms are sent to this page, with the number. If the number is wrong, the text stays in the
    form.
    """
    form = ReceiptForm(sent(request), request=request)
    text_form = TextForm(request.POST if "text" in request.POST else None)
    writes = text_form.is_bound or is_typed_in(request, text_form)
    if not form.is_valid() or form.concern is None:
        both = {"form": form, "text_form": text_form, "writes": writes}
        return render(request, "safety/receipt.html", both)
    is_said = text_form.is_valid()
    if is_said:
        actions.write(concern=form.concern, **text_form.cleaned_data)
        # A new key: the form on the answered page adds the next text.
        text_form = TextForm()
    context = {
        "receipt": form.cleaned_data["receipt"],
        "concern": form.concern,
        "answers": actions.answers(concern=form.concern),
        "is_said": is_said,
        "form": text_form,
    }
    return render(request, "safety/answers.html", context)


@view_if(can_read_concerns)
@require_safe
def concerns_kept(request: MemberRequest) -> HttpResponse:
    """Safety officers: the list of concerns that they may read, without their contents."""
    found = concerns_readable_by(request.user).with_state().select_related("organisation")
    return render(request, "safety/concerns.html", {"concerns": found[:100]})


@sensitive_post_parameters()
@view_if(can_read_concerns)
@form_page
def read(request: MemberRequest, concern: UUID) -> HttpResponse:
    """Safety officers of another organisation: read a concern, reply, set how long it is kept.

    Both forms are sent to this page; the field `form` says which one it is.
    """
    found = get_object_or_404(
        concerns_readable_by(request.user).select_related("organisation"), code=concern
    )
    which = request.POST.get("form")
    answer_form = AnswerForm(request.POST if which == "answer" else None)
    keep_form = KeepForm(request.POST if which == "keep" else None, concern=found)
    if answer_form.is_valid():
        actions.answer(concern=found, by=request.user, **answer_form.cleaned_data)
        messages.success(request, _("Reply saved. They can read it with their reference number."))
        return redirect("safety:read-concern", found.code)
    if keep_form.is_valid():
        actions.keep(concern=found, by=request.user, **keep_form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("safety:read-concern", found.code)
    context = {
        "concern": found,
        "said": actions.read(concern=found, by=request.user),
        "answer_form": answer_form,
        "keep_form": keep_form,
    }
    return render(request, "safety/read.html", context)
