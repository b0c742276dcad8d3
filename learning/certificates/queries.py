"""What a certificate says about its course."""

from learning.models import Certificate, CoursePage


def course_title(certificate: Certificate, language: str) -> str:
    """Return the course's title in the best language, published or not; "" if it was deleted.

    One query, and one for the enrolment unless it is loaded.
    """
    titles = dict(
        CoursePage.objects.filter(translation_key=certificate.enrolment.course_key)
        .order_by("-pk")
        .values_list("locale__language_code", "title")
    )
    return titles.get(language) or titles.get("en") or next(iter(titles.values()), "")
