"""Opening a programme and changing what counts in it."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from django.db import transaction

from mentorship.matching.scoring import Weights
from mentorship.models import Programme
from people.models import Region, User
from people.privacy import events


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a coordinator decides about a programme. `points` maps each part to its points."""

    name: str
    region: Region | None
    is_open: bool
    points: dict[str, int]

    def apply_to(self, programme: Programme) -> None:
        programme.name, programme.region = self.name, self.region
        programme.is_open = self.is_open
        for part, number in self.points.items():
            setattr(programme, f"{part}_points", number)


@transaction.atomic
def create(*, by: User, terms: Terms, key: UUID) -> Programme:
    """Open a programme. `key` is the form's own: the same form sent twice gives one programme.

    Raises ValueError when the points do not make 100.
    """
    Weights(**terms.points)
    code = uuid5(by.code, str(key))
    existing = Programme.objects.filter(code=code).first()
    if existing:
        return existing
    programme = Programme(code=code)
    terms.apply_to(programme)
    programme.save()
    events.record("create_programme", actor=by, subject=programme)
    return programme


@transaction.atomic
def change(*, programme: Programme, by: User, terms: Terms) -> Programme:
    """Change a programme; other points give its weights a new version.

    Raises ValueError when the points do not make 100.
    """
    Weights(**terms.points)
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    before = programme.weights
    terms.apply_to(programme)
    if programme.weights != before:
        programme.weights_version += 1
    programme.save()
    events.record("change_programme", actor=by, subject=programme)
    return programme
