"""The context of every template."""

from django.conf import settings
from django.http import HttpRequest

from cms.models import Branding
from web import exits


def branding(request: HttpRequest) -> dict[str, object]:
    """Return the neutral branding, the target of “Leave”, whether it is a demo, the languages."""
    shown = Branding.current()
    return {
        "site_name": shown.name,
        # Wagtail's first page has another `site_name`.
        "house_name": shown.name,
        "site_icon": shown.icon_file,
        "demo": settings.DEMO,
        "exit_url": exits.address_for(getattr(request, "user", None)),
        "languages": settings.LANGUAGES,
    }
