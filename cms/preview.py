"""What an editor sees beside the text: the page as learners have it on their phones."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _


class PhonePreview:
    """Mixin for pages: preview at 360 pixels first, in the language that the page is written in."""

    # 360 CSS pixels is the width of the cheap phones that most members read on.
    preview_sizes = [
        {
            "name": "phone",
            "icon": "mobile-alt",
            "device_width": 360,
            "label": _("On a small phone"),
        },
        {
            "name": "desktop",
            "icon": "desktop",
            "device_width": 1280,
            "label": _("On a laptop"),
        },
    ]
    default_preview_size = "phone"

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Return the finished page; rendered here, while its language is the active one."""
        with translation.override(self.locale.language_code):  # type: ignore[attr-defined]
            response: Any = super().serve_preview(request, mode_name)  # type: ignore[misc]
            return response.render() if hasattr(response, "render") else response
