"""What people of a course run meet for, which apps above this one know.

Such an app declares `meetings_of(user, run)` and `cancel_meetings(by, run)` in a module called
`run_meetings`.
"""

from dataclasses import dataclass
from datetime import datetime

from learning.models import CourseRun
from people.models import User
from web.declarations import modules_called


@dataclass(frozen=True)
class Meeting:
    title: str
    starts_at: datetime
    address: str


def meetings_of(user: User, run: CourseRun) -> list[Meeting]:
    """Return the coming meetings of the run that `user` may see, the next one first. One query for
    each app that has some."""
    found = [
        one for module in modules_called("run_meetings") for one in module.meetings_of(user, run)
    ]
    return sorted(found, key=lambda one: one.starts_at)


def cancel_meetings(*, by: User, run: CourseRun) -> None:
    """Cancel the meetings of the run that are not over, and tell those who have a place in them.
    The caller checks whether `by` may, and does it in the transaction that cancels the run."""
    for module in modules_called("run_meetings"):
        module.cancel_meetings(by=by, run=run)
