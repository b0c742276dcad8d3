"""Creating and changing programmes."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from mentorship.matching.scoring import Weights
from mentorship.models import Programme
from people.changes import make_once, write_changes
from people.models import Region, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a coordinator decides about a programme. `points` maps each part to its points."""

    name: str
    region: Region | None
    is_open: bool
    points: dict[str, int]

    def columns(self) -> dict[str, Any]:
        points = {f"{part}_points": number for part, number in self.points.items()}
        return {"name": self.name, "region": self.region, "is_open": self.is_open, **points}


@transaction.atomic
def create(*, by: User, terms: Terms, key: UUID) -> Programme:
    """Create a programme. `key` is the form's own: the same form sent twice gives one programme.

    Raises ValueError when the points do not add up to 100.
    """
    Weights(**terms.points)
    programme, _is_new = make_once(
        Programme, terms.columns(), by=by, key=key, event="create_programme"
    )
    return programme


@transaction.atomic
def change(*, programme: Programme, by: User, terms: Terms) -> Programme:
    """Change a programme; other points give its weights a new version. Repeating changes nothing.

    Raises ValueError when the points do not add up to 100.
    """
    Weights(**terms.points)
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    columns = terms.columns()
    if Weights(version=programme.weights_version, **terms.points) != programme.weights:
        columns["weights_version"] = programme.weights_version + 1
    write_changes(programme, columns, by=by, event="change_programme")
    return programme
