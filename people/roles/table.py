"""The table of roles: one row says all that sets a role apart from the others.

Forms, constraints, the home page, the studio, the access log and the matrix read this table. The
columns take their choices from a function, so a new role needs no migration; CONTRIBUTING.md lists
what else it touches.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Place(Enum):
    """The kinds of places where a role is given."""

    EVERYWHERE = auto()
    REGION = auto()
    NETWORK = auto()
    ORGANISATION = auto()


WIDE = frozenset({Place.EVERYWHERE, Place.REGION, Place.NETWORK})


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What sets a role apart. Administrators give every role."""

    # Coordinators give it too, where they are one. A role that governs others is not among these.
    is_given_by_coordinators: bool = False
    places: frozenset[Place] = WIDE
    # A coordinator may give it with an invitation.
    comes_with_invitation: bool = False
    # It shows names, so it rests until the first days of its holder are over.
    rests_for_newcomers: bool = True
    # It shows other people, so it rests without a second step, and its holder's sessions are short.
    demands_second_step: bool = True
    # The studio's group that its holder is in (`cms.editors.GROUPS`), if it opens the studio.
    studio_group: str = ""
    # Its work is laid out on the home page.
    has_duties: bool = False
    # Its holder is trusted with others: no coordinator and no branch suspends them.
    is_trusted: bool = False
    # Its holder is alerted when someone reads a great many people.
    is_alerted: bool = False
    # What the access log calls a reader with this role; empty: it does not name the role.
    reader: str | Promise = ""


PLAIN = Traits()


class Role(models.TextChoices):
    """A role's value, its row and its name, in the order in which lists show them."""

    traits: Traits

    # Types need the default for `Role(value)`, which finds a role and makes none.
    def __new__(cls, value: str, traits: Traits = PLAIN) -> "Role":
        role = str.__new__(cls, value)
        role._value_ = value
        role.traits = traits
        return role

    MENTOR = (
        "mentor",
        Traits(is_given_by_coordinators=True, comes_with_invitation=True),
        _("mentor"),
    )
    FACILITATOR = (
        "facilitator",
        Traits(
            is_given_by_coordinators=True,
            comes_with_invitation=True,
            rests_for_newcomers=False,
            reader=_("a facilitator"),
        ),
        _("facilitator"),
    )
    LEAD = (
        "lead",
        Traits(
            is_given_by_coordinators=True,
            places=frozenset({Place.ORGANISATION}),
            reader=_("an organisation lead"),
        ),
        _("organisation lead"),
    )
    COORDINATOR = (
        "coordinator",
        Traits(has_duties=True, is_trusted=True, reader=_("a coordinator")),
        _("coordinator"),
    )
    SAFETY = (
        "safety",
        Traits(has_duties=True, is_trusted=True, is_alerted=True, reader=_("a safety officer")),
        _("safety officer"),
    )
    EDITOR = "editor", Traits(studio_group="Editors"), _("editor")
    TRANSLATOR = "translator", Traits(studio_group="Translators"), _("translator")
    ALLY = "ally", Traits(is_given_by_coordinators=True, demands_second_step=False), _("ally")
    ADMIN = (
        "admin",
        Traits(
            places=frozenset({Place.EVERYWHERE}),
            has_duties=True,
            is_trusted=True,
            is_alerted=True,
            reader=_("an administrator"),
        ),
        _("administrator"),
    )


def choices() -> Sequence[tuple[str, str | Promise]]:
    """Return the choices of a column that keeps a role."""
    return Role.choices


GIVEN_BY_COORDINATORS = [role for role in Role if role.traits.is_given_by_coordinators]
NEVER_AT_NETWORK = [role.value for role in Role if Place.NETWORK not in role.traits.places]
WITH_INVITATION = [role for role in Role if role.traits.comes_with_invitation]
RESTING_FOR_NEWCOMERS = [role for role in Role if role.traits.rests_for_newcomers]
WITH_SECOND_STEP = [role for role in Role if role.traits.demands_second_step]
IN_STUDIO = [role for role in Role if role.traits.studio_group]
WITH_DUTIES = [role for role in Role if role.traits.has_duties]
TRUSTED = [role for role in Role if role.traits.is_trusted]
ALERTED = [role for role in Role if role.traits.is_alerted]
