"""What an editor sent when the session had ended: saved by one press after signing in again.

Wagtail's forms are drawn with scripts of their own, so what was typed is not put back into them. It
is sent again as it was, to the address that it was for, and never published by that. So it is kept
for pages alone, which have drafts: sent again, the form of a deletion would delete.
"""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from people.unsent import actions, writers
from people.unsent.fields import FORGET

# Of the codes for which Wagtail's page shows our sentence, the one that changes nothing else on it.
PAUSED = "locked"
# Wagtail's views that save a draft, and its buttons that do more.
SAVING = {"wagtailadmin_pages:add", "wagtailadmin_pages:edit"}
ACTS = "action-"


def ask_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Answer a visitor who is not signed in; what they sent is kept until they are.

    What a page sends by itself is not kept: the page has it, and shows the sentence.
    """
    if not request.accepts("text/html"):
        said = _("You are signed out. Save the page: you sign in, and your text is still here.")
        answer = {"success": False, "error_code": PAUSED, "error_message": said}
        return JsonResponse(answer, status=401)
    is_kept = request.method == "POST" and _saves(request) and not _is_by_script(request)
    if not is_kept or not writers.writer_of(request):
        return redirect_to_login(request.get_full_path())
    return actions.ask_to_sign_in(request)


def offer(request: HttpRequest) -> HttpResponse | None:
    """Return the page that offers to save what was kept for this one; None without anything."""
    kept: QueryDict | None = getattr(request, "kept_for_studio", None)
    if kept is None or not _saves(request):
        return None
    fields = [
        (name, value)
        for name, values in kept.lists()
        for value in values
        if not name.startswith(ACTS)
    ]
    context = {"fields": fields, "address": request.get_full_path(), "forget": FORGET}
    return render(request, "people/unsent/studio.html", context)


def _saves(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name in SAVING


def _is_by_script(request: HttpRequest) -> bool:
    mode: Any = request.headers.get("Sec-Fetch-Mode", "navigate")
    return mode != "navigate" or request.headers.get("X-Requested-With") == "XMLHttpRequest"
