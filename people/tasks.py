"""Tasks of people that Celery beat starts."""

from celery import shared_task

from people.contact import mailing
from people.privacy import events, retention, rewriting
from people.sessions import store
from people.unsent import actions as unsent


@shared_task
def clear_expired_sessions() -> None:
    """Delete sessions that are over; safe to run twice."""
    store.SessionStore.clear_expired()


@shared_task
def forget_unsent_forms() -> None:
    """Delete what was typed and not asked for again; safe to run twice."""
    unsent.forget_old()


@shared_task
def forget_old_events() -> None:
    """Delete events older than half a year; safe to run twice."""
    events.forget_old()


@shared_task
def forget_old_rows() -> None:
    """Delete notices, invitations and roles that are too old; safe to run twice."""
    retention.forget_old_rows()


@shared_task
def part_with_the_idle() -> None:
    """Erase members who were away or hidden for twelve months, warn those at eleven, and erase
    newcomers without a vouch; safe to run twice."""
    retention.erase_the_unvouched()
    retention.erase_the_hidden()
    retention.erase_the_idle()
    retention.warn_the_idle()


@shared_task
def rewrite_after_erasures() -> None:
    """Take what was erased out of PostgreSQL's files too; safe to run twice."""
    rewriting.rewrite_tables()


@shared_task
def send_letters() -> None:
    """E-mail members who want it and have something waiting; safe to lose, repeat or kill."""
    mailing.send_due()
