"""Tasks of mentoring that Celery beat starts."""

from celery import shared_task

from mentorship.pairs import retention
from mentorship.reviews import actions as reviews


@shared_task
def tell_mentors_of_waiting_work() -> None:
    """Notify mentors of work that waits for their review; safe to run twice."""
    reviews.tell_mentors()


@shared_task
def forget_notes() -> None:
    """Delete the notes of ended pairs; safe to run twice."""
    retention.forget_notes()
