"""Saving what a member says about themselves for a pair."""

from dataclasses import asdict, dataclass, field

from django.db import transaction
from django.utils import timezone

from mentorship.models import Profile
from mentorship.profiles.permissions import can_mentor
from people.changes import write_changes
from people.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The answers of the profile's form. Levels are 1 to 3; `needs` has the first choice first."""

    wants_mentor: bool = False
    is_mentor: bool = False
    languages: dict[str, int] = field(default_factory=dict)
    needs: list[str] = field(default_factory=list)
    strengths: dict[str, int] = field(default_factory=dict)
    free_time: list[str] = field(default_factory=list)
    asynchronous: bool = False
    nearness: str = Profile.Nearness.ANY
    capacity: int = 2
    paused: bool = False


@transaction.atomic
def save(*, user: User, answers: Answers) -> Profile:
    """Keep `answers` as the profile of `user`; saving the same again changes nothing.

    Only a member with the role of a mentor becomes one, whatever the answers say. The waiting time
    starts on the day on which they first asked.
    """
    profile, _is_new = Profile.objects.select_for_update().get_or_create(user=user)
    values = asdict(answers)
    values["is_mentor"] = can_mentor(user) and answers.is_mentor
    waits_since = profile.waiting_since or timezone.localdate()
    values["waiting_since"] = waits_since if answers.wants_mentor else None
    write_changes(profile, values, by=user, event="save_profile")
    return profile
