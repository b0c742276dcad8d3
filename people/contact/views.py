"""The page on which members give their e-mail address."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from people.accounts.permissions import MemberRequest
from people.contact import actions, mailing
from people.contact.forms import ContactForm
from people.guards import member_view
from people.sessions import stepup
from web.methods import form_page, sent


@sensitive_post_parameters()
@member_view
@stepup.required
@form_page
def contact(request: MemberRequest) -> HttpResponse:
    """Members, after fresh proof: their own e-mail address, if they want to give one.

    Where no e-mails are sent, the page exists only for members with an address to remove.
    """
    kept = actions.read(user=request.user)
    offered = mailing.is_offered_to(request.user)
    if not (offered or kept):
        raise Http404
    form = ContactForm(sent(request), initial={"mail": kept})
    if form.is_valid():
        if offered and form.cleaned_data["mail"]:
            actions.keep(user=request.user, mail=form.cleaned_data["mail"])
            messages.success(request, _("Saved. We e-mail you at most once a day."))
        else:
            actions.forget(user=request.user)
            messages.success(
                request, _("Your e-mail address has been removed. We will not e-mail you again.")
            )
        return redirect("people:me")
    return render(
        request, "people/contact/contact.html", {"form": form, "kept": kept, "offered": offered}
    )
