"""A coordinator's regions: safe numbers, and what waits for her."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from dashboard.safe_counts import Count as SafeCount
from dashboard.safe_counts import safe_count, safe_parts
from learning.catalogue import outline
from learning.catalogue.permissions import courses_visible_to
from learning.models import Enrolment
from mentorship import overview as mentorship
from mentorship.overview import QuietPair
from people.models import Organisation, Region, User
from people.privacy import access_log
from people.roles.permissions import coordinated_region_ids
from webinars import overview as webinars
from webinars.models import Webinar


@dataclass(frozen=True, kw_only=True)
class CourseFigures:
    """How many members of the regions take a course, and how many completed it."""

    title: str
    language: str
    enrolled: SafeCount
    completed: SafeCount

    @property
    def counts(self) -> list[tuple[str, SafeCount]]:
        """Both, with their names, in the order of the table's columns."""
        return [
            (_("Enrolled"), self.enrolled),
            # Translators: State of one course, and heading of a column of numbers.
            (_("Completed"), self.completed),
        ]


@dataclass(frozen=True, kw_only=True)
class RegionDesk:
    regions: list[Region]
    courses: list[CourseFigures]
    webinars: list[Webinar]
    quiet_pairs: list[QuietPair]
    is_cut: bool


def desk(user: User, language: str) -> RegionDesk:
    """Return what `user` sees of the regions that she coordinates; whom it names can see that."""
    ids = coordinated_region_ids(user)
    quiet = mentorship.pairs_without_meeting(ids)
    roster = access_log.roster(actor=user, rows=[pair.people for pair in quiet])
    return RegionDesk(
        regions=list(Region.objects.filter(pk__in=ids)),
        courses=course_figures(user, ids, language),
        webinars=webinars.upcoming_in(ids),
        quiet_pairs=[pair for pair in quiet if roster.has(*pair.people)],
        is_cut=roster.is_cut,
    )


def course_figures(user: User, region_ids: Collection[int], language: str) -> list[CourseFigures]:
    """Return the safe figures of every course that is taken there, in the catalogue's order."""
    counts = {row["course_key"]: row for row in _counts(region_ids)}
    shown = courses_visible_to(user).filter(translation_key__in=counts)
    return [
        _figures(course.title, course.language, counts[course.key])
        for course in outline.courses(shown, language)
    ]


def _counts(region_ids: Collection[int]) -> QuerySet[Enrolment, Any]:
    done = Q(completed_at__isnull=False)
    return (
        Enrolment.objects.filter(
            user__organisation__region__in=region_ids,
            user__organisation__results=Organisation.Results.COUNTED,
        )
        .order_by()
        .values("course_key")
        .annotate(
            people=Count("pk"),
            organisations=Count("user__organisation", distinct=True),
            done=Count("pk", filter=done),
            done_organisations=Count("user__organisation", distinct=True, filter=done),
            open_organisations=Count("user__organisation", distinct=True, filter=~done),
        )
    )


def _figures(title: str, language: str, row: dict[str, int]) -> CourseFigures:
    completed, _ = safe_parts(
        [
            (row["done"], row["done_organisations"]),
            (row["people"] - row["done"], row["open_organisations"]),
        ]
    )
    return CourseFigures(
        title=title,
        language=language,
        enrolled=safe_count(row["people"], organisations=row["organisations"]),
        completed=completed,
    )
