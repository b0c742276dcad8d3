"""What a member says about themselves for a pair, and saving it."""

from dataclasses import asdict, dataclass, field

from django.db import transaction
from django.utils import timezone

from mentorship.models import Profile
from mentorship.profiles.permissions import can_mentor
from people.models import User
from people.privacy import events


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The answers of the profile's form. Levels are 1 to 3; `needs` begins with the first."""

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

    Whoever does not hold the task of a mentor is not made one, whatever the answers say. Waiting
    counts from the day on which she first asked.
    """
    profile, _is_new = Profile.objects.select_for_update().get_or_create(user=user)
    for name, value in asdict(answers).items():
        setattr(profile, name, value)
    if not can_mentor(user):
        profile.is_mentor = False
    if not profile.wants_mentor:
        profile.waiting_since = None
    elif profile.waiting_since is None:
        profile.waiting_since = timezone.localdate()
    profile.save()
    events.record("save_profile", actor=user)
    return profile
