"""Pages of the catalogue go live at the hour that an editor planned.

The rows say what is due, so a worker that dies loses nothing. Each page is one transaction, with
all that follows when an editor publishes it and with what is told, so nothing happens twice.
"""

import logging
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from wagtail.models import Page, Revision

from cms.pages import plans
from cms.translations import actions as translations
from cms.translations import queries, together
from learning import notices
from learning.catalogue.before import refuse_circles
from learning.models import CoursePage, LessonPage
from learning.notices import WhyNot
from people.models import RoleGrant, User
from people.notices.actions import tell_all
from people.studio.permissions import can_enter_studio

log = logging.getLogger(__name__)

WENT_LIVE = "wagtail.publish.scheduled"


def publish_due() -> int:
    """Publish every page whose hour has come; return how many went live. One that cannot go live
    holds up none of the others."""
    count = 0
    for pk in plans.due():
        try:
            count += _settle(pk)
        except DatabaseError as error:
            # Nothing of it was written. The next run tries again, and health says so meanwhile.
            log.warning("A planned page waits for the next run: %s.", type(error).__name__)
    return count


@transaction.atomic
def _settle(pk: int) -> bool:
    """Publish the page, or end its plan, and tell who planned it; return whether it went live."""
    page = Page.objects.select_for_update().filter(pk=pk).first()
    plan = plans.due_of(page) if page else None
    if page is None or plan is None:
        return False  # Another worker was faster, or an editor.
    hour = plan.approved_go_live_at
    planner = User.objects.active().filter(pk=plans.planner_of(plan)).first()
    may_publish = planner is not None and _may_publish(planner, page)
    why_not = _publish(page, plan) if may_publish else WhyNot.RIGHT
    if why_not:
        plans.cancel([pk])
    told = [planner.pk] if planner and may_publish else _editors()
    _tell(told, page, hour, why_not)
    return why_not is None


def _may_publish(planner: User, page: Page) -> bool:
    """Whether they still may: someone who was suspended, or whose role ended, must not be heard
    here later."""
    return can_enter_studio(planner) and page.permissions_for_user(planner).can_publish()


def _publish(page: Page, plan: Revision) -> WhyNot | None:
    """Publish the page as an editor does; return why it could not be."""
    draft = plan.as_object()
    made = queries.made_from_source(page)
    if made and not page.first_published_at and queries.is_source_hidden(made):
        return WhyNot.SOURCE
    lacking = queries.missing(made) if made and made.enabled else queries.left_in_source(draft)
    if lacking:
        return WhyNot.TEXTS
    try:
        with transaction.atomic():
            if isinstance(draft, CoursePage):
                refuse_circles(draft, draft.before)
            plan.publish(log_action=WENT_LIVE)
    except ValidationError:
        return WhyNot.CHECKS
    published = Page.objects.get(pk=page.pk).specific
    together.share(page=published)
    translations.take_over(page=published)
    return None


def _editors() -> list[int]:
    """Return the members who may look after it when the one who planned it cannot. One query."""
    held = RoleGrant.objects.in_force().filter(role=RoleGrant.Role.EDITOR, user__is_active=True)
    return list(held.order_by().values_list("user_id", flat=True).distinct())


def _tell(told: list[int], page: Page, hour: datetime, why_not: WhyNot | None) -> None:
    kind = notices.NOT_LIVE if why_not else notices.LIVE
    key = "/".join([hour.isoformat(), str(page.pk), *([why_not] if why_not else [])])
    course = page.get_parent() if page.specific_class is LessonPage else page
    is_course = course.specific_class is CoursePage
    subject = course.translation_key if is_course else None
    tell_all(told, kind=kind, key=key, subject_code=subject)
