"""Whoever is deleted in Wagtail's user management is erased like everybody else.

Wagtail's own way would leave her pseudonym in its log and her code on no list, so that the next
restored copy would bring her back.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks

from people import erasing
from people.models import User


@hooks.register("before_delete_user")
def erase_one(request: HttpRequest, user: User) -> HttpResponse | None:
    return _erase(request, [user]) if request.method == "POST" else None


@hooks.register("before_bulk_action")
def erase_many(
    request: HttpRequest, action: str, found: Iterable[Any], view: Any
) -> HttpResponse | None:
    if action != "delete" or view.model is not User:
        return None
    return _erase(request, found)


def _erase(request: HttpRequest, members: Iterable[User]) -> HttpResponse:
    by = User.objects.get(pk=request.user.pk)
    try:
        for user in members:
            erasing.erase(user=user, by=by)
    except OSError:
        messages.error(request, _("The erasure list cannot be written. Try again later."))
    else:
        messages.success(request, _("Erased, with everything about them."))
    return redirect("wagtailusers_users:index")
