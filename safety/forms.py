"""The forms of concerns: reporting one, coming back with the reference number, replying."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from people.forms import DigitsField, OnceForm, RequestForm
from people.models import Organisation
from people.unsent.fields import Typed
from safety import actions
from safety.models import Concern, ConcernMessage
from web import limits

TOO_OFTEN = _("Too many tries. Wait a few minutes, then try again. What you wrote is still here.")

TOO_MUCH = _(
    "Too many tries. Wait a few minutes, then try again. If it still says so, try again tomorrow, "
    "or sign in first. What you wrote is still here."
)


SIGNED_OUT = _(
    "You are signed out now, so we do not know which organisation you chose. Type its name below, "
    "or leave it empty; then send again. What you wrote is still here."
)


NOT_OFFERED = _(
    "The organisation that you chose cannot be chosen any more. Type its name below, or leave it "
    "empty; then send again. What you wrote is still here."
)


class TextForm(OnceForm):
    """A text that is saved once, however often it is sent."""

    text = forms.CharField(
        label=_("What you want to say"),
        max_length=ConcernMessage.LONGEST,
        widget=forms.Textarea(attrs={"autocomplete": "off", "rows": 8}),
    )


class ConcernForm(TextForm):
    """A concern, and the organisation whose safety officers may not read it. Members choose from
    the organisations near them; anyone may type the name of one."""

    field_order = ["key", "text", "about", "name"]

    about = forms.ChoiceField(
        label=_("Is it about someone from one of these organisations?"),
        required=False,
        help_text=_(
            "If so, we keep the organisation’s name with your concern, so that its own safety "
            "officers cannot read it. We do not keep your name."
        ),
    )
    name = forms.CharField(
        label=_("Another organisation it is about, if you like"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "If we know this organisation by that name, its own safety officers cannot read what "
            "you write. We do not tell anyone whether we know it."
        ),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.near = actions.near(request.user)
        if self.near:
            none = [("", _("No, or I would rather not say"))]
            about: Any = self.fields["about"]
            about.choices = none + [(one.key, one.label) for one in self.near]
        else:
            del self.fields["about"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.has_lost_its_choice:
            raise forms.ValidationError(self.sentence)
        if data.get("about") and data.get("name"):
            self.add_error(
                "name", _("Choose only one organisation. For the other one, send a second concern.")
            )
        if not self.errors and not limits.may_write(self.request, "concern", "concerns"):
            raise forms.ValidationError(TOO_MUCH)
        return data

    @property
    def has_lost_its_choice(self) -> bool:
        """Whether an organisation was chosen, and the session that knew which one has ended."""
        if "about" in self.fields:
            return False
        before: Typed | None = getattr(self.request, "typed", None)
        brought = before.forms if before else []
        return any(one.get("about") for one in [self.data, *brought])

    @property
    def sentence(self) -> Any:
        """What the author reads when their choice is lost."""
        return NOT_OFFERED if self.request.user.is_authenticated else SIGNED_OUT

    @property
    def concerned(self) -> Organisation | None:
        """The organisation that it concerns, if the author named a known one."""
        chosen = [one for one in self.near if one.key == self.cleaned_data.get("about")]
        return chosen[0].organisation if chosen else actions.named(self.cleaned_data["name"])

    @property
    def words(self) -> str:
        """The text to save; it includes an unknown name, so that the name is not lost."""
        name, text = self.cleaned_data["name"], self.cleaned_data["text"]
        return f"{name}\n\n{text}" if name and self.concerned is None else text

    @property
    def waits(self) -> bool:
        """Whether no officer may read it now. Never True for a typed name: that would reveal
        whether the organisation exists."""
        return not actions.has_officer_for(None if self.cleaned_data["name"] else self.concerned)


class ReceiptForm(RequestForm):
    """The reference number, typed from paper or memory."""

    receipt = DigitsField(
        label=_("Reference number"), help_text=_("16 digits. Spaces do not matter.")
    )
    concern: Concern | None = None

    def clean_receipt(self) -> str:
        if not limits.may_try(self.request, "receipt"):
            raise forms.ValidationError(TOO_OFTEN)
        receipt = self.cleaned_data["receipt"]
        self.concern = actions.find(receipt)
        if self.concern is None:
            raise forms.ValidationError(
                _(
                    "We cannot find this reference number. It may be mistyped, or it may have "
                    "expired. Check the 16 digits."
                )
            )
        return receipt


class AnswerForm(TextForm):
    """A safety officer's reply."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Your reply")
        self.fields["text"].help_text = _(
            "Anyone with the reference number can read it. No names, no addresses."
        )


class KeepForm(forms.Form):
    """How long a concern is kept."""

    until = forms.DateField(
        label=_("Keep until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )

    def __init__(self, *args: Any, concern: Concern, **kwargs: Any) -> None:
        kwargs["initial"] = {"until": concern.keep_until}
        super().__init__(*args, **kwargs)
        self.concern = concern
        self.fields["until"].help_text = actions.days_to_keep(concern)
        self.fields["until"].widget.attrs |= {
            "min": concern.earliest_end.isoformat(),
            "max": concern.latest_end.isoformat(),
        }

    def clean_until(self) -> date:
        until = self.cleaned_data["until"]
        if not self.concern.earliest_end <= until <= self.concern.latest_end:
            raise forms.ValidationError(str(actions.NotWithinBounds(self.concern)))
        return until
