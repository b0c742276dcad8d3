"""The page on which a member describes themselves for a pair."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from mentorship.models import Profile
from mentorship.profiles import actions
from mentorship.profiles.forms import ProfileForm
from mentorship.profiles.permissions import can_mentor
from people.accounts.permissions import MemberRequest, is_newcomer
from people.guards import member_view
from web.methods import form_page, sent


@member_view
@form_page
def profile(request: MemberRequest) -> HttpResponse:
    """Members who are not newcomers: what they say about themselves for a pair."""
    user = request.user
    if is_newcomer(user):
        raise Http404
    form = ProfileForm(
        sent(request),
        profile=Profile.objects.filter(user=user).first() or Profile(user=user),
        for_mentor=can_mentor(user),
    )
    if form.is_valid():
        actions.save(user=user, answers=form.answers())
        messages.success(request, form.said())
        return redirect("mentorship:overview")
    return render(request, "mentorship/profiles/profile.html", {"form": form})
