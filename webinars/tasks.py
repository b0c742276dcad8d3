"""Tasks of webinars that Celery beat starts."""

from celery import shared_task

from webinars import leaving
from webinars.joining import actions as joining
from webinars.registration import places, retention
from webinars.reminders import actions as reminders
from webinars.rooms import upkeep


@shared_task
def send_due_reminders() -> None:
    """Remind members who are due; safe to lose, repeat or kill: see `reminders`."""
    reminders.send_due()


@shared_task
def look_after_rooms() -> None:
    """End the rooms that are no longer wanted, tell who is on another server, and save who got in;
    safe to lose, repeat or kill.

    One task, so that a room server never keeps more than one thread of a worker busy.
    """
    places.follow_the_server()
    upkeep.end_rooms()
    joining.note_inside(upkeep.people_inside())


@shared_task
def find_leaders_again() -> None:
    """Take back that no one leads a webinar where that is not so any more; safe to run twice."""
    leaving.find_leaders_again()


@shared_task
def free_lost_places() -> None:
    """Free places that their members cannot use any more, such as after the last day of a role, and
    tell those who can use one again; safe to run twice."""
    places.free_lost()
    places.offer_again_everywhere()


@shared_task
def forget_rooms() -> None:
    """Delete the rows of rooms that closed long ago; safe to run twice."""
    upkeep.forget_rooms()


@shared_task
def count_who_came() -> None:
    """Turn old registrations into numbers; safe to run twice."""
    retention.count_who_came()
