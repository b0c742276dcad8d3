"""The address that serves uploaded files."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
)
from django.utils._os import safe_join
from django.views.decorators.http import require_safe

from web.headers import FILE_POLICY

# What a page shows or plays; anything else is handed over. Python's own table of kinds differs
# between machines.
SHOWN = {".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".webp": "image/webp"}
# Where Wagtail keeps a picture as large as it came.
ORIGINALS = "original_images"


@require_safe
def file(request: HttpRequest, path: str) -> FileResponse:
    """Members: a picture, a recording or a document of a course. Strangers: no such thing.

    Pictures at their full size are for editors. Whatever a browser might run instead of showing
    it is handed over as a download.
    """
    # Nor is she a member yet for whom nobody has vouched (`people.accounts.permissions.is_member`).
    if getattr(request.user, "vouched_on", None) is None:
        raise Http404
    try:
        full = Path(safe_join(settings.MEDIA_ROOT, path))
        originals = Path(safe_join(settings.MEDIA_ROOT, ORIGINALS))
        if full.is_relative_to(originals) and not _is_editor(request):
            raise Http404
        stream = full.open("rb")
    except (ValueError, OSError, SuspiciousFileOperation) as error:
        raise Http404 from error
    suffix = full.suffix.lower()
    kind = "application/pdf" if suffix == ".pdf" else SHOWN.get(suffix, "application/octet-stream")
    response = FileResponse(stream, as_attachment=suffix not in SHOWN, content_type=kind)
    response["Content-Security-Policy"] = FILE_POLICY
    return response


def _is_editor(request: HttpRequest) -> bool:
    return request.user.has_perm("wagtailadmin.access_admin")
