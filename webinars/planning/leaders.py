"""What a member is told when they no longer lead a webinar, and when they lead it again."""

from people.models import Notice, User
from people.notices.actions import take_back
from webinars import notices
from webinars.calendar.actions import put_back, take_out
from webinars.calendar.events import Hours
from webinars.models import Webinar


def lead_no_more(
    webinar: Webinar, leader: User, *, hours: Hours | None = None, is_news: bool = True
) -> None:
    """Tell a member, once, that they no longer lead the webinar; their calendar can forget it. For
    `hours` and `is_news` see `take_out`."""
    take_back([leader.pk], kinds=[notices.LEAD], code=webinar.code)
    if not webinar.registrations.filter(user=leader).exists():
        # They have nothing to do with it any more.
        take_back([leader.pk], kinds=notices.OF_A_PLACE, code=webinar.code)
    told = Notice.objects.filter(user=leader, kind=notices.LEAD_OVER.name)
    if not told.filter(subject_code=webinar.code).exists():
        kind = notices.LEAD_OVER
        take_out(webinar, user_ids=[leader.pk], kind=kind, hours=hours, is_news=is_news)


def lead_again(webinar: Webinar, leader: User) -> None:
    """Take back what the member was told when they no longer led the webinar, or lost their place;
    the caller holds the webinar's lock."""
    kinds = notices.OUT_OF_CALENDARS
    put_back(webinar, user_ids=[leader.pk], kinds=kinds, untrue=kinds)
