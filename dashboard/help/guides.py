"""The help for each role: a page of its own, for those who hold the role.

To add one, add a `Guide` to `GUIDES`, its template `templates/dashboard/help/guides/<name>.html`,
its French to the catalogue, and its lines to `tests/matrix/site.txt`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.models import User
from people.roles.permissions import can_coordinate_regions, has_role
from people.roles.table import Role


def _coordinates_networks_alone(user: User | AnonymousUser) -> bool:
    # Pages for regions do not exist for them: each guide links only to what its readers may open.
    return has_role(user, Role.COORDINATOR) and not can_coordinate_regions(user)


@dataclass(frozen=True, kw_only=True)
class Guide:
    """The help for people with `role` at the address `name`. `is_for`, if it is given, says which
    of them it is for; it asks the database nothing."""

    name: str
    role: Role
    title: Promise
    is_for: Callable[[User | AnonymousUser], bool] | None = None

    def is_open_to(self, user: User | AnonymousUser) -> bool:
        """Whether `user` may read it: their role is in force now."""
        return self.is_for(user) if self.is_for else has_role(user, self.role)

    @property
    def template(self) -> str:
        return f"dashboard/help/guides/{self.name}.html"

    def get_absolute_url(self) -> str:
        return reverse("dashboard:guide", args=[self.name])


# Allies have none: they do what every member does.
GUIDES = (
    Guide(name="mentor", role=Role.MENTOR, title=_("Help for mentors")),
    Guide(name="facilitator", role=Role.FACILITATOR, title=_("Help for facilitators")),
    Guide(name="lead", role=Role.LEAD, title=_("Help for organisation leads")),
    Guide(
        name="coordinator",
        role=Role.COORDINATOR,
        title=_("Help for coordinators of a region"),
        is_for=can_coordinate_regions,
    ),
    Guide(
        name="network-coordinator",
        role=Role.COORDINATOR,
        title=_("Help for coordinators of a network"),
        is_for=_coordinates_networks_alone,
    ),
    Guide(name="safety", role=Role.SAFETY, title=_("Help for safety officers")),
    Guide(name="editor", role=Role.EDITOR, title=_("Help for editors")),
    Guide(name="translator", role=Role.TRANSLATOR, title=_("Help for translators")),
    Guide(name="admin", role=Role.ADMIN, title=_("Help for administrators")),
)


def guides_open_to(user: User) -> list[Guide]:
    """Return the guides that `user` may read."""
    return [guide for guide in GUIDES if guide.is_open_to(user)]
