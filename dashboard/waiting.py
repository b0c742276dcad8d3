"""What waits for a member because of their roles: on their home page, and as numbers in the menu.

One function for each kind of work. Each returns nothing, without a query, to members without the
role.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from dashboard.health import reports
from mentorship.overview import count_quiet_pairs, reviews_waiting, undecided_drafts
from people.models import User
from people.roles.permissions import has_role, is_admin
from people.roles.table import WITH_DUTIES
from people.vouching.queries import newcomers_waiting
from safety.overview import unanswered_concerns
from webinars.models import Webinar
from webinars.overview import next_managed

# A webinar that begins within this time needs a facilitator now.
SOON = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One line: `heading` says what waits, `text` since or until when, and `label` leads to the
    page `link` where the member deals with it. `count` things wait at the page `page` of the menu.
    """

    heading: str
    link: str
    label: str
    page: str
    count: int = 1
    text: str = ""


def waiting_for(
    user: User,
    *,
    reviews: int,
    managed: Iterable[Webinar],
    questions: int = 0,
    stories: int = 0,
    translations: int = 0,
    oldest_review: str = "",
) -> list[Waiting]:
    """Return what waits for `user`, in a fixed order: safety first, then people, then plans.

    `reviews` is how many exercises wait for them, `oldest_review` where they review the first,
    `questions` how many questions about lessons wait, `stories` how many practice stories;
    `managed` are the webinars that they look after, `translations` how many of the studio are not
    finished.

    At most four queries: one for safety officers, two for coordinators of regions and one for all
    coordinators and administrators.
    """
    parts = (
        _concerns(user),
        _broken_parts(user),
        _newcomers(user),
        _reviews(reviews, oldest_review),
        _questions(questions),
        _stories(stories),
        _drafts(user),
        _quiet_pairs(user),
        _webinars(managed),
        _translations(translations),
    )
    return [one for part in parts for one in part]


def count_waiting(user: User) -> dict[str, int]:
    """Return the numbers of the menu for a page that does not say what waits.

    At most six queries, and none for members without duties. Those who only mentor, those who work
    in the studio, questions about lessons and practice stories have no number elsewhere than at
    home: their pages have no query to spare.
    """
    if not has_role(user, *WITH_DUTIES):
        return {}
    reviews, _oldest = reviews_waiting(user)
    return numbers_of(waiting_for(user, reviews=reviews, managed=next_managed(user)))


def numbers_of(waiting: list[Waiting]) -> dict[str, int]:
    """Return what the menu shows: the number of things at each page, and of lines at home."""
    numbers = Counter({"home": len(waiting)})
    for one in waiting:
        numbers[one.page] += one.count
    return dict(numbers)


def _concerns(user: User) -> Iterator[Waiting]:
    waiting = unanswered_concerns(user)
    heading = ngettext(
        "%(waiting)s concern is waiting for a reply",
        "%(waiting)s concerns are waiting for a reply",
        waiting.count,
    )
    # Translators: Below the number of concerns that wait for a reply.
    since = _on(_("The oldest since %(day)s."), waiting.since)
    label = _("Read and reply")
    return _at("safety:concerns", waiting.count, heading, text=since, label=label)


def _broken_parts(user: User) -> Iterator[Waiting]:
    if not is_admin(user):
        return
    broken = reports.status().broken
    heading = ngettext(
        "%(waiting)s part of the site does not work",
        "%(waiting)s parts of the site do not work",
        len(broken),
    )
    names = ", ".join(str(one.label) for one in broken)
    # Translators: Button: opens the page that says what does not work and what to do.
    label = _("See what to do")
    yield from _at("dashboard:status", len(broken), heading, text=names, label=label)


def _newcomers(user: User) -> Iterator[Waiting]:
    waiting = newcomers_waiting(user)
    heading = ngettext(
        "%(waiting)s newcomer is waiting for a vouch",
        "%(waiting)s newcomers are waiting for a vouch",
        waiting.count,
    )
    until = _on(_("The first account will be erased on %(day)s."), waiting.first_ends_on)
    # Translators: Button: opens the list of newcomers for whom no one has vouched yet.
    label = _("See who can vouch")
    return _at("people:waiting-newcomers", waiting.count, heading, text=until, label=label)


