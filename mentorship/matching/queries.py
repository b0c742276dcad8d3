"""How the matching reads what members say about themselves in their profiles."""

from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from mentorship.matching.hours import utc_hours
from mentorship.matching.scoring import Mentee, Mentor
from mentorship.models import Pair, Profile, Programme
from mentorship.profiles.queries import at_home_in, people_of
from people.models import RoleGrant
from people.roles.table import Role


def mentees(programme: Programme) -> list[Mentee]:
    """Members who ask for a mentor now and have no open pair in `programme`."""
    taken = Pair.objects.open().filter(programme=programme).values("mentee")
    waiting = at_home_in(programme).filter(wants_mentor=True, paused=False)
    return [as_mentee(profile) for profile in waiting.exclude(user__in=taken)]


def mentors(programme: Programme) -> list[Mentor]:
    """Mentors whom `programme` reaches, with the places that they have left."""
    return [as_mentor(profile) for profile in with_places(people_of(programme))]


def with_places(profiles: QuerySet[Profile]) -> QuerySet[Profile]:
    """Keep the profiles of mentors; add `open_pairs`, their number in all programmes."""
    mentors = RoleGrant.objects.in_force().filter(role=Role.MENTOR).values("user")
    return profiles.filter(is_mentor=True, user__in=mentors).annotate(
        open_pairs=Count(
            "user__pairs_as_mentor", filter=Q(user__pairs_as_mentor__ended_at=None), distinct=True
        )
    )


def as_mentee(profile: Profile) -> Mentee:
    """Return the mentee as the matching sees them: opaque keys, and none of their texts."""
    waited = timezone.localdate() - (profile.waiting_since or timezone.localdate())
    return Mentee(
        **_what_both_are_asked(profile),
        subjects=tuple(profile.needs),
        only_my_region=profile.nearness == Profile.Nearness.ONLY_MY_REGION,
        not_my_region=profile.nearness == Profile.Nearness.NOT_MY_REGION,
        waiting_weeks=waited // timedelta(weeks=1),
    )


def as_mentor(profile: Profile) -> Mentor:
    """Return the mentor as the matching sees them; `profile` comes from `with_places`."""
    return Mentor(
        **_what_both_are_asked(profile),
        subjects=profile.strengths,
        capacity=profile.capacity - profile.open_pairs,  # type: ignore[attr-defined]
        paused=profile.paused,
    )


def _what_both_are_asked(profile: Profile) -> dict:
    user = profile.user
    organisation = user.organisation
    return {
        "key": str(user.code),
        "organisation": str(organisation.code) if organisation else "",
        "region": organisation.region.key if organisation else "",
        "languages": profile.languages,
        "hours": utc_hours(profile.free_time, time_zone=user.time_zone, at=timezone.now()),
        "asynchronous": profile.asynchronous,
    }
