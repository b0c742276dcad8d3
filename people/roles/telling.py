"""What members are told about their roles: given, with another last day, or ended."""

from uuid import UUID, uuid5

from people.models import RoleGrant, User
from people.notices import kinds
from people.notices.actions import take_back, tell
from people.roles.in_force import first_day


def tell_given(grant: RoleGrant, *, by: User | None) -> None:
    """Tell the holder of `grant` what it lets them do, from which day, and until when.

    This replaces what they were told about it before. No one is told what they gave themselves. Who
    waits for a vouch is told with the vouch: until then no role applies.
    """
    place = _place(grant)
    take_back([grant.user_id], kinds=kinds.OF_A_ROLE, code=place)
    if grant.user == by or not grant.user.is_vouched:
        return
    key = kinds.key_of_role(grant.role, first=first_day(grant.user, grant.role), last=grant.until)
    tell(grant.user, kind=kinds.ROLE_GIVEN, key=f"{key}/{place.hex}", subject_code=place)


def tell_ended(grant: RoleGrant, *, by: User | None) -> None:
    """Tell the holder of `grant` that it has ended."""
    place = _place(grant)
    take_back([grant.user_id], kinds=kinds.OF_A_ROLE, code=place)
    if grant.user != by:
        key = f"{grant.role}/{place.hex}"
        tell(grant.user, kind=kinds.ROLE_ENDED, key=key, subject_code=place)


def _place(grant: RoleGrant) -> UUID:
    """Return a code for this role of this member at this place."""
    where = (grant.role, grant.region_id, grant.network_id, grant.organisation_id)
    return uuid5(grant.user.code, "/".join(map(str, where)))
