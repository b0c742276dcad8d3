"""A coordinator's regions: safe numbers, and waiting work."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from learning.overview import Participation, participation_in
from mentorship.overview import QuietPair, pairs_without_meeting
from people.models import Region, User
from people.privacy import access_log
from people.roles.permissions import can_coordinate_regions, region_ids_coordinated_by
from web.reading.safe_counts import Count, safe_count, safe_parts
from webinars.models import Webinar
from webinars.overview import next_managed

# On the home page of coordinators; the region's page has all courses.
FIRST_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class CourseFigures:
    """How many members of the regions take a course, completed it, and taught it to a group."""

    title: str
    language: str
    enrolled: Count
    completed: Count
    taught: Count

    @property
    def counts(self) -> list[tuple[str, Count]]:
        """All numbers, with their names, in the order of the table's columns."""
        return [
            (_("Enrolled"), self.enrolled),
            # Translators: How many people completed a course; heading of a column of numbers.
            (pgettext("number of people", "Completed"), self.completed),
            # Translators: How many people taught a course to a group; heading of a column.
            (pgettext("number of people", "Passed on"), self.taught),
        ]


@dataclass(frozen=True, kw_only=True)
class RegionOverview:
    regions: list[Region]
    courses: list[CourseFigures]
    webinars: list[Webinar]
    quiet_pairs: list[QuietPair]
    is_cut: bool


def region_overview(user: User, language: str) -> RegionOverview:
    """Return what `user` sees of their regions; the access log shows it to members it names."""
    ids = region_ids_coordinated_by(user)
    quiet = pairs_without_meeting(ids)
    roster = access_log.roster(actor=user, rows=[pair.people for pair in quiet])
    return RegionOverview(
        regions=list(Region.objects.filter(pk__in=ids)),
        courses=course_figures(user, ids, language),
        webinars=next_managed(user),
        quiet_pairs=[pair for pair in quiet if roster.has(*pair.people)],
        is_cut=roster.is_cut,
    )


def course_figures(user: User, region_ids: Collection[int], language: str) -> list[CourseFigures]:
    """Return the safe figures of each course taken in these regions, in the catalogue's order."""
    found = participation_in(region_ids, reader=user, language=language)
    return [safe_figures(course) for course in found]


def first_figures(user: User, language: str) -> list[CourseFigures]:
    """Return the safe figures of the first `FIRST_SHOWN` courses taken where `user` coordinates;
    two queries for coordinators of regions, else none."""
    if not can_coordinate_regions(user):
        return []
    return course_figures(user, region_ids_coordinated_by(user), language)[:FIRST_SHOWN]


def safe_figures(course: Participation) -> CourseFigures:
    """Return the numbers of `course` that may be shown."""
    still_open = course.enrolled - course.completed
    completed, _still_open = safe_parts(
        [
            (course.completed, course.completed_organisations),
            (still_open, course.open_organisations),
        ]
    )
    taught, _rest = safe_parts(
        [
            (course.passed_on, course.passed_on_organisations),
            (course.enrolled - course.passed_on, course.rest_organisations),
        ]
    )
    return CourseFigures(
        title=course.title,
        language=course.language,
        enrolled=safe_count(course.enrolled, organisations=course.organisations),
        completed=completed,
        taught=taught,
    )
