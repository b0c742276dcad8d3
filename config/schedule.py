"""Celery beat's schedule."""

from typing import Any

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0

SECONDS_BETWEEN = {
    "dashboard.tasks.note_the_beat": MINUTE,
    "dashboard.tasks.ask_outside": 10 * MINUTE,
    "webinars.tasks.send_due_reminders": MINUTE,
    "learning.tasks.publish_planned": MINUTE,
    "learning.tasks.recount_changed": MINUTE,
    "learning.tasks.import_packages": MINUTE,
    "webinars.tasks.look_after_rooms": MINUTE,
    "mentorship.tasks.send_due_reminders": MINUTE,
    "mentorship.tasks.tell_mentors_of_waiting_work": 5 * MINUTE,
    "mentorship.tasks.tell_stand_ins_of_waiting_work": HOUR,
    "mentorship.tasks.forget_messages": HOUR,
    "people.tasks.send_letters": 5 * MINUTE,
    "webinars.tasks.find_leaders_again": HOUR,
    "mentorship.tasks.find_mentors_again": HOUR,
    "webinars.tasks.free_lost_places": HOUR,
    "people.tasks.clear_expired_sessions": HOUR,
    "people.tasks.forget_unsent_forms": 5 * MINUTE,
    "people.tasks.forget_old_events": HOUR,
    "people.tasks.forget_old_rows": HOUR,
    "people.tasks.part_with_the_idle": DAY,
    "people.tasks.rewrite_after_erasures": DAY,
    "webinars.tasks.forget_rooms": DAY,
    "webinars.tasks.count_who_came": DAY,
    "learning.tasks.tell_stand_ins_of_waiting_questions": HOUR,
    "learning.tasks.forget_recalls": DAY,
    "learning.tasks.forget_enquiries": DAY,
    "learning.tasks.forget_texts": HOUR,
    "learning.tasks.free_lost_run_places": HOUR,
    "learning.tasks.forget_run_places": DAY,
    "learning.tasks.index_missing": HOUR,
    "mentorship.tasks.forget_notes": DAY,
    "safety.tasks.forget_concerns": DAY,
}

# Run as soon as beat starts where no last run is known: they say how the site is, and the search of
# a site that was updated by the script of an older release is empty until then.
AT_ONCE = {
    "dashboard.tasks.note_the_beat",
    "dashboard.tasks.ask_outside",
    "learning.tasks.index_missing",
}

# What a lockdown does not stop: none of them tells or sends anyone anything.
ALSO_IN_LOCKDOWN = {
    "dashboard.tasks.note_the_beat",
    "dashboard.tasks.ask_outside",
    "people.tasks.clear_expired_sessions",
    "people.tasks.forget_old_events",
    "people.tasks.forget_old_rows",
    "safety.tasks.forget_concerns",
    "webinars.tasks.look_after_rooms",
    "webinars.tasks.forget_rooms",
}


def every_task() -> dict[str, dict[str, Any]]:
    """Return the schedule as Celery reads it.

    A task expires after its own period, because the next one does its work.
    """
    return {
        task: {"task": task, "schedule": seconds, "options": {"expires": seconds * 0.9}}
        for task, seconds in SECONDS_BETWEEN.items()
    }
