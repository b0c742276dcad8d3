"""The address that serves uploaded files."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils._os import safe_join
from django.views.decorators.http import require_safe

from people.accounts.permissions import is_member
from people.files import parts
from web.declarations import modules_called

# Where Wagtail keeps pictures at their full size.
ORIGINALS = "original_images"


@require_safe
def file(request: HttpRequest, path: str) -> HttpResponseBase:
    """Members: a picture, a recording or a document of a course, or a part of it. Anyone: those of
    an open course; besides, strangers get a 404.

    Pictures at their full size are for editors only. A document for the organisations of a network
    is for its members and for editors. Any file that a browser might run is sent as
    a download.
    """
    try:
        full = Path(safe_join(settings.MEDIA_ROOT, path))
        originals = Path(safe_join(settings.MEDIA_ROOT, ORIGINALS))
        if full.is_relative_to(originals) and not _is_editor(request):
            raise Http404
        if not is_member(request.user) and not _is_open(full):
            raise Http404
        if is_member(request.user) and _is_closed(request, full):
            raise Http404
        return parts.response(request, full)
    except (ValueError, OSError, SuspiciousFileOperation) as error:
        raise Http404 from error


def _is_open(full: Path) -> bool:
    """Whether an app says that anyone may load this file, in its `open_files`."""
    return any(module.is_open(_name(full)) for module in modules_called("open_files"))


def _is_closed(request: HttpRequest, full: Path) -> bool:
    """Whether an app says that this member may not load this file."""
    closed = (
        module.is_closed_to(request.user, _name(full)) for module in modules_called("open_files")
    )
    return any(closed) and not _is_editor(request)


def _name(full: Path) -> str:
    return str(full.relative_to(Path(safe_join(settings.MEDIA_ROOT))))


def _is_editor(request: HttpRequest) -> bool:
    return request.user.has_perm("wagtailadmin.access_admin")
