"""Hiding one's own account, or that of someone who told their code word."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from people.accounts.models import HIDDEN_FOR
from people.accounts.permissions import MemberRequest
from people.guards import member_view, signed_in_view
from people.hiding import actions
from people.hiding.forms import CodeWordForm, HideSomeoneForm
from people.privacy.retention import ERASED_AFTER_MONTHS
from people.second_step import actions as second_step
from people.sessions import stepup
from people.vouching.permissions import can_vouch
from web import exits, limits
from web.methods import form_page, sent


@signed_in_view
@form_page
def hide(request: MemberRequest) -> HttpResponse:
    """Anyone signed in: hide their own account at once, then go where “Leave” leads.

    It asks for no passphrase: someone who is watched has only seconds.
    """
    user = request.user
    if request.method == "POST":
        actions.hide(user=user)
        return exits.leave(request)
    context = {
        "codes": second_step.number_of_codes(user),
        "hours": int(HIDDEN_FOR.total_seconds() // 3600),
        "months": ERASED_AFTER_MONTHS,
        "has_word": actions.has_word(user),
    }
    return render(request, "people/hiding/hide.html", context)


@sensitive_post_parameters()
@member_view
@stepup.required
@form_page
def code_word(request: MemberRequest) -> HttpResponse:
    """Members: choose the word by which someone they trust may hide their account, or delete it."""
    if "forget" in request.POST:
        actions.forget_word(user=request.user)
        messages.success(request, _("Your code word is deleted."))
        return redirect("people:hide")
    form = CodeWordForm(sent(request), request=request)
    if form.is_valid():
        actions.keep_word(user=request.user, word=form.cleaned_data["word"])
        messages.success(request, _("Your code word is set. Tell it only to people you trust."))
        return redirect("people:hide")
    context = {"form": form, "has_word": actions.has_word(request.user)}
    return render(request, "people/hiding/code_word.html", context)


@sensitive_post_parameters()
@member_view
@form_page
@limits.counted("code_word")
def hide_someone(request: MemberRequest) -> HttpResponse:
    """Members who may vouch: hide the account of someone near who told them their code word. The
    answer does not say whether there is such a member, nor whether the word is right."""
    if not can_vouch(request.user):
        raise Http404
    form = HideSomeoneForm(sent(request), request=request)
    if form.is_valid():
        data = form.cleaned_data
        actions.hide_by_word(name=data["pseudonym"], word=data["word"], by=request.user)
        messages.success(
            request,
            _("If this name and this code word belong together, the account is hidden now."),
        )
        return redirect("people:hide-someone")
    return render(request, "people/hiding/hide_someone.html", {"form": form})
