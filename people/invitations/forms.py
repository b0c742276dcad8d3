"""The forms of joining and of inviting."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from people.accounts import pseudonyms
from people.forms import NewPassphraseForm, OnceForm, ReadableCodeField
from people.invitations import actions, sheets
from people.invitations.permissions import can_invite
from people.models import Organisation, User
from people.roles.permissions import has_role
from people.roles.table import WITH_INVITATION, Role
from people.vouching import vouchers
from people.vouching.vouchers import Vouchers
from web.reading import names


class InvitationCodeForm(forms.Form):
    """The code of an invitation, typed from paper."""

    code = ReadableCodeField(
        label=_("Invitation code"),
        opens=actions.find,
        unusable=_(
            "This code does not work. It may be mistyped, already used, or more than three days "
            "old. Check it, or ask for a new one."
        ),
    )


class JoinForm(NewPassphraseForm, InvitationCodeForm):
    """Everything an account needs. Nothing else is asked, here or later."""

    pseudonym = forms.CharField(
        label=_("Pseudonym"),
        max_length=pseudonyms.LONGEST_TYPED,
        help_text=_(
            "A name that is not your real one. Other people see it, and you sign in with it."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    adult = forms.BooleanField(label=_("I am 18 or older."))
    written_down = forms.BooleanField(label=_("I have written down my passphrase."))

    def clean_pseudonym(self) -> str:
        pseudonym = names.tidy(self.cleaned_data["pseudonym"])
        pseudonyms.validate_pseudonym(pseudonym)
        pseudonyms.refuse_official(pseudonym)
        # Only people with an invitation may find out whether a pseudonym is taken.
        if "code" in self.errors:
            return pseudonym
        if User.objects.looks_taken(pseudonym):
            raise forms.ValidationError(str(actions.PseudonymTaken()))
        return pseudonym

    def whose(self) -> User:
        return User(pseudonym=self.cleaned_data.get("pseudonym", ""))


class OrganisationField(forms.ModelChoiceField):
    """Organisations, each with who can vouch for the people invited into it."""

    vouchers: Mapping[int, Vouchers] = {}

    def label_from_instance(self, organisation: Any) -> str:
        found = self.vouchers.get(organisation.pk)
        if found is None:
            return str(organisation)
        # Translators: The second part says who, such as “several members can vouch”.
        return gettext("%(organisation)s: %(vouchers)s") % {
            "organisation": organisation,
            "vouchers": found.sentence,
        }


class InviteForm(OnceForm):
    """What someone chooses for an invitation: the organisation, and coordinators also the role."""

    organisation = OrganisationField(
        label=_("Organisation"),
        queryset=Organisation.objects.none(),
        empty_label=None,
        help_text=_(
            "After its name: who, other than you, can vouch for the person you invite. Until "
            "someone has vouched for them, they see nothing."
        ),
    )
    role = forms.ChoiceField(
        label=_("Joins as"),
        required=False,
        choices=[
            ("", _("emerging leader")),
            *((role.value, role.label) for role in WITH_INVITATION),
        ],
    )

    anyway = forms.BooleanField(
        label=_("I know that no one can vouch there yet. Invite anyway."), required=False
    )

    def __init__(
        self, *args: Any, organisations: QuerySet[Organisation], by: User, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.vouchers = vouchers.of(organisations, inviter=by)
        field: Any = self.fields["organisation"]
        field.vouchers, field.queryset = self.vouchers, organisations
        if not has_role(by, Role.COORDINATOR):
            del self.fields["role"]
        elif days := settings.NEWCOMER_DAYS:
            self.fields["role"].help_text = ngettext(
                "A mentor’s role applies after their first %(days)d day here.",
                "A mentor’s role applies after their first %(days)d days here.",
                days,
            ) % {"days": days}
        chosen = self.data.get(self.add_prefix("organisation"), "")
        if not any(str(pk) == chosen and not one for pk, one in self.vouchers.items()):
            del self.fields["anyway"]

    @property
    def with_few(self) -> list[tuple[Organisation, Vouchers]]:
        """The organisations in which no more than one member could vouch, for all to read at once:
        a phone cuts off what a closed list says."""
        field: Any = self.fields["organisation"]
        found = [(one, self.vouchers[one.pk]) for one in field.queryset if one.pk in self.vouchers]
        return [(one, who) for one, who in found if who.members < 2]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        organisation, role = data.get("organisation"), data.setdefault("role", "")
        if organisation and not can_invite(self.by, organisation, role):
            self.add_error(
                "role",
                _("You lead this organisation, and coordinators give roles. Choose the first one."),
            )
        # Only there when no one can vouch in the chosen organisation.
        if data.pop("anyway", True) is False:
            self.add_error(
                "anyway",
                _(
                    "The person you invite could not get in: no one else there can vouch yet. Make "
                    "someone a coordinator there first, or send it again with this tick."
                ),
            )
        return data


class SlipsForm(InviteForm):
    """The same, for a printed sheet of invitations."""

    number = forms.IntegerField(
        label=_("Number of slips"),
        min_value=1,
        max_value=sheets.MOST,
        initial=sheets.MOST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
