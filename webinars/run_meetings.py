"""The webinars of a course run, for its page. See `learning.runs.meetings`."""

from learning.models import CourseRun
from learning.runs.meetings import Meeting
from people.models import User
from webinars.models import Webinar
from webinars.planning import actions
from webinars.planning.permissions import webinars_visible_to


def meetings_of(user: User, run: CourseRun) -> list[Meeting]:
    """Return the coming webinars of the run that `user` may see. One query."""
    coming = webinars_visible_to(user).upcoming().filter(run=run)
    return [Meeting(one.title, one.starts_at, one.get_absolute_url()) for one in coming]


def cancel_meetings(*, by: User, run: CourseRun) -> None:
    """Cancel the webinars of the run that are not over; those registered are told."""
    for webinar in Webinar.objects.upcoming().filter(run=run):
        actions.cancel(by=by, webinar=webinar)
