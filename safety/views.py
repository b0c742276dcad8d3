"""Reporting a concern, coming back for the replies, and the pages of safety officers.

Nothing here goes into the session, which knows its member, and no reference number into an address.
"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from people.accounts.permissions import MemberRequest
from people.guards import role_view
from people.models import User
from people.roles.permissions import Role, has_role
from safety import actions
from safety.forms import AnswerForm, ConcernForm, KeepForm, ReceiptForm, TextForm
from safety.models import Concern
from safety.permissions import concerns_readable_by


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Anybody: tell a concern, and get the receipt."""
    form = ConcernForm(request.POST if request.method == "POST" else None, request=request)
    if request.method == "POST" and form.is_valid():
        receipt = actions.leave(
            key=form.cleaned_data["key"], text=form.words, organisation=form.concerned
        )
        context = {"receipt": receipt, "waits": form.waits}
        return render(request, "safety/left.html", context)
    context = {"form": form, "is_officer": has_role(request.user, Role.SAFETY)}
    return render(request, "safety/concern.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def answers(request: HttpRequest) -> HttpResponse:
    """Anyone with a reference number: read the replies, and write again.

    Both are sent to the page itself, with the number. A text that comes with a number that does not
    open stays in the form until one does.
    """
    form = ReceiptForm(request.POST if request.method == "POST" else None, request=request)
    text_form = TextForm(request.POST if "text" in request.POST else None)
    if request.method == "GET" or not form.is_valid() or form.concern is None:
        both = {"form": form, "text_form": text_form}
        return render(request, "safety/receipt.html", both)
    is_said = text_form.is_bound and text_form.is_valid()
    if is_said:
        actions.write(concern=form.concern, **text_form.cleaned_data)
        # With a key of its own: what is sent from this page is the next text.
        text_form = TextForm()
    context = {
        "receipt": form.cleaned_data["receipt"],
        "concern": form.concern,
        "answers": actions.answers(concern=form.concern),
        "is_said": is_said,
        "form": text_form,
    }
    return render(request, "safety/answers.html", context)


@role_view(Role.SAFETY)
@require_safe
def concerns_kept(request: MemberRequest) -> HttpResponse:
    """Safety officers: the concerns that they may read, without a word of their contents."""
    found = concerns_readable_by(request.user).with_state().select_related("organisation")
    return render(request, "safety/concerns.html", {"concerns": found[:100]})


@sensitive_post_parameters()
@role_view(Role.SAFETY)
@require_http_methods(["GET", "POST"])
def read(request: MemberRequest, concern: UUID) -> HttpResponse:
    """Safety officers of another organisation: read a concern, reply, say how long it is kept.

    Both forms are sent to the page itself; `deed` says which of them it was.
    """
    found = get_object_or_404(
        concerns_readable_by(request.user).select_related("organisation"), code=concern
    )
    deed = request.POST.get("deed")
    answer_form = AnswerForm(request.POST if deed == "answer" else None)
    keep_form = KeepForm(request.POST if deed == "keep" else None, concern=found)
    if answer_form.is_bound and _answer(found, request.user, answer_form):
        messages.success(request, _("Reply saved. They can read it with their reference number."))
        return redirect("safety:read-concern", found.code)
    if keep_form.is_bound and _keep(found, request.user, keep_form):
        messages.success(request, _("Saved."))
        return redirect("safety:read-concern", found.code)
    context = {
        "concern": found,
        "said": actions.read(concern=found, by=request.user),
        "answer_form": answer_form,
        "keep_form": keep_form,
    }
    return render(request, "safety/read.html", context)


def _answer(concern: Concern, user: User, form: AnswerForm) -> bool:
    if not form.is_valid():
        return False
    actions.answer(concern=concern, by=user, **form.cleaned_data)
    return True


def _keep(concern: Concern, user: User, form: KeepForm) -> bool:
    if not form.is_valid():
        return False
    actions.keep(concern=concern, by=user, **form.cleaned_data)
    return True
