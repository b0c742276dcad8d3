"""The form of a programme."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.matching.wording import PARTS
from mentorship.models import Programme
from mentorship.programmes.actions import Terms
from people.forms import ChangeForm, OnceForm
from people.models import Region


class ProgrammeForm(ChangeForm, OnceForm, forms.ModelForm):
    """What a coordinator decides about a programme of their own regions."""

    class Meta:
        model = Programme
        fields = ["name", "region", "is_open", *(f"{part}_points" for part in PARTS)]
        help_texts = {"region": _("Only members from this region can ask for a mentor.")}

    def __init__(self, *args: Any, region_ids: set[int], everywhere: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["region"]
        field.queryset = (
            Region.objects.all() if everywhere else Region.objects.filter(pk__in=region_ids)
        )
        field.required = not everywhere
        field.empty_label = _("all regions") if everywhere else None
        # The region of a programme is fixed: a coordinator of another must not read its drafts.
        field.disabled = self.instance.pk is not None
        for part in PARTS:
            self.fields[f"{part}_points"].max_value = 100  # type: ignore[attr-defined]

    @property
    def point_rows(self) -> list[forms.BoundField]:
        return [self[f"{part}_points"] for part in PARTS]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        points: list[Any] = [data.get(f"{part}_points") for part in PARTS]
        if None not in points and sum(points) != 100:
            self.add_error(
                "subject_points",
                _("The points add up to %(sum)d. They must add up to 100.") % {"sum": sum(points)},
            )
        return data

    def terms(self) -> Terms:
        data = self.cleaned_data
        return Terms(
            name=data["name"],
            region=data["region"],
            is_open=data["is_open"],
            points={part: data[f"{part}_points"] for part in PARTS},
        )
