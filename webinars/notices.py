"""Notices to members about their webinars. See `people.notices.registry`."""

from django.utils.translation import gettext_lazy as _

from people.notices.registry import Kind

SOON = Kind(
    "webinar_soon",
    _("A webinar you registered for starts soon."),
    page="webinars:detail",
    takes_subject=True,
)
PLACE = Kind(
    "webinar_place",
    _("A place has become free: you now have a place in a webinar."),
    page="webinars:detail",
    takes_subject=True,
)
CANCELLED = Kind(
    "webinar_cancelled",
    _("A webinar you registered for has been cancelled."),
    page="webinars:detail",
    takes_subject=True,
)

KINDS = [SOON, PLACE, CANCELLED]
