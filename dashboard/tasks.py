"""Tasks of the dashboard that Celery beat starts."""

from celery import shared_task
from django.conf import settings

from dashboard.health import reports
from dashboard.health.parts import LAST_BEAT


@shared_task
def note_the_beat() -> None:
    """Show by the time of a file that beat sends and the worker works; safe to lose or repeat."""
    (settings.DATA_DIR / LAST_BEAT).touch()


@shared_task
def ask_outside() -> None:
    """Ask the mail server and the room server how they are, for administrators' pages; safe to lose
    or repeat."""
    reports.ask_outside()
