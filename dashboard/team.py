"""What the lead of an organisation sees of its members: those who agreed, in their courses."""

from dataclasses import dataclass
from datetime import date

from learning.overview import Taken, progress_of
from people.models import User
from people.organisations.permissions import members_led_by, members_showing_progress_to
from people.privacy import access_log
from people.roles.permissions import has_role
from people.roles.table import Role
from web.reading.safe_counts import Count, safe_count_within

# Half of those whom one may read in a day: opening one's own home page sets off no alarm.
A_DAY = access_log.PEOPLE_A_DAY // 2


@dataclass(frozen=True)
class Team:
    """`rows` are about members who agreed, `A_DAY` of them a day in turn; `agreed` says how many
    there are. `others` counts those who did not agree, whether they take a course or none, so that
    it says nothing about anyone's courses."""

    rows: list[Taken]
    agreed: int
    others: Count
    is_cut: bool

    @property
    def is_in_turn(self) -> bool:
        """Whether others of those who agreed are shown tomorrow."""
        return self.agreed > A_DAY


def team_of(user: User, language: str) -> Team | None:
    """Return what `user` sees as a lead; None for all others, without a query.

    Three queries, and those of the access log, which shows each member that they were read.
    """
    if not has_role(user, Role.LEAD):
        return None
    found = progress_of(members_showing_progress_to(user), reader=user, language=language)
    agreed = list(dict.fromkeys(one.member for one in found))
    today = _in_turn(agreed, access_log.today())
    rows = [one for one in found if one.member in today]
    roster = access_log.roster(actor=user, rows=[[one.member] for one in rows])
    return Team(
        rows=[one for one in rows if roster.has(one.member)],
        agreed=len(agreed),
        others=safe_count_within(members_led_by(user).filter(shows_progress=False).count()),
        is_cut=roster.is_cut,
    )


def _in_turn(members: list[int], day: date) -> set[int]:
    """Return whose turn it is on `day`: all if they are few, else those after yesterday’s."""
    if len(members) <= A_DAY:
        return set(members)
    first = day.toordinal() * A_DAY % len(members)
    return set((members * 2)[first : first + A_DAY])
