"""The forms around a concern: telling it, coming back with the receipt, answering."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from people.models import Organisation
from safety import actions
from safety.models import Concern, ConcernMessage
from web import limits

TOO_OFTEN = _(
    "That was too often. Wait a few minutes, then try again. What you wrote is still here."
)


class TextForm(forms.Form):
    """A text and the form's own key, by which a repeated sending is known."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    text = forms.CharField(
        label=_("What you want to say"),
        max_length=ConcernMessage.LONGEST,
        widget=forms.Textarea(attrs={"autocomplete": "off", "rows": 8}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # With the attribute, the browser would cut off what is pasted without a word.
        self.fields["text"].widget.attrs.pop("maxlength", None)

    def clean(self) -> dict[str, Any]:
        """A key that went astray is replaced: nobody can see it, so nobody could mend it."""
        if "key" in self.errors:
            self.data = dict(self.data.items()) | {"key": str(uuid4())}
            self.add_error(None, _("This page had grown old. Please send it once more."))
        return self.cleaned_data


class ConcernForm(TextForm):
    """A concern, and whose safety officers shall not read it: as a member, those of an organisation
    that she is near to; as anybody, those of one that she knows by its name."""

    field_order = ["key", "text", "about", "name"]

    about = forms.ChoiceField(
        label=_("Does it concern somebody of these organisations?"),
        required=False,
        help_text=_(
            "Then the name of the organisation is kept with it, so that its own safety officers "
            "cannot read it. Your name is not."
        ),
    )
    name = forms.CharField(
        label=_("Another organisation that it concerns, if you like"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "If we know it under this name, its own safety officers cannot read what you write. "
            "Whether we do, we tell nobody."
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
        if data.get("about") and data.get("name"):
            self.add_error(
                "name", _("Choose one of the two. For the other one, write a second time.")
            )
        if not self.errors and not limits.may_try(self.request, "concern"):
            raise forms.ValidationError(TOO_OFTEN)
        return data

    @property
    def concerned(self) -> Organisation | None:
        """The organisation that it concerns, when she said so and it is known."""
        chosen = [one for one in self.near if one.key == self.cleaned_data.get("about")]
        return chosen[0].organisation if chosen else actions.named(self.cleaned_data["name"])

    @property
    def words(self) -> str:
        """What is kept: with a name that is not known, so that it is not lost."""
        name, text = self.cleaned_data["name"], self.cleaned_data["text"]
        return f"{name}\n\n{text}" if name and self.concerned is None else text

    @property
    def waits(self) -> bool:
        """Whether nobody may read it now; not said of a name, which would say whose it is."""
        return not actions.somebody_reads(None if self.cleaned_data["name"] else self.concerned)


class ReceiptForm(forms.Form):
    """The receipt, typed from wherever she keeps it."""

    receipt = forms.CharField(
        label=_("Receipt"),
        max_length=40,
        help_text=_("16 digits. Spaces make no difference."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.concern: Concern | None = None

    def clean_receipt(self) -> str:
        if not limits.may_try(self.request, "receipt"):
            raise forms.ValidationError(TOO_OFTEN)
        receipt = self.cleaned_data["receipt"]
        self.concern = actions.find(receipt)
        if self.concern is None:
            raise forms.ValidationError(
                _(
                    "This receipt opens nothing: it may be mistyped, or its time is over. "
                    "Check the 16 digits."
                )
            )
        return receipt


class AnswerForm(TextForm):
    """What a safety officer answers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Your answer")
        self.fields["text"].help_text = _(
            "Whoever has the receipt reads it. No names, no addresses."
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
        self.fields["until"].help_text = self.bounds()
        self.fields["until"].widget.attrs |= {
            "min": concern.earliest_end.isoformat(),
            "max": concern.latest_end.isoformat(),
        }

    def clean_until(self) -> date:
        until = self.cleaned_data["until"]
        if not self.concern.earliest_end <= until <= self.concern.latest_end:
            raise forms.ValidationError(self.bounds())
        return until

    def bounds(self) -> str:
        return _("A day from %(first)s to %(last)s. After it, everything about it is deleted.") % {
            "first": date_format(self.concern.earliest_end),
            "last": date_format(self.concern.latest_end),
        }
