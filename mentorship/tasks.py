"""What the worker does for mentoring."""

from celery import shared_task

from mentorship.pairs import retention
from mentorship.reviews import actions as reviews


@shared_task
def tell_mentors_of_waiting_work() -> None:
    """Tell mentors what waits for their reading; safe to run twice."""
    reviews.tell_mentors()


@shared_task
def forget_notes() -> None:
    """Forget what ended pairs wrote down; safe to run twice."""
    retention.forget_notes()
