"""The address for monitors."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dashboard.health import parts

# Seconds: monitors ask every minute, and strangers as often as they like.
KEPT = 30


@require_safe
def deep(request: HttpRequest) -> HttpResponse:
    """Anyone: 200 when everything works, else 503 with the names of what does not.

    What to do is for the person at the terminal (`manage.py status`), not for strangers.
    """
    try:
        said = cache.get("health-report")
    except Exception:  # Each cache has errors of its own; the report names it.
        said = None
    if said is None:
        faults = [name for name, fault in parts.report().items() if fault]
        said = "not ok: " + ", ".join(faults) if faults else "ok"
        if "cache" not in faults:
            cache.set("health-report", said, KEPT)
    status = 200 if said == "ok" else 503
    return HttpResponse(said, content_type="text/plain", status=status)
