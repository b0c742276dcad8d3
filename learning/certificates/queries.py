"""What a certificate says about its course."""

from django.utils.translation import ngettext

from learning.catalogue import outline
from learning.catalogue.outline import EVER_SHOWN, Course
from learning.models import Certificate, CoursePage

# Up to here a length is told in minutes.
SHORT = 120


def course_of(certificate: Certificate, language: str) -> Course | None:
    """Return the course as it is now, in the best language in which it is or was published; None if
    it was deleted.

    One query, and one for the enrolment unless it is loaded.
    """
    pages = CoursePage.objects.filter(EVER_SHOWN, translation_key=certificate.enrolment.course_key)
    return next(iter(outline.courses(pages, language, whole=True)), None)


def hours_of(course: Course | None) -> str:
    """Return how long the course takes, such as “45 minutes” or “about 3 hours”, and nothing when
    it has no lessons. Half an hour more counts for nothing."""
    minutes = course.minutes if course else 0
    if not minutes:
        return ""
    if minutes < SHORT:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours = (minutes + 29) // 60
    # Translators: How long a course takes, on a certificate.
    return ngettext("about %(n)d hour", "about %(n)d hours", hours) % {"n": hours}
