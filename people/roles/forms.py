"""The form of giving a role."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.accounts import pseudonyms
from people.models import Network, Organisation, Region, User
from people.organisations.permissions import organisations_managed_by
from people.roles.actions import NotGiven
from people.roles.permissions import (
    can_give_role,
    is_admin,
    members_nameable_by,
    networks_managed_by,
    regions_managed_by,
    roles_givable_by,
)
from people.roles.table import Place, Role


def _nodes(by: User) -> list[Region | Network | Organisation]:
    """Return the places where `by` gives roles: regions, networks, organisations."""
    return [
        *regions_managed_by(by),
        *networks_managed_by(by).select_related("region"),
        *organisations_managed_by(by).select_related("region"),
    ]


def _grouped(nodes: list[Region | Network | Organisation]) -> list[tuple[Any, Any]]:
    """Return `nodes` as the choices of a list, region by region."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for node in nodes:
        region = node if isinstance(node, Region) else node.region
        label = str(node)
        if isinstance(node, Region):
            label = gettext("%(region)s, the whole region") % {"region": node}
        elif isinstance(node, Network):
            label = f"{node} ({node.get_level_display()})"
        group = str(region) if region else gettext("All regions")
        groups.setdefault(group, []).append((str(node.code), label))
    return sorted(groups.items())


class RoleForm(forms.Form):
    """Member, role, place and last day; a valid form names a member and a place.

    The pseudonym is typed and never picked from a list, because no list or search shows who is a
    member. An unknown pseudonym gets the same answer as that of a member in another region.
    """

    pseudonym = forms.CharField(
        label=_("Their pseudonym, exactly as they write it"),
        max_length=pseudonyms.LONGEST_TYPED,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    role = forms.ChoiceField(label=_("Role"))
    place = forms.TypedChoiceField(
        label=_("Where"),
        empty_value=None,
        help_text=_(
            "A role in a network applies to the organisations in it and in the networks below it. "
            "Choose an organisation only to make one of its members the organisation lead."
        ),
    )
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("The last day the role applies. If empty, it applies until someone ends it."),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.user: User | None = None
        self.fields["role"].choices = [(one.value, one.label) for one in roles_givable_by(by)]  # type: ignore[attr-defined]
        nodes = _nodes(by)
        everywhere = [("", _("Everywhere"))] if is_admin(by) else []
        place: Any = self.fields["place"]
        place.required = not everywhere
        place.choices = [*everywhere, *_grouped(nodes)]
        place.coerce = {str(node.code): node for node in nodes}.__getitem__

    def clean_until(self) -> date | None:
        until = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Choose a later one."))
        return until

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        places = Role(data["role"]).traits.places
        is_at_organisation = isinstance(data["place"], Organisation)
        if not is_at_organisation and places == {Place.ORGANISATION}:
            self.add_error("place", _("Choose the organisation they lead."))
        elif is_at_organisation and Place.ORGANISATION not in places:
            self.add_error(
                "place",
                _(
                    "Only the role of organisation lead is given for an organisation. Choose a "
                    "region or a network."
                ),
            )
        else:
            self._find(data)
        return data

    def _find(self, data: dict[str, Any]) -> None:
        found: Any = members_nameable_by(self.by)
        found = found.called(data["pseudonym"])
        self.user = found.select_related("organisation").first()
        node = data["place"]
        if self.user is None or not can_give_role(self.by, data["role"], node, to=self.user):
            self.add_error("pseudonym", str(NotGiven()))
