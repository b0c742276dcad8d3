"""Coming back from a room."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from webinars.rooms import entering


@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """Anyone: go back to the page from which they joined, with a sentence if they did not get in.

    Without a session the next page asks to sign in.
    """
    back = request.session.get(entering.BACK) or reverse("webinars:list")
    # The address has no language; the page from which they joined has.
    language = translation.get_language_from_path(back) or translation.get_language()
    with translation.override(language):
        sentence = entering.why_not(request.GET.get("errors", ""))
    if sentence and request.user.is_authenticated:
        messages.error(request, sentence)
    return redirect(back)
