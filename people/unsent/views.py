"""The answer to a form whose token is not valid."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from people.unsent import actions


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Anyone: their own text in its form again, after signing in; else a page that says what to do.

    The form did nothing, and does nothing: only its fields are shown again.
    """
    return actions.bring_back(request) or render(request, "403_csrf.html", status=403)
