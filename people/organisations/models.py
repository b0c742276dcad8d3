"""Organisations: groups, registered or not."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from people.networks.models import CountryRisk, Network, Region
from web.reading import names


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def near(self, *organisation_ids: int) -> "OrganisationQuerySet":
        """These, their local cells, and those that they are cells of: their members know each
        other.

        If A is near B, B is near A.
        """
        near = models.Q(part_of__in=organisation_ids) | models.Q(parts__in=organisation_ids)
        return self.filter(models.Q(pk__in=organisation_ids) | near)

    def at_high_risk(self) -> "OrganisationQuerySet":
        """Those whose country, or that of the group they are part of, is “high” risk."""
        high = CountryRisk.objects.filter(level=CountryRisk.Level.HIGH).values("country")
        return self.filter(models.Q(country__in=high) | models.Q(part_of__country__in=high))

    def with_namesakes(self) -> "OrganisationQuerySet":
        """These, and all that have the name of one of them in any spelling. One query, and one for
        the names of all."""
        wanted = {names.letters(name) for name in self.values_list("name", flat=True)}
        known = Organisation.objects.values_list("pk", "name")
        alike = [pk for pk, name in known if names.letters(name) in wanted]
        return Organisation.objects.filter(pk__in=alike)


class Organisation(models.Model):
    """A group. Whether it is registered anywhere is never asked."""

    class Form(models.TextChoices):
        NATIONAL = "national", _("national organisation")
        GROUP = "group", _("informal group")
        CELL = "cell", _("local cell")

    class Listing(models.TextChoices):
        LISTED = "listed", _("listed: all members can see its name")
        MEMBERS = "members", _("only its own members, its coordinators and administrators")
        HIDDEN = (
            "hidden",
            _(
                "hidden: only its coordinators and administrators; no one else sees its name "
                "anywhere"
            ),
        )

    # In a list.
    READERS = {
        # Translators: Who can see the name of an organisation.
        Listing.LISTED: pgettext_lazy("can see its name", "all members"),
        # Translators: Who can see the name of an organisation.
        Listing.MEMBERS: pgettext_lazy("can see its name", "its own members"),
        # Translators: Who can see the name of an organisation.
        Listing.HIDDEN: pgettext_lazy("can see its name", "no members"),
    }

    class Results(models.TextChoices):
        COUNTED = "counted", _("counted in the region’s totals")
        KEPT = "kept", _("kept private: not counted anywhere")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    form = models.CharField(_("kind of group"), max_length=10, choices=Form, default=Form.GROUP)
    part_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
        help_text=_("For a local cell: the organisation it belongs to."),
    )
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="organisations", verbose_name=_("region")
    )
    country = CountryField(_("country"), blank=True)  # type: ignore[call-overload]
    networks = models.ManyToManyField(
        Network, related_name="organisations", blank=True, verbose_name=_("networks")
    )
    languages = models.JSONField(_("languages"), default=list, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    listing = models.CharField(
        _("who can see its name"), max_length=8, choices=Listing, default=Listing.MEMBERS
    )
    results = models.CharField(
        _("its results"), max_length=8, choices=Results, default=Results.COUNTED
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def readers(self) -> str:
        """Which members can see its name, in two words."""
        return str(self.READERS[self.Listing(self.listing)])
