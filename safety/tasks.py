"""What the clock does for safety."""

from celery import shared_task

from safety import actions


@shared_task
def forget_concerns() -> None:
    """Forget concerns whose time is over; safe to run twice."""
    actions.forget_old()
