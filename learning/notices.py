"""Notices to members about their exercises and courses. See `people.notices.registry`."""

from django.utils.translation import gettext_lazy as _

from people.notices.registry import Kind

EXERCISE_RETURNED = Kind(
    "exercise_returned",
    _("Your exercise has been reviewed."),
    subject_page="learning:work",
)
EXERCISE_ACCEPTED = Kind(
    "exercise_accepted",
    _("Your exercise has been accepted."),
    subject_page="learning:work",
)
COURSE_COMPLETED = Kind(
    "course_completed",
    _("You have completed a course."),
    subject_page="learning:course",
)
LESSON_REOPENED = Kind(
    "lesson_reopened",
    _("A lesson that you had finished is open again."),
    subject_page="learning:course",
)

KINDS = [EXERCISE_RETURNED, EXERCISE_ACCEPTED, COURSE_COMPLETED, LESSON_REOPENED]
