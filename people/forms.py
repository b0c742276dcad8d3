"""Fields and forms that several packages use: a name, a passphrase."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import copy
from hashlib import blake2b
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from people.accounts import passphrases
from people.models import User
from web import limits
from web.reading import names

SIXTEEN_LETTERS = _("16 letters and numbers. You can use small letters and leave out the hyphens.")


class NameField(forms.CharField):
    """The name of a group, in any script, tidied and without invisible characters.

    Autocomplete is off, so that a shared phone does not suggest names typed before.
    """

    # More than a name may have: it may be typed with letters and accents apart.
    LONGEST_TYPED = 1_000

    widget = forms.TextInput(attrs={"autocomplete": "off"})
    default_error_messages = {"max_length": _("This name is too long. Use a shorter one.")}

    def to_python(self, value: Any) -> str:
        """Return the tidied name, so that the length that counts is that of what is kept."""
        typed = super().to_python(value) or ""
        return typed if len(typed) > self.LONGEST_TYPED else names.tidy(typed)

    def clean(self, value: Any) -> str:
        name = super().clean(value)
        if not names.without_joiners(name).isprintable():
            raise forms.ValidationError(_("The name contains invisible characters. Type it again."))
        return name


class LongTextField(forms.CharField):
    """A longer text. Browsers send a line break as two characters; it counts as one."""

    too_long = _(
        "Your text has %(show_value)d characters; the limit is %(limit_value)d. "
        "Please shorten it a little."
    )

    def __init__(
        self, *, longest: int, rows: int = 2, too_long: Any = too_long, **kwargs: Any
    ) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(validators=[MaxLengthValidator(longest, too_long)], **kwargs)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class ReadableCodeField(forms.CharField):
    """A code that someone types from paper, or as it is read out to them.

    With `opens`, which returns None for a code that does not work now, such a code gets the
    sentence `unusable`.
    """

    widget = forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"})

    def __init__(
        self,
        *,
        label: Any,
        help_text: Any = SIXTEEN_LETTERS,
        opens: Callable[[str], object] | None = None,
        unusable: Any = "",
    ) -> None:
        super().__init__(label=label, help_text=help_text, max_length=40)
        self.opens = opens
        self.unusable = unusable

    def clean(self, value: Any) -> str:
        code = super().clean(value)
        if self.opens is not None and self.opens(code) is None:
            raise forms.ValidationError(self.unusable)
        return code


class DigitsField(forms.CharField):
    """A long number that someone types from paper, on the keys of a phone."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"})

    def __init__(self, *, label: Any, help_text: Any) -> None:
        super().__init__(label=label, help_text=help_text, max_length=40)


class OnceForm(forms.Form):
    """A form that does one thing, however often it is sent.

    Each page has a fresh `key`. A form sent twice brings the same key, so the action finds what it
    made the first time (`people.changes.code_from`). With a `ModelForm`, this base comes first.
    """

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def clean(self) -> dict[str, Any]:
        """Replace a damaged key: the field is hidden, so no one could correct it."""
        data = super().clean() or self.cleaned_data
        if "key" in self.errors:
            del self.errors["key"]
            typed: Any = copy(self.data)
            typed[self.add_prefix("key")] = str(uuid4())
            self.data = typed
            self.add_error(None, _("This page has expired. Please send it again."))
        return data


