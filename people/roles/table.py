"""The table of roles: each row has everything in which a role differs from the others.

To add a role, change these four files:

* this one: its row;
* `permissions.py` of the app where it allows something: the rule that checks for it (for a role
  that opens the studio, its group in `cms/editors.py`);
* `locale/fr/LC_MESSAGES/django.po`: its name and its sentences in French;
* `tests/matrix/site.txt`: the addresses that it opens.

Forms, constraints, the home page, the studio, the access log and the matrix read this table. The
columns take their choices from a function, so a new role needs a migration only where it may not be
given at a network; CONTRIBUTING.md lists what else it touches.
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
    """The properties of a role. Administrators can give every role."""

    # Coordinators can give it too, where they coordinate. Never for a role with power over others.
    is_given_by_coordinators: bool = False
    places: frozenset[Place] = WIDE
    # A coordinator may give it with an invitation.
    comes_with_invitation: bool = False
    # It shows names, so it is suspended until its holder's first days are over.
    rests_for_newcomers: bool = True
    # It shows other people, so it is suspended without a second step, and sessions are short.
    demands_second_step: bool = True
    # The studio's group that its holder is in (`cms.editors.GROUPS`), if it opens the studio.
    studio_group: str = ""
    # The home page lists its work.
    has_duties: bool = False
    # Its holder is trusted: no coordinator can suspend them, and suspending a branch skips them.
    is_trusted: bool = False
    # Its holder is alerted when someone reads about very many people.
    is_alerted: bool = False
    # How the access log names a reader with this role; empty: not at all.
    reader: str | Promise = ""
    # What its holder reads that they may do, when they are given it.
    lets_them: str | Promise = ""


PLAIN = Traits()


class Role(models.TextChoices):
    """Each role's value, row and name, in the order of lists."""

    traits: Traits

    # The type checker needs the default for `Role(value)`, which only looks up a role.
    def __new__(cls, value: str, traits: Traits = PLAIN) -> "Role":
        role = str.__new__(cls, value)
        role._value_ = value
        role.traits = traits
        return role

    MENTOR = (
        "mentor",
        Traits(
            is_given_by_coordinators=True,
            comes_with_invitation=True,
            reader=_("a mentor"),
            lets_them=_("You can be proposed as a mentor, and review what your mentees hand in."),
        ),
        _("mentor"),
    )
    FACILITATOR = (
        "facilitator",
        Traits(
            is_given_by_coordinators=True,
            comes_with_invitation=True,
            rests_for_newcomers=False,
            reader=_("a facilitator"),
            lets_them=_(
                "You can lead webinars for which you are chosen, and review exercises of members "
                "who have no mentor."
            ),
        ),
        _("facilitator"),
    )
    LEAD = (
        "lead",
        Traits(
            is_given_by_coordinators=True,
            places=frozenset({Place.ORGANISATION}),
            reader=_("an organisation lead"),
            lets_them=_(
                "You can invite people into your organisation, decide how others see it and its "
                "results, and see how far members are in their courses, if they agree."
            ),
        ),
        _("organisation lead"),
    )
    COORDINATOR = (
        "coordinator",
        Traits(
            has_duties=True,
            is_trusted=True,
            reader=_("a coordinator"),
            lets_them=_("You can invite members and give roles where you coordinate."),
        ),
        _("coordinator"),
    )
    SAFETY = (
        "safety",
        Traits(
            has_duties=True,
            is_trusted=True,
            is_alerted=True,
            reader=_("a safety officer"),
            lets_them=_("You can read concerns and reply to them."),
        ),
        _("safety officer"),
    )
    EDITOR = (
        "editor",
        Traits(
            studio_group="Editors",
            reader=_("an editor"),
            lets_them=_("You can write courses in the studio, and publish practice stories."),
        ),
        _("editor"),
    )
    TRANSLATOR = (
        "translator",
        Traits(studio_group="Translators", lets_them=_("You can translate courses in the studio.")),
        _("translator"),
    )
    ALLY = (
        "ally",
        Traits(
            is_given_by_coordinators=True,
            demands_second_step=False,
            lets_them=_("You take part as an ally, and read what members read."),
        ),
        _("ally"),
    )
    ADMIN = (
        "admin",
        Traits(
            places=frozenset({Place.EVERYWHERE}),
            has_duties=True,
            is_trusted=True,
            is_alerted=True,
            reader=_("an administrator"),
            lets_them=_("You can give every role, and arrange regions and networks."),
        ),
        _("administrator"),
    )


def choices() -> Sequence[tuple[str, str | Promise]]:
    """Return the choices of a column that stores a role."""
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
