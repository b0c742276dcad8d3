"""What a certificate says about its course."""

from dataclasses import dataclass

from learning.catalogue.outline import EVER_SHOWN, SPOKEN
from learning.models import Certificate, CoursePage
from web.reading.languages import Spoken


@dataclass(frozen=True)
class Title(Spoken):
    """The title of a course; `is_fallback` means that the reader asked for another language."""

    text: str
    language: str
    is_fallback: bool


def course_title(certificate: Certificate, language: str) -> Title | None:
    """Return the course's title in the best language in which it is or was published; None if it
    was deleted.

    One query, and one for the enrolment unless it is loaded.
    """
    titles = dict(
        CoursePage.objects.filter(EVER_SHOWN, translation_key=certificate.enrolment.course_key)
        .order_by("-pk")
        .values_list(SPOKEN, "title")
    )
    best = next((one for one in (language, "en", *titles) if one in titles), None)
    return Title(titles[best], best, is_fallback=best != language) if best else None
