"""What the forms of mentoring send."""

from datetime import timedelta
from uuid import uuid4

from tests import factories


def goal_form(**changes) -> dict:
    return {"form": "goal", "key": str(uuid4()), "text": "A budget by March"} | changes


def meeting_form(**changes) -> dict:
    return {
        "form": "meeting",
        "key": str(uuid4()),
        "held_on": factories.local_day().isoformat(),
        "length": "30",
        "channel": "call",
        "line": "We looked at the cash book",
    } | changes


def times_form(**changes) -> dict:
    day = (factories.local_day() + timedelta(days=4)).isoformat()
    return {"key": str(uuid4()), "day_1": day, "clock_1": "18:00", "minutes": "30"} | changes


def message_form(**changes) -> dict:
    return {"key": str(uuid4()), "text": "Shall we speak on Friday?"} | changes


def review_form(**changes) -> dict:
    return {"key": str(uuid4()), "verdict": "improve", "text": "Add the transport."} | changes
