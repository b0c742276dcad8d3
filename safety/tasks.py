"""Tasks of safety that Celery beat starts."""

from celery import shared_task

from safety import actions


@shared_task
def forget_concerns() -> None:
    """Delete concerns whose time is over; safe to run twice."""
    actions.forget_old()
