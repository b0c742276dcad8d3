"""The Celery application: tasks carry only ids, keep no results and may be killed at any time."""

import logging
import os
from typing import Any

from celery import Celery, Task

from config import broker, schedule
from web import lockdown

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

log = logging.getLogger(__name__)


class GuardedTask(Task):
    """Does nothing while the database holds members who were erased, because a copy was restored
    and members who left must not get an e-mail.

    It checks as `people.privacy.middleware.ErasureGuard` does. In a lockdown only the tasks run
    that `config.schedule` names. A later run of the schedule does the skipped work.
    """

    is_clear = False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        # Models exist once Django is set up.
        from people.privacy import erasure

        if not GuardedTask.is_clear:
            GuardedTask.is_clear = erasure.is_replayed()
        if lockdown.mode() and self.name not in schedule.ALSO_IN_LOCKDOWN:
            return None
        if GuardedTask.is_clear:
            return super().__call__(*args, **kwargs)
        log.warning("A copy brought erased members back: run manage.py replay_erasures.")
        return None


broker.register()
app = Celery("ensemble", task_cls=GuardedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
