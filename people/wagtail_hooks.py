"""Erase members properly when they are deleted in Wagtail's user management.

Wagtail's own deletion would leave their pseudonym in its log and their code off the erasure list,
so that the next restored copy would bring them back.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks

from people.models import User
from people.privacy import erasure


@hooks.register("before_delete_user")
def erase(request: HttpRequest, user: User) -> HttpResponse | None:
    if request.method != "POST":
        return None
    by = User.objects.get(pk=request.user.pk)
    try:
        erasure.erase(user=user, by=by)
    except OSError:
        messages.error(request, _("The erasure list cannot be written. Try again later."))
    else:
        messages.success(request, _("The account and everything about it have been erased."))
    return redirect("wagtailusers_users:index")
