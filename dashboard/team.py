"""What the lead of an organisation sees of its members: those who agreed, in their courses."""

from dataclasses import dataclass

from dashboard.safe_counts import Count, safe_count_within
from learning.overview import Taken, progress_of
from people.models import User
from people.organisations.permissions import members_led_by, members_showing_progress_to
from people.privacy import access_log
from people.roles.permissions import has_role
from people.roles.table import Role


@dataclass(frozen=True)
class Team:
    """`rows` are about members who agreed; `others` counts those who did not, whether they take a
    course or none, so that it says nothing about anyone's courses."""

    rows: list[Taken]
    others: Count
    is_cut: bool


def team_of(user: User, language: str) -> Team | None:
    """Return what `user` sees as a lead; None for all others, without a query.

    Three queries, and those of the access log, which shows each member that they were read.
    """
    if not has_role(user, Role.LEAD):
        return None
    rows = progress_of(members_showing_progress_to(user), reader=user, language=language)
    roster = access_log.roster(actor=user, rows=[[one.member] for one in rows])
    return Team(
        rows=[one for one in rows if roster.has(one.member)],
        others=safe_count_within(members_led_by(user).filter(shows_progress=False).count()),
        is_cut=roster.is_cut,
    )
