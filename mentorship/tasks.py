"""Tasks of mentoring that Celery beat starts."""

from celery import shared_task

from mentorship import leaving
from mentorship.meetings import actions as meetings
from mentorship.messages import actions as messages
from mentorship.pairs import retention
from mentorship.reviews import actions as reviews


@shared_task
def tell_mentors_of_waiting_work() -> None:
    """Notify mentors of work that waits for their review; safe to run twice."""
    reviews.tell_mentors()


@shared_task
def tell_stand_ins_of_waiting_work() -> None:
    """Notify those who stand in for mentors of work that waits for them; safe to run twice."""
    reviews.tell_stand_ins()


@shared_task
def find_mentors_again() -> None:
    """Take back that a mentor is gone where that is not so any more; safe to run twice."""
    leaving.find_mentors_again()


@shared_task
def send_due_reminders() -> None:
    """Remind pairs of meetings within the hour, and tell them of another room; safe to run twice,
    to miss and to kill."""
    meetings.remind_due()
    meetings.follow_the_server()


@shared_task
def forget_messages() -> None:
    """Delete messages after a month; safe to run twice."""
    messages.forget_old()


@shared_task
def forget_notes() -> None:
    """Delete the notes of ended pairs, and meetings that are over; safe to run twice."""
    retention.forget_notes()
    meetings.forget_old()
