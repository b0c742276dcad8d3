"""The preview for editors: the page as learners see it on their phones."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
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

    def make_preview_request(
        self,
        original_request: HttpRequest | None = None,
        preview_mode: str | None = None,
        extra_request_attrs: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show what someone tries in the preview: Wagtail leaves out what follows the address."""
        tried = original_request.GET if original_request else QueryDict()
        attributes = {**(extra_request_attrs or {}), "tried": tried}
        return super().make_preview_request(  # type: ignore[misc]
            original_request, preview_mode, attributes
        )

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Return the page, rendered here while its language is active."""
        with translation.override(self.locale.language_code):  # type: ignore[attr-defined]
            response: Any = super().serve_preview(request, mode_name)  # type: ignore[misc]
            return response.render() if hasattr(response, "render") else response
