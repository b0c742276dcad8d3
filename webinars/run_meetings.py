"""The webinars of a course run, for its page. See `learning.runs.meetings`."""

from learning.models import CourseRun
from learning.runs.meetings import Meeting
from people.models import User
from webinars.planning.permissions import webinars_visible_to


def meetings_of(user: User, run: CourseRun) -> list[Meeting]:
    """Return the coming webinars of the run that `user` may see. One query."""
    coming = webinars_visible_to(user).upcoming().filter(run=run)
    return [Meeting(one.title, one.starts_at, one.get_absolute_url()) for one in coming]
