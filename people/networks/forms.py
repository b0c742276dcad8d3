"""The forms of a region and of a network, for administrators."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from people.forms import ChangeForm, FindForm, NameField, OnceForm
from people.models import CountryRisk, Network, Region
from people.networks.actions import IN_A_CIRCLE, NetworkDetails, RegionDetails
from people.networks.queries import Part
from people.picking.fields import LanguagesField, TimeZoneField
from web.reading.languages import in_sentence


class RegionForm(ChangeForm, OnceForm):
    """What a region is called, with one field for each other language of the site."""

    name = NameField(label=_("Name"), max_length=80)

    OTHERS = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in self.OTHERS:
            self.fields[f"names__{code}"] = NameField(
                # Translators: “language” is the name of a language, such as “French”.
                label=_("Name (%(language)s)") % {"language": in_sentence(code)},
                max_length=80,
                required=False,
                help_text=_("If you leave this empty, pages in this language show the name above."),
            )

    @property
    def is_change(self) -> bool:
        return bool(self.initial)

    @classmethod
    def initial_of(cls, region: Region) -> dict[str, str]:
        names = {f"names__{code}": region.names.get(code, "") for code in cls.OTHERS}
        return {"name": region.name} | names

    def details(self) -> RegionDetails:
        given = {code: self.cleaned_data[f"names__{code}"] for code in self.OTHERS}
        return RegionDetails(
            name=self.cleaned_data["name"],
            names={code: name for code, name in given.items() if name},
        )


class NetworkForm(ChangeForm, OnceForm):
    """All about a network; `network` is the one to be changed."""

    short_name = NameField(
        label=_("Short name"),
        max_length=30,
        help_text=_("This is the only name that members see."),
    )
    name = NameField(
        # Translators: Of a network.
        label=_("Full name"),
        max_length=160,
    )
    level = forms.ChoiceField(
        label=_("Kind of network"), choices=Network.Level, widget=forms.RadioSelect
    )
    region = forms.ModelChoiceField(
        label=_("Region"),
        queryset=Region.objects.all(),
        required=False,
        to_field_name="code",
        empty_label=_("All regions"),
        help_text=_("The person who coordinates the region gives roles in its networks."),
    )
    parent = forms.ModelChoiceField(
        label=_("Network above it"),
        queryset=Network.objects.all(),
        required=False,
        to_field_name="code",
        empty_label=_("None, at the top"),
        error_messages={"invalid_choice": IN_A_CIRCLE},
        help_text=_(
            "The person who coordinates a network has access to the organisations of all networks "
            "below it. If this network moves, its members lose their roles in the networks it "
            "leaves."
        ),
    )
    languages = LanguagesField(required=False)
    time_zone = TimeZoneField()

    def __init__(self, *args: Any, network: Network | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.network = network
        if network:
            branch = Network.objects.below([network.pk])
            parent: Any = self.fields["parent"]
            parent.queryset = Network.objects.exclude(pk__in=branch)

    @property
    def is_change(self) -> bool:
        return self.network is not None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        level = data.get("level", Network.Level.GLOBAL)
        if level != Network.Level.GLOBAL and "region" in data and data["region"] is None:
            self.add_error("region", _("Choose a region. Only a global network has none."))
        return data

    def details(self) -> NetworkDetails:
        return NetworkDetails(
            **{name: value for name, value in self.cleaned_data.items() if name != "key"}
        )


class ListedForm(FindForm):
    """Finds organisations that are listed, in a region or a network of these `parts`."""

    COLUMNS = {"region": "region__code", "network": "networks__code"}

    def __init__(self, *args: Any, parts: Iterable[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = sorted(Region.objects.all(), key=str)
        self.narrow("region", _("Region"), [(str(one.code), one) for one in regions])
        inside = [network for part in parts for network in part.networks()]
        self.narrow("network", _("Network"), [(str(one.code), one.short_name) for one in inside])


class RiskForm(forms.Form):
    """How dangerous it is to be recognised in a country."""

    country = CountryField(  # type: ignore[call-overload]
        blank_label=_("Choose a country")
    ).formfield(label=_("Country"))
    level = forms.ChoiceField(
        label=_("Risk"),
        choices=CountryRisk.Level,
        initial=CountryRisk.Level.HIGH,
        widget=forms.RadioSelect,
    )