class ChangeForm(forms.Form):
    """A form that changes something, and only what was changed on its own page.

    A page can be old: fields that stay as it showed them do not take back what others, or another
    page, have changed since. So the page brings a mark of each value that it showed
    (`people.unsent.tags.bring_back`), and a field that is sent as it was shown counts as what is
    there now. With a `ModelForm`, this base comes first.
    """

    SHOWN = "shown"
    # Groups of fields that belong together: if one was changed on the page, all of them count so.
    TOGETHER: Sequence[Collection[str]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.left: list[str] = []

    @property
    def is_change(self) -> bool:
        """Whether there is something to change; a form for something new has no marks."""
        instance = getattr(self, "instance", None)
        return instance is None or instance.pk is not None

    def marks(self) -> str:
        """Return the marks of what the form shows, before anything typed is filled in."""
        names = [one.name for one in self.visible_fields() if not one.field.disabled]
        return ",".join(f"{name}:{_mark(as_sent(self, name))}" for name in names)

    def full_clean(self) -> None:
        if self.is_bound and self.is_change:
            self._leave_what_was_left()
        super().full_clean()

    def said(self) -> str:
        """Return what a page says after saving: also which fields others had changed meanwhile."""
        if not self.left:
            return gettext("Saved.")
        names = ", ".join(str(self.fields[name].label) for name in self.left)
        # Translators: “names” are labels of fields that others changed while the page was open.
        return gettext("Saved. Someone changed this meanwhile, and it stays so: %(names)s.") % {
            "names": names
        }

    def _leave_what_was_left(self) -> None:
        """Put what is there now in place of what was sent as it was shown."""
        data: Any = copy(self.data)
        shown = data.get(self.add_prefix(self.SHOWN), "")
        marks = dict(mark.split(":", 1) for mark in shown.split(",") if ":" in mark)
        sent = {name: _texts(data.getlist(self.add_prefix(name))) for name in self.fields}
        changed = {name for name in marks.keys() & sent if _mark(sent[name]) != marks[name]}
        for group in self.TOGETHER:
            changed |= set(group) if changed & set(group) else set()
        for name in self.fields:
            now = as_sent(self, name) if name in marks.keys() - changed else sent[name]
            if sent[name] == now:
                continue
            self.left.append(name)
            data.setlist(self.add_prefix(name), now)
            if not now:
                del data[self.add_prefix(name)]
        self.data = data


def as_sent(form: forms.BaseForm, name: str) -> list[str]:
    """Return what a browser sends for this field of an unbound form if no one touches it."""
    field, bound = form.fields[name], form[name]
    value = field.prepare_value(bound.initial)
    if isinstance(field.widget, forms.CheckboxInput):
        return ["on"] if field.widget.check_test(value) else []
    drawn = field.widget.format_value(value)
    return _texts(drawn if isinstance(drawn, list) else [drawn])


def _texts(sent: Iterable[Any]) -> list[str]:
    """Return these values of a field in one order and with one kind of line end, without empty
    ones."""
    return sorted(str(one).replace("\r\n", "\n") for one in sent if one not in (None, ""))


def _mark(texts: list[str]) -> str:
    return blake2b("\0".join(texts).encode(), digest_size=4).hexdigest()


class FindForm(forms.Form):
    """Finds rows of a list by name. It is posted and its page is the answer, so that what is typed
    gets into no address, no history and no log; nothing of it is kept.

    A field added to it counts only if there are two values to choose between.
    """

    name = forms.CharField(
        label=_("Name, or a part of it"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    # By the field to choose in, what it is compared with.
    COLUMNS: Mapping[str, str] = {}

    def narrow(self, name: str, label: Any, choices: Iterable[tuple[str, Any]]) -> None:
        """Add the field `name`, whose first choice is all."""
        found = list(choices)
        if len(found) > 1:
            # Translators: First entry of a list of regions, countries or kinds: no choice is made.
            every = ("", pgettext("in a list to choose from", "All"))
            self.fields[name] = forms.ChoiceField(
                label=label, choices=[every, *found], required=False
            )

    @property
    def narrowing(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name != "name"]

    @property
    def is_narrowed(self) -> bool:
        return any(field.value() for field in self.narrowing)

    @property
    def wanted(self) -> dict[str, str]:
        """What was asked for, by field; nothing as long as the form was not sent."""
        return self.cleaned_data if self.is_bound and self.is_valid() else {}

    def narrowed(self, among: QuerySet[Any]) -> QuerySet[Any]:
        """Return those of `among` that fit what was chosen."""
        chosen = {one: self.wanted.get(one, "") for one in self.COLUMNS}
        return among.filter(**{self.COLUMNS[one]: code for one, code in chosen.items() if code})


class RequestForm(forms.Form):
    """A form whose checks ask who sends it, and how often they have tried."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request


class PassphraseAgainForm(RequestForm):
    """The passphrase again, before anything that cannot be undone or that exports everything."""

    passphrase = forms.CharField(
        label=_("Your passphrase again"),
        max_length=passphrases.LONGEST_TYPED,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "current-password", "autocapitalize": "none"}
        ),
    )

    def clean_passphrase(self) -> str:
        if not limits.may_try(self.request, "passphrase"):
            raise forms.ValidationError(_("Too many tries. Wait a few minutes, then try again."))
        passphrase = self.cleaned_data["passphrase"]
        if not self.request.user.check_password(passphrase):
            raise forms.ValidationError(_("This is not your passphrase. Try again."))
        return passphrase


class NewPassphraseField(forms.CharField):
    """Six suggested words, which the member keeps or replaces.

    The field has two lines, so that a small phone shows all the words, and the browser's spelling
    check is off, because it may send them to a server. Line breaks are removed, because the sign-in
    page has one line.
    """

    widget = forms.Textarea(
        attrs={
            "rows": 2,
            "autocomplete": "off",
            "autocapitalize": "none",
            "autocorrect": "off",
            "spellcheck": "false",
        }
    )

    def __init__(self, *, label: Any) -> None:
        super().__init__(
            label=label,
            max_length=200,
            help_text=_(
                "Six words, used only on this site. Write them on paper, and keep the paper where "
                "no one looks."
            ),
        )

    def to_python(self, value: Any) -> str:
        return passphrases.one_form(super().to_python(value) or "")


class NewPassphraseForm(forms.Form):
    """Six words are suggested; the member keeps them or writes their own."""

    passphrase = NewPassphraseField(label=_("Passphrase"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if passphrase := data.get("passphrase"):
            try:
                validate_password(passphrase, user=self.whose())
            except forms.ValidationError as error:
                self.add_error("passphrase", error)
        return data

    def whose(self) -> User:
        """Return the member who will have it: the passphrase must not resemble their pseudonym."""
        raise NotImplementedError
