"""The preview for editors: the page as learners see it on their phones."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _


class PhonePreview:
    """Mixin for pages: preview at 360 pixels by default, in the language of the page."""

    # 360 CSS pixels is the width of the cheap phones that most members use.
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
        """Return the page, rendered here while its language is active."""
        with translation.override(self.locale.language_code):  # type: ignore[attr-defined]
            response: Any = super().serve_preview(request, mode_name)  # type: ignore[misc]
            return response.render() if hasattr(response, "render") else response
