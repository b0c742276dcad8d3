"""The answer to a form whose token is not valid."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from people.models import User
from people.unsent import actions, writers


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Anyone: their own text in its form again, after signing in; else a page that says what to do.

    The form did nothing, and does nothing: only its fields are shown again.
    """
    if _is_in_already(request):
        # That page leads on who is signed in, to where they wanted to go.
        return redirect(request.get_full_path())
    context = {"is_theirs": _is_theirs(request)}
    return actions.bring_back(request) or render(request, "403_csrf.html", context, status=403)


def _is_theirs(request: HttpRequest) -> bool:
    """Whether the page may show what was sent: not if another member wrote it than is signed in."""
    if request.user.is_anonymous or writers.FIELD not in request.POST:
        return True
    writer = writers.writer_of(request)
    return writer is not None and writer.code == request.user.code


def _is_in_already(request: HttpRequest) -> bool:
    """Whether the form is that of signing in, from someone who did so meanwhile in another tab."""
    if request.path_info != reverse("account_login") or not request.user.is_authenticated:
        return False
    same = User.objects.behind(request.POST.get("login", ""))
    return same.filter(pk=request.user.pk).exists()
