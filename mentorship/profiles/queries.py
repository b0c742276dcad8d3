"""What members say about themselves for a pair, and how the matching reads it."""

from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from mentorship.matching.hours import utc_hours
from mentorship.matching.scoring import Guide, Seeker
from mentorship.models import Pair, Profile, Programme
from people.accounts.permissions import settled
from people.models import RoleGrant
from people.roles.table import Role


def people_of(programme: Programme) -> QuerySet[Profile]:
    """Profiles of active members in the scope of `programme`, without newcomers."""
    profiles = Profile.objects.select_related("user__organisation__region").filter(
        settled("user__"), user__is_active=True, user__organisation__isnull=False
    )
    if programme.region_id is None:
        return profiles
    return profiles.filter(user__organisation__region=programme.region_id)


def seekers(programme: Programme) -> list[Seeker]:
    """Members who ask for a mentor now and have no open pair in `programme`."""
    taken = Pair.objects.open().filter(programme=programme).values("mentee")
    profiles = people_of(programme).filter(wants_mentor=True, paused=False).exclude(user__in=taken)
    return [as_seeker(profile) for profile in profiles]


def guides(programme: Programme) -> list[Guide]:
    """Mentors in the scope of `programme`, with the places that they have left."""
    return [as_guide(profile) for profile in with_places(people_of(programme))]


def with_places(profiles: QuerySet[Profile]) -> QuerySet[Profile]:
    """Keep the profiles of mentors; add `open_pairs`, their number in all programmes."""
    mentors = RoleGrant.objects.in_force().filter(role=Role.MENTOR).values("user")
    return profiles.filter(is_mentor=True, user__in=mentors).annotate(
        open_pairs=Count(
            "user__pairs_as_mentor", filter=Q(user__pairs_as_mentor__ended_at=None), distinct=True
        )
    )


def as_seeker(profile: Profile) -> Seeker:
    """Return the mentee as the matching sees them: opaque keys, and none of their texts."""
    waited = timezone.localdate() - (profile.waiting_since or timezone.localdate())
    return Seeker(
        **_what_both_are_asked(profile),
        subjects=tuple(profile.needs),
        only_my_region=profile.nearness == Profile.Nearness.ONLY_MY_REGION,
        not_my_region=profile.nearness == Profile.Nearness.NOT_MY_REGION,
        waiting_weeks=waited // timedelta(weeks=1),
    )


def as_guide(profile: Profile) -> Guide:
    """Return the mentor as the matching sees them; `profile` comes from `with_places`."""
    return Guide(
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
