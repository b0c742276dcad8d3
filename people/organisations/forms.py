"""The forms of an organisation: all details, or only what its lead decides."""

from typing import Any

from django import forms
from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from django_countries.fields import CountryField

from people.forms import ChangeForm, FindForm, NameField, OnceForm
from people.models import Network, Organisation, Region, User
from people.organisations import queries
from people.organisations.actions import Choices, Details
from people.organisations.permissions import organisations_managed_by
from people.picking.fields import LanguagesField, TimeZoneField
from people.roles.permissions import regions_managed_by
from web.reading.names import letters


def _one_of(label: Any, first: TextChoices) -> forms.ChoiceField:
    """Return radio buttons for the kind of choice that `first` is; it is chosen at first."""
    return forms.ChoiceField(
        label=label, choices=type(first), initial=first, widget=forms.RadioSelect
    )


class OrganisationsForm(FindForm):
    """Finds organisations among those that are `offered`."""

    COLUMNS = {"region": "region__code", "country": "country", "form": "form"}

    def __init__(self, *args: Any, offered: queries.Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = [(str(region.code), region) for region in offered.regions]
        kinds = [(one.value, one.label) for one in Organisation.Form if one in offered.forms]
        named = [(code, countries.name(code)) for code in offered.countries]
        self.narrow("region", _("Region"), regions)
        self.narrow("country", _("Country"), sorted(named, key=lambda one: letters(one[1])))
        self.narrow("form", _("Kind of group"), kinds)


class ChoicesForm(ChangeForm, forms.ModelForm):
    """What an organisation decides about itself. A valid form gives `details()`."""

    languages = LanguagesField(required=False)
    time_zone = TimeZoneField()
    listing = _one_of(_("Who can see its name"), Organisation.Listing.MEMBERS)
    results = _one_of(_("Its results"), Organisation.Results.COUNTED)

    class Meta:
        model = Organisation
        fields = ["languages", "time_zone", "listing", "results"]

    def details(self) -> Choices:
        return Choices(**self.cleaned_data)


# What only the people who manage an organisation change.
PLACE = ["name", "form", "part_of", "region", "country", "networks"]


class OrganisationForm(OnceForm, ChoicesForm):
    """All details of an organisation. `by` decides which regions, networks and hosts it offers."""

    name = NameField(
        label=_("Name"),
        max_length=120,
        help_text=_("A name it uses among friends is enough."),
    )
    form = _one_of(_("Kind of group"), Organisation.Form.GROUP)
    part_of = forms.ModelChoiceField(
        label=_("Part of"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("None: it is independent"),
        help_text=_("For a local cell: the organisation it belongs to."),
    )
    region = forms.ModelChoiceField(
        label=_("Region"),
        queryset=Region.objects.none(),
        empty_label=None,
        help_text=_("If it moves to another region, its members lose their roles in the old one."),
    )
    country = CountryField(  # type: ignore[call-overload]
        blank=True, blank_label=_("Not given")
    ).formfield(
        label=_("Country"),
        required=False,
        help_text=_(
            "You can leave this empty. In a dangerous country, the site leaves fewer traces."
        ),
    )
    networks = forms.ModelMultipleChoiceField(
        label=_("Networks"),
        queryset=Network.objects.none(),
        required=False,
        help_text=_("If it leaves a network, its members lose their roles there."),
        # By code, because a number could be longer than the 63 bits that SQLite takes.
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ["key", *PLACE]

    class Meta(ChoicesForm.Meta):
        fields = [*PLACE, *ChoicesForm.Meta.fields]

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = regions_managed_by(by)
        hosts = organisations_managed_by(by)
        offered = Network.objects.filter(Q(region=None) | Q(region__in=regions))
        self._among("region", regions)
        self._among("networks", offered)
        others = hosts.exclude(pk=self.instance.pk).exclude(form=Organisation.Form.CELL)
        self._among("part_of", others)
        # `by` must not remove networks that they cannot choose, and only coordinators of its region
        # may change its place in the tree.
        self.kept: list[Network] = []
        if self.instance.pk:
            self.kept = list(self.instance.networks.exclude(pk__in=offered))
            self.initial["networks"] = list(self.instance.networks.filter(pk__in=offered))
            if not regions.filter(pk=self.instance.region_id).exists():
                self.kept = list(self.instance.networks.all())
                del self.fields["region"], self.fields["networks"]
            host = self.instance.part_of_id
            if host and not hosts.filter(pk=host).exists():
                del self.fields["part_of"]

    def _among(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        is_cell = data.get("form") == Organisation.Form.CELL
        can_choose_host = "part_of" in self.fields
        host = data.get("part_of") if can_choose_host else self.instance.part_of
        if host and not is_cell:
            field = "part_of" if can_choose_host else "form"
            self.add_error(
                field,
                _(
                    "Only a local cell can be part of another organisation. Change the kind of "
                    "group, or what it is part of."
                ),
            )
        if is_cell and self.instance.pk and self.instance.parts.exists():
            self.add_error(
                "form",
                _(
                    "This organisation has local cells of its own, so it cannot be a local cell. "
                    "Choose another kind of group."
                ),
            )
        return data

    def details(self) -> Details:
        data = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        data["networks"] = [*data.get("networks", []), *self.kept]
        for name in ("part_of", "region"):
            data.setdefault(name, getattr(self.instance, name, None))
        return Details(**data)