def _reviews(count: int, oldest: str) -> Iterator[Waiting]:
    heading = ngettext(
        "%(waiting)s exercise is waiting for your review",
        "%(waiting)s exercises are waiting for your review",
        count,
    )
    # Translators: Button: opens the exercise that waits longest for the mentor.
    return _at("mentorship:overview", count, heading, label=_("Read"), link=oldest)


def _questions(count: int) -> Iterator[Waiting]:
    heading = ngettext(
        "%(waiting)s question about a lesson is waiting for your answer",
        "%(waiting)s questions about lessons are waiting for your answer",
        count,
    )
    # Translators: Button: opens the list of questions that learners asked about lessons.
    return _at("learning:waiting-enquiries", count, heading, label=_("Read and answer"))


def _stories(count: int) -> Iterator[Waiting]:
    heading = ngettext(
        "%(waiting)s practice story is waiting for an editor",
        "%(waiting)s practice stories are waiting for an editor",
        count,
    )
    # Translators: Button: opens the list of stories that members sent in.
    return _at("learning:waiting-stories", count, heading, label=_("Read and edit"))


def _drafts(user: User) -> Iterator[Waiting]:
    drafts = undecided_drafts(user)
    count = sum(drafts.values())
    # In one programme, as for most: its page.
    link = reverse("mentorship:programme", args=[*drafts]) if len(drafts) == 1 else ""
    heading = ngettext(
        "%(waiting)s proposed pair is waiting for your decision",
        "%(waiting)s proposed pairs are waiting for your decision",
        count,
    )
    text = _("Each comes with its reasons.")
    # Translators: Button: opens the page where proposed pairs are approved or dismissed.
    return _at("mentorship:programmes", count, heading, text=text, label=_("Decide"), link=link)


def _quiet_pairs(user: User) -> Iterator[Waiting]:
    count = count_quiet_pairs(user)
    heading = ngettext(
        "%(waiting)s pair has not met for 30 days",
        "%(waiting)s pairs have not met for 30 days",
        count,
    )
    # Translators: Button: opens the list of pairs that have not met for a long time.
    return _at("dashboard:region", count, heading, label=_("See which"))


def _translations(count: int) -> Iterator[Waiting]:
    heading = ngettext(
        "%(waiting)s translation is unfinished, or older than its source",
        "%(waiting)s translations are unfinished, or older than their source",
        count,
    )
    return _at("wagtailadmin_home", count, heading, label=_("Open the studio"))


def _at(
    page: str, count: int, heading: str, *, label: str, text: str = "", link: str = ""
) -> Iterator[Waiting]:
    """Yield the line about `count` things that wait at a page of the menu; none without any. `link`
    leads nearer than that page."""
    if count:
        heading %= {"waiting": count}
        link = link or reverse(page)
        yield Waiting(heading=heading, text=text, link=link, label=label, page=page, count=count)


def _webinars(managed: Iterable[Webinar]) -> Iterator[Waiting]:
    for webinar in managed:
        begins = date_format(localtime(webinar.starts_at), "DATETIME_FORMAT")
        if webinar.facilitator_id is None and webinar.starts_at < timezone.now() + SOON:
            yield Waiting(
                heading=_("“%(title)s” has no facilitator yet") % {"title": webinar.title},
                text=begins,
                link=reverse("webinars:edit", args=[webinar.code]),
                # Translators: Button: opens the form where a facilitator is chosen for a webinar.
                label=pgettext("a facilitator", "Choose"),
                page="webinars:list",
            )
        if webinar.waiting:  # type: ignore[attr-defined]
            heading = ngettext(
                "“%(title)s” is full, and %(waiting)s person is waiting for a place",
                "“%(title)s” is full, and %(waiting)s people are waiting for a place",
                webinar.waiting,  # type: ignore[attr-defined]
            )
            yield Waiting(
                heading=heading % {"title": webinar.title, "waiting": webinar.waiting},  # type: ignore[attr-defined]
                text=begins,
                link=reverse("webinars:edit", args=[webinar.code]),
                label=_("Add places"),
                page="webinars:list",
            )


def _on(sentence: str, day: date | None) -> str:
    """Return `sentence` with its day; nothing without one."""
    return sentence % {"day": date_format(day)} if day else ""
