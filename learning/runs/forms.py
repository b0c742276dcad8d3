"""The forms of a course run: joining it, and planning it."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from learning.catalogue.outline import Course
from learning.models import CourseRun
from learning.runs import permissions, queries
from learning.runs.models import MOST_SEATS
from learning.runs.planning import Plan
from people.aliases.fields import AliasField
from people.forms import ChangeForm, OnceForm, ReadableCodeField, RequestForm
from people.models import Network, Organisation, Region, User
from people.picking.stays import ChoiceThatStays, DayInput
from people.privacy import access_log
from people.roles.permissions import has_role
from people.roles.table import Role
from web import limits
from web.reading.languages import in_sentence

Entry = CourseRun.Entry
Node = Region | Network
LONGEST = timedelta(days=366)
FURTHEST = timedelta(days=730)


class JoinForm(RequestForm):
    """The member's name in the run, and whether its facilitators may see their progress. Who is not
    `is_in` a run by invitation types its code."""

    handle = AliasField(
        label=_("Your name in this run"),
        help_text=_(
            "The facilitators see this name, and never your pseudonym. We made one up; change it "
            "if you like."
        ),
        kept=_("This name is kept for the people who lead the run. Choose another name."),
    )
    shows_progress = forms.BooleanField(
        label=_("The facilitators may see how many lessons I have done"),
        help_text=_("They see it beside your name in this run. You can take it back here."),
        required=False,
    )

    def __init__(self, *args: Any, run: CourseRun, is_in: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.run = run
        if run.is_invited and not is_in:
            self.fields["code"] = ReadableCodeField(
                label=_("Code of this run"),
                help_text=_(
                    "8 letters and numbers, from the person who invited you. You can use small "
                    "letters and leave out the hyphen."
                ),
            )
            self.order_fields(["code"])

    def clean_code(self) -> str:
        if not limits.may_try(self.request, "run_code"):
            raise forms.ValidationError(_("Too many tries. Wait a few minutes, then try again."))
        code = self.cleaned_data["code"]
        if not queries.is_code_of(self.run, code):
            raise forms.ValidationError(_("This is not the code of this run. Check it again."))
        return code


class RunForm(ChangeForm, OnceForm):
    """The plan of a run of `course`. `by` decides which places, organisations and facilitators it
    offers; `run` is the one to change. A valid form gives `plan()`."""

    node = forms.ChoiceField(label=_("Which region or network it is for"))
    starts_on = forms.DateField(label=_("First day"), widget=DayInput(format="%Y-%m-%d"))
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput(format="%Y-%m-%d"))
    join_until = forms.DateField(
        label=_("Last day to join"),
        widget=DayInput(format="%Y-%m-%d"),
        required=False,
        help_text=_("Empty: the first day. A later day lets people join late."),
    )
    seats = forms.IntegerField(
        label=_("Number of places"),
        min_value=1,
        max_value=MOST_SEATS,
        initial=20,
        error_messages={"min_value": _("There must be at least one place.")},
        help_text=_("When all places are taken, others join the waiting list."),
    )
    entry = forms.ChoiceField(
        label=_("Who may join"),
        choices=Entry.choices,
        initial=Entry.OPEN,
        widget=forms.RadioSelect,
        help_text=_("The code is on the page of the run: give it to those whom you invite."),
    )
    organisation = ChoiceThatStays(
        label=_("Which organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("No organisation"),
        help_text=_("Only for a run of one organisation."),
    )
    facilitator = ChoiceThatStays(
        label=_("Facilitator"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("No one yet"),
    )
    second_facilitator = ChoiceThatStays(
        label=_("Second facilitator"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("No one yet"),
    )
    pre_work = forms.MultipleChoiceField(
        label=_("Lessons to do before the first day"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    also = forms.MultipleChoiceField(
        label=_("Regions and networks it is also open to"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    TOGETHER = [("starts_on", "ends_on", "join_until"), ("entry", "organisation")]
    FOLDED = {"pre_work", "also"}

    def __init__(
        self, *args: Any, by: User, course: Course, run: CourseRun | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.run = by, run
        self.chooses_leaders = has_role(by, Role.COORDINATOR)
        self._offer_nodes()
        self._offer_people()
        fields: Any = self.fields
        fields["pre_work"].choices = [(str(one.key), one.title) for one in course.lessons]
        for code, _name in settings.LANGUAGES:
            fields[f"follow_up_{code}"] = forms.CharField(
                # Translators: A text about what people do after a course run, in that language.
                label=gettext("Afterwards, in %(language)s") % {"language": in_sentence(code)},
                help_text=gettext("What people do when the run is over. No names."),
                max_length=2000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        if run is not None:
            self.initial.update(_as_typed(run))
        self._keep_what_is_not_offered()

    @property
    def is_change(self) -> bool:
        return self.run is not None

    @property
    def first(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if not self._is_folded(field)]

    @property
    def folded(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if self._is_folded(field)]

    def _is_folded(self, field: forms.BoundField) -> bool:
        return field.name in self.FOLDED or field.name.startswith("follow_up_")

    def _offer_nodes(self) -> None:
        everywhere: list[Node] = [*Region.objects.all(), *Network.objects.all()]
        self.nodes = {_value(one): one for one in everywhere}
        own: list[Node] = [
            *permissions.regions_plannable_by(self.by),
            *permissions.networks_plannable_by(self.by),
        ]
        if self.run is not None and (home := _home(self.run)) not in own:
            own.append(home)
        fields: Any = self.fields
        fields["node"].choices = [(_value(one), str(one)) for one in own]
        fields["also"].choices = [(value, str(one)) for value, one in self.nodes.items()]

    def _offer_people(self) -> None:
        fields: Any = self.fields
        fields["organisation"].queryset = permissions.organisations_choosable_by(self.by)
        if not self.chooses_leaders:
            del fields["facilitator"], fields["second_facilitator"]
            return
        offered = access_log.readable(
            actor=self.by,
            members=permissions.facilitators_available_to(self.by),
            first=self.run.leaders if self.run else [],
        )
        for name in ("facilitator", "second_facilitator"):
            fields[name].queryset = offered

    def _keep_what_is_not_offered(self) -> None:
        """Let the run's organisation and facilitators stay where `by` could not choose them."""
        for name in ("organisation", "facilitator", "second_facilitator"):
            field: Any = self.fields.get(name)
            chosen = getattr(self.run, f"{name}_id", None)
            if field and chosen and not field.queryset.filter(pk=chosen).exists():
                field.keep(getattr(self.run, name))
                self.initial[name] = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if {"starts_on", "ends_on"} <= data.keys():
            self._check_days(data)
        if data.get("entry") == Entry.ORGANISATION and not data.get("organisation"):
            self.add_error("organisation", _("Choose the organisation."))
        first, second = data.get("facilitator"), data.get("second_facilitator")
        if first and first == second:
            self.add_error("second_facilitator", _("Choose another person."))
        return data

    def _check_days(self, data: dict[str, Any]) -> None:
        starts_on, ends_on = data["starts_on"], data["ends_on"]
        today = self.by.today
        was = self.run.starts_on if self.run else None
        if starts_on < today and starts_on != was:
            self.add_error("starts_on", _("This day has already passed. Choose a later day."))
        elif starts_on > today + FURTHEST:
            self.add_error(
                "starts_on", _("This is more than two years away. Choose an earlier day.")
            )
        if ends_on < max(starts_on, today):
            self.add_error("ends_on", _("The last day is too early. Choose a later day."))
        elif ends_on - starts_on > LONGEST:
            self.add_error("ends_on", _("A run lasts one year at most. Choose an earlier day."))
        if "join_until" in data:
            data["join_until"] = data["join_until"] or starts_on
            if data["join_until"] > ends_on and "ends_on" not in self.errors:
                self.add_error(
                    "join_until", _("The run is over on that day. Choose an earlier day.")
                )

    def plan(self) -> Plan:
        data = self.cleaned_data
        home = self.nodes[data["node"]]
        also = [self.nodes[value] for value in data["also"]]
        return Plan(
            region=home if isinstance(home, Region) else None,
            network=home if isinstance(home, Network) else None,
            regions=[one for one in also if isinstance(one, Region)],
            networks=[one for one in also if isinstance(one, Network)],
            entry=data["entry"],
            organisation=data["organisation"],
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            join_until=data["join_until"],
            seats=data["seats"],
            pre_work=data["pre_work"],
            follow_up={
                code: data[f"follow_up_{code}"]
                for code, _name in settings.LANGUAGES
                if data[f"follow_up_{code}"]
            },
            **self._leaders(),
        )

    def _leaders(self) -> dict[str, User | None]:
        """Return who leads the run: whom a coordinator chose, else who led it before; who plans a
        run as a facilitator leads it."""
        names = ("facilitator", "second_facilitator")
        if self.chooses_leaders:
            return {name: self.cleaned_data[name] for name in names}
        if self.run is not None:
            return {name: getattr(self.run, name) for name in names}
        return {"facilitator": self.by, "second_facilitator": None}


def _value(node: Node) -> str:
    return str(node.code)


def _home(run: CourseRun) -> Node:
    home = run.region or run.network
    assert home is not None
    return home


def _as_typed(run: CourseRun) -> dict[str, object]:
    columns = ("starts_on", "ends_on", "join_until", "seats", "entry", "pre_work")
    opened: list[Node] = [*run.regions.all(), *run.networks.all()]
    return {
        **{name: getattr(run, name) for name in columns},
        **{f"follow_up_{code}": text for code, text in run.follow_up.items()},
        "node": _value(_home(run)),
        "also": [_value(one) for one in opened],
        "organisation": run.organisation_id,
        "facilitator": run.facilitator_id,
        "second_facilitator": run.second_facilitator_id,
    }
