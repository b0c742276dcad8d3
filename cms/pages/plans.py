"""Pages that go live at a planned hour.

Wagtail keeps the hour in the revision that is to be published, and locks the page until then.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, PublishingPanel
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.models import Page, PageLogEntry, PagePermissionTester, Revision

from web.reading.days import date_format

# What Wagtail's own scripts want on the field: closing the dialog takes back what was not saved.
IN_DIALOG = {
    "data-controller": "w-action",
    "data-action": "w-dialog:hidden->w-action#reset",
    "data-w-dialog-target": "notify",
}
PLANNED = "wagtail.publish.schedule"


def in_zone() -> str:
    """Say in which time zone hours are shown to the person who reads them."""
    return _("In your time zone: %(zone)s.") % {"zone": _zone()}


def shown(hour: datetime) -> str:
    """Return the hour as a person reads it, with its time zone."""
    local = timezone.localtime(hour)
    when = {"day": date_format(local, "l j F Y"), "hour": time_format(local.time())}
    return _("%(day)s, %(hour)s (%(zone)s)") % {**when, "zone": _zone()}


def _zone() -> str:
    return timezone.get_current_timezone_name().replace("_", " ")


class CanBeTakenDown(PagePermissionTester):
    """What someone may do to a page that can have a planned hour. Wagtail locks it until then; that
    keeps no one from taking down what readers have meanwhile."""

    def can_unpublish(self) -> bool:
        if self.page.locked:
            return super().can_unpublish()
        return self.page.live and self.can_publish()


class HourPanel(PublishingPanel):
    """The hour at which a page goes live. None at which it is taken down: someone has to see first
    how many are learning there, and that happens in all languages."""

    def __init__(self) -> None:
        dialog = "#schedule-publishing-dialog"
        hour = FieldPanel(
            "go_live_at",
            widget=AdminDateTimeInput(js_overlay_parent_selector=dialog, attrs=IN_DIALOG),
            heading=gettext_lazy("Goes live on"),
            help_text=lazy(in_zone, str)(),
        )
        super().__init__(children=[hour])

    def clone_kwargs(self) -> dict[str, Any]:
        """Return nothing: the panel of each kind of page is the same."""
        return {}


def all_planned() -> QuerySet[Revision]:
    """Return the revisions of pages that have a planned hour, the earliest first."""
    planned = Revision.page_revisions.filter(approved_go_live_at__isnull=False)
    return planned.order_by("approved_go_live_at", "pk")


def due() -> list[int]:
    """Return the numbers of the pages whose hour has come; of several at one hour, those above
    first, and a source before its translations. Two queries."""
    come = all_planned().filter(approved_go_live_at__lte=timezone.now())
    hours = {int(pk): hour for pk, hour in come.values_list("object_id", "approved_go_live_at")}
    pages = Page.objects.filter(pk__in=hours).order_by("pk").values_list("pk", "depth")
    return [pk for pk, depth in sorted(pages, key=lambda one: (hours[one[0]], one[1]))]


def count_late(by: timedelta) -> int:
    """Return how many pages should have gone live longer ago than `by`. One query."""
    return all_planned().filter(approved_go_live_at__lt=timezone.now() - by).count()


def hour_of(page: Page) -> datetime | None:
    """Return when `page` goes live. One query."""
    found: datetime | None = _of([page.pk]).values_list("approved_go_live_at", flat=True).first()
    return found


def all_hours() -> dict[int, datetime]:
    """Return when each page goes live that has a planned hour, by its number. One query."""
    found = all_planned().values_list("object_id", "approved_go_live_at")
    return {int(pk): hour for pk, hour in found}


def due_of(page: Page) -> Revision | None:
    """Return the revision of `page` whose hour has come. One query."""
    return _of([page.pk]).filter(approved_go_live_at__lte=timezone.now()).first()


def planner_of(revision: Revision) -> int | None:
    """Return the number of the account that planned it; None when it was erased. One query."""
    entries = PageLogEntry.objects.filter(action=PLANNED, revision=revision)
    planned = entries.order_by("-timestamp", "-pk").values_list("user_id", flat=True).first()
    return planned or revision.user_id


def cancel(pages: Iterable[int], *, user: Any = None) -> None:
    """Let none of these pages go live by itself; Wagtail's history says so."""
    for revision in _of(pages):
        revision.approved_go_live_at = None
        revision.save(user=user, update_fields=["approved_go_live_at"])


def _of(pages: Iterable[int]) -> QuerySet[Revision]:
    # Wagtail keeps the number of what a revision is of as text.
    return all_planned().filter(object_id__in=[str(pk) for pk in pages])
