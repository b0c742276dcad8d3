"""Texts that someone sent after their session had ended: shown to them once more, and not stored.

Sessions on shared phones are short, and a long text takes time. The member copies the text, signs
in and pastes it. That needs no script, and the site stores nothing.
"""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.http import urlencode

# Shorter texts are faster to type again than to copy.
SHORTEST = 60
# Never shown again, however long.
SECRETS = {"new_passphrase", "passphrase", "password"}


def texts(request: HttpRequest) -> list[str]:
    """Return the long texts of a sent form in their order, without passphrases."""
    fields = [(name, text) for name in request.POST for text in request.POST.getlist(name)]
    written = [str(text) for name, text in fields if name not in SECRETS]
    return [text for text in written if len(text) >= SHORTEST and len(text.split()) > 1]


def ask_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Answer a visitor who is not signed in: show what they wrote, if anything, else the sign-in
    page."""
    if request.method == "POST" and (written := texts(request)):
        query = urlencode({"next": request.get_full_path()})
        return render(request, "people/sessions/unsent.html", {"texts": written, "query": query})
    return redirect_to_login(request.get_full_path())
