"""What a certificate says about its course."""

from learning.catalogue import outline
from learning.catalogue.outline import EVER_SHOWN, Course
from learning.models import Certificate, CoursePage


def course_of(certificate: Certificate, language: str) -> Course | None:
    """Return the course as it is now, in the best language in which it is or was published; None if
    it was deleted.

    One query, and one for the enrolment unless it is loaded.
    """
    pages = CoursePage.objects.filter(EVER_SHOWN, translation_key=certificate.enrolment.course_key)
    return next(iter(outline.courses(pages, language, whole=True)), None)
