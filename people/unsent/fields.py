"""The typed fields of a form that was sent but did nothing."""

from collections.abc import Iterator
from typing import Any

from django.forms import BaseForm, BoundField, FileInput, PasswordInput, RadioSelect
from django.http import HttpRequest, QueryDict

from people.unsent.writers import FIELD

# Never kept and never shown again, however they are typed: passphrases and codes.
SECRETS = {
    *("new_passphrase", "passphrase", "password"),
    *("code", "credential", "paper", "receipt"),
}
NOT_TYPED = {"csrfmiddlewaretoken", FIELD, "key"}
# In the fallback that only shows texts, shorter ones are faster to type again than to copy.
SHORTEST = 60


class Typed:
    """What was typed, and whether a form of the page shows it again already."""

    def __init__(self, data: QueryDict, *, is_news: bool) -> None:
        self.data = data
        self.is_news = is_news
        self.is_shown = False

    def fill(self, form: BaseForm) -> bool:
        """Let `form`, if the fields are its own, show them as typed; return whether they are.

        The form stays unbound, so that it can do nothing: what it shows is sent by the member.
        """
        if form.is_bound or not self._belong_to(form):
            return False
        for field in _typed_in(form):
            typed = field.field.widget.value_from_datadict(self.data, {}, field.html_name)
            form.initial[field.name] = typed
            field.__dict__.pop("initial", None)
        self.is_shown = True
        return True

    def _belong_to(self, form: BaseForm) -> bool:
        """A browser sends each text field, even an empty one: the form has the same ones."""
        fields = [one for one in _typed_in(form) if not isinstance(one.field.widget, RadioSelect)]
        return any(one.html_name in self.data for one in _typed_in(form)) and not any(
            one.field.widget.value_omitted_from_data(self.data, {}, one.html_name) for one in fields
        )

    @property
    def texts(self) -> list[str]:
        """The long texts, in their order."""
        written = [str(text) for _name, texts in self.data.lists() for text in texts]
        return [text for text in written if len(text) >= SHORTEST and len(text.split()) > 1]


def typed_in(request: HttpRequest) -> QueryDict:
    """Return what was typed into the form that `request` sends: no secret, no file, no token."""
    typed = request.POST.copy()
    for name in SECRETS | NOT_TYPED:
        typed.pop(name, None)
    return typed


def _typed_in(form: BaseForm) -> Iterator[BoundField]:
    for field in form.visible_fields():
        widget: Any = field.field.widget
        is_secret = isinstance(widget, PasswordInput | FileInput) or field.name in SECRETS
        if not is_secret and not field.field.disabled:
            yield field
