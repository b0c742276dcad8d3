"""The page on which a member describes themselves for a pair."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mentorship.models import Profile
from mentorship.profiles import actions
from mentorship.profiles.forms import ProfileForm
from mentorship.profiles.permissions import can_mentor
from people.accounts.permissions import MemberRequest, is_newcomer
from people.guards import member_view


@member_view
@require_http_methods(["GET", "POST"])
def profile(request: MemberRequest) -> HttpResponse:
    """Members who are no newcomers: what they say about themselves for a pair."""
    user = request.user
    if is_newcomer(user):
        raise Http404
    form = ProfileForm(
        request.POST or None,
        profile=Profile.objects.filter(user=user).first() or Profile(user=user),
        for_mentor=can_mentor(user),
    )
    if request.method == "POST" and form.is_valid():
        actions.save(user=user, answers=form.answers())
        messages.success(request, _("Saved."))
        return redirect("mentorship:overview")
    return render(request, "mentorship/profiles/profile.html", {"form": form})
