"""Regions, networks, and how dangerous each country is."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models.expressions import RawSQL
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField


class Region(models.Model):
    """A part of the world that plans for itself. In the database, because the movement changes
    them."""

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    key = models.SlugField(_("short key"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    names = models.JSONField(
        default=dict, blank=True, help_text="Code of another language to the name in it."
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        """The name in the reader's language, or the default name."""
        return self.names.get(get_language()) or self.name


def region_or_all(
    related_name: str, **more: Any
) -> "models.ForeignKey[Region | None, Region | None]":
    """Return the field for the region that something is for; empty, it is for all regions."""
    return models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name=related_name,
        verbose_name=_("region"),
        **more,
    )


# Django has no recursive queries, and a member’s page no query to spare for the tree of networks.
ABOVE = """
WITH RECURSIVE above(id) AS (
    SELECT network_id FROM people_organisation_networks WHERE organisation_id = %s
    UNION
    SELECT parent_id FROM people_network JOIN above ON people_network.id = above.id
    WHERE parent_id IS NOT NULL
)
SELECT id FROM above
"""


def networks_above(organisation: int) -> RawSQL:
    """Return the networks of the organisation with this primary key and all above them, as part of
    another query."""
    return RawSQL(ABOVE, [organisation])


class NetworkQuerySet(models.QuerySet["Network"]):
    def below(self, networks: Iterable[int]) -> set[int]:
        """Return these networks and all below them, at any depth; one query.

        A circle, which only a shell can make, is walked once.
        """
        children: dict[int | None, list[int]] = {}
        for network, parent in self.order_by().values_list("pk", "parent"):
            children.setdefault(parent, []).append(network)
        return _reached(networks, children)

    def above(self, networks: Iterable[int]) -> set[int]:
        """Return these networks and all networks above them; one query."""
        rows = self.order_by().values_list("pk", "parent")
        return _reached(networks, {network: [parent] for network, parent in rows if parent})


def _reached(start: Iterable[int], steps: Mapping[int | None, list[int]]) -> set[int]:
    reached, edge = set(start), list(start)
    while edge:
        new = set(steps.get(edge.pop(), [])) - reached
        reached |= new
        edge.extend(new)
    return reached


class Network(models.Model):
    """A network of organisations: global, regional, sub-regional."""

    class Level(models.TextChoices):
        GLOBAL = "global", _("global network")
        REGIONAL = "regional", _("regional network")
        SUBREGIONAL = "subregional", _("sub-regional network")
        CONVENOR = "convenor", _("organisation that convenes its sub-region")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    short_name = models.CharField(_("short name"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=160)
    level = models.CharField(_("level"), max_length=12, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="networks"
    )
    languages = models.JSONField(_("languages"), default=list)
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")

    objects = NetworkQuerySet.as_manager()

    class Meta:
        ordering = ["short_name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level="global") | models.Q(region__isnull=False),
                name="network_has_region_unless_global",
            )
        ]

    def __str__(self) -> str:
        return self.short_name


class CountryRisk(models.Model):
    """How dangerous it is to be recognised in a country; without a row it is “usual”.

    “High” makes the site more careful there at once: see `OrganisationQuerySet.at_high_risk`.
    """

    class Level(models.TextChoices):
        USUAL = "usual", _("usual")
        HIGH = "high", _("high: no e-mail, no names on certificates")

    country = CountryField(_("country"), unique=True)  # type: ignore[call-overload]
    level = models.CharField(_("risk"), max_length=8, choices=Level, default=Level.HIGH)

    class Meta:
        ordering = ["country"]

    def __str__(self) -> str:
        return f"{self.country.name}: {self.get_level_display()}"
