"""Tasks of webinars that Celery beat starts."""

from celery import shared_task

from webinars.registration import retention
from webinars.reminders import actions as reminders
from webinars.rooms import closing


@shared_task
def send_due_reminders() -> None:
    """Remind members who are due; safe to lose, repeat or kill: see `reminders`."""
    reminders.send_due()


@shared_task
def end_rooms_of_cancelled() -> None:
    """End the rooms of cancelled webinars; safe to lose, repeat or kill."""
    closing.end_rooms_of_cancelled()


@shared_task
def count_who_came() -> None:
    """Turn old registrations into numbers; safe to run twice."""
    retention.count_who_came()
