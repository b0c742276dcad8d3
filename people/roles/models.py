"""Roles given to members: the place, the giver and the last day."""

from datetime import date, datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.accounts.models import User
from people.networks.models import Network, Region
from people.organisations.models import Organisation
from people.roles import table
from people.roles.in_force import begins_at
from people.time_zones import earliest_day

# Grants without a place.
EVERYWHERE = models.Q(region=None, network=None, organisation=None)


class RoleQuerySet(models.QuerySet["RoleGrant"]):
    def in_force(self, day: date | models.Expression | None = None) -> "RoleQuerySet":
        """Grants whose last day is not over on `day` (None: the earliest day that it is anywhere).

        A role ends with its last day where its holder lives; `User.permissions` knows that hour.
        Here it counts until that day is over everywhere, so that no list drops it too early.
        """
        return self.filter(models.Q(until=None) | models.Q(until__gte=day or earliest_day()))


class RoleGrant(models.Model):
    """A role of a member at one place, with its giver and its last day.

    Without a place it applies everywhere. At a network it applies to the organisations in that
    network and in those below it.
    """

    Role = table.Role

    user = models.ForeignKey(User, models.CASCADE, related_name="roles")
    role = models.CharField(_("role"), max_length=12, choices=table.choices)
    region = models.ForeignKey(Region, models.CASCADE, null=True, blank=True, related_name="+")
    network = models.ForeignKey(Network, models.CASCADE, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="+"
    )
    granted_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="grants_given"
    )
    granted_on = models.DateField(default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(region=None, network=None)
                | models.Q(region=None, organisation=None)
                | models.Q(network=None, organisation=None),
                name="role_at_one_place",
            ),
            models.CheckConstraint(
                condition=models.Q(network=None) | ~models.Q(role__in=table.NEVER_AT_NETWORK),
                name="role_at_network_fits",
            ),
            # One constraint for each kind of place, because NULL never equals NULL in a database.
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=EVERYWHERE,
                name="role_given_once_everywhere",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "region"],
                condition=models.Q(region__isnull=False),
                name="role_given_once_in_region",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "network"],
                condition=models.Q(network__isnull=False),
                name="role_given_once_at_network",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "organisation"],
                condition=models.Q(organisation__isnull=False),
                name="role_given_once_at_organisation",
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()

    @property
    def begins_at(self) -> datetime | None:
        """When it begins to apply, as long as it rests because its holder is new."""
        return begins_at(self.user, self.role)
