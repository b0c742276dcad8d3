"""The answer to a form whose token is not valid."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from people.models import User
from people.unsent import actions


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Anyone: their own text in its form again, after signing in; else a page that says what to do.

    The form did nothing, and does nothing: only its fields are shown again.
    """
    if _is_in_already(request):
        # That page leads on who is signed in, to where they wanted to go.
        return redirect(request.get_full_path())
    return actions.bring_back(request) or render(request, "403_csrf.html", status=403)


def _is_in_already(request: HttpRequest) -> bool:
    """Whether the form is that of signing in, from someone who did so meanwhile in another tab."""
    if request.path_info != reverse("account_login") or not request.user.is_authenticated:
        return False
    same = User.objects.behind(request.POST.get("login", ""))
    return same.filter(pk=request.user.pk).exists()
