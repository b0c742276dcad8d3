"""The typed fields of forms that were sent but did nothing."""

from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

from django.forms import BaseForm, BoundField, FileInput, PasswordInput, RadioSelect
from django.http import HttpRequest, QueryDict

from people.unsent.writers import FIELD

# Says which form of the page its fields belong to: two forms may have fields of the same names.
NAME = "typed_in"
# The other forms of a page, each as a browser would send it: one press brings along all of them.
OTHERS = "typed_elsewhere"
# Never kept and never shown again, however they are typed: passphrases and codes. Nor the word that
# a passphrase is written down, because the page offers another one.
SECRETS = {
    *("new_passphrase", "passphrase", "password"),
    *("code", "credential", "paper", "receipt", "word"),
    *("written", "written_down"),
}
# Says which text that had come back the form began with: it is sent, or was changed into another.
BROUGHT = "brought_back"
# The button of someone who goes on without what was kept.
FORGET = "forget_typed"
NOT_TYPED = {"csrfmiddlewaretoken", FIELD, BROUGHT, FORGET, "key"}
# In the fallback that only shows texts, shorter ones are faster to type again than to copy.
SHORTEST = 60


class Typed:
    """What was typed into the forms of a page, and which of them it was shown in again.

    `steps` has what the page got besides, so that a page of several steps can stay where it was; it
    is never kept.
    """

    def __init__(self, data: QueryDict, *, is_news: bool, steps: QueryDict | None = None) -> None:
        self.forms = apart(typed_in(data))
        # By form, which kept text it has: that of its own page, or the one that it began with.
        came = [*map(QueryDict, data.getlist(OTHERS)), data]
        self.marks = [
            mark_of(one) if steps is None else of.get(BROUGHT, "")
            for one, of in zip(self.forms, came, strict=True)
        ]
        self.is_news = is_news
        # Whether something is kept, so that its writer can drop it.
        self.is_kept = any(self.marks)
        self.steps = steps or QueryDict()
        self.shown: list[QueryDict] = []

    def belongs_to(self, form: BaseForm) -> QueryDict | None:
        """Return what was typed into `form`, if it was and is not shown yet."""
        # The newest of two that were typed on two tabs; the other one waits until it was sent.
        return next((one for one in reversed(self._left) if _is_of(one, form)), None)

    def mark(self, data: QueryDict) -> str:
        """Return the mark of the kept text that `data`, one of these forms, has or began with."""
        return next(mark for one, mark in zip(self.forms, self.marks, strict=True) if one is data)

    def fill(self, form: BaseForm) -> bool:
        """Let `form`, if the fields are its own, show them as typed; return whether they are.

        The form stays unbound, so that it can do nothing: what it shows is sent by the member.
        """
        data = None if form.is_bound else self.belongs_to(form)
        if data is None:
            return False
        for field in typed_fields(form):
            typed = field.field.widget.value_from_datadict(data, {}, field.html_name)
            form.initial[field.name] = typed
            field.__dict__.pop("initial", None)
        if len(data.getlist(NAME)) < 2:
            self.shown.append(data)
        else:
            # One form of the page may show the fields of several.
            names = data.getlist(NAME)
            names.remove(name_of(form))
            data.setlist(NAME, names)
        return True

    @property
    def texts(self) -> list[str]:
        """The long texts that no form of the page shows, in their order."""
        written = [
            str(text) for one in self._left for _name, texts in one.lists() for text in texts
        ]
        return [text for text in written if len(text) >= SHORTEST and len(text.split()) > 1]

    @property
    def marks_left(self) -> list[str]:
        """The marks of the kept texts that no form of the page shows."""
        return [mark for one in self._left if (mark := self.mark(one))]

    @property
    def _left(self) -> list[QueryDict]:
        return [one for one in self.forms if one not in self.shown]


def name_of(form: BaseForm) -> str:
    """Return what a page calls `form`."""
    return f"{form.prefix or ''}{type(form).__name__}"


def typed_in(sent: QueryDict) -> QueryDict:
    """Return what was typed into the form that was `sent`: no secret, no file, no token."""
    typed = sent.copy()
    others = [QueryDict(one, mutable=True) for one in typed.pop(OTHERS, [])]
    for form in (typed, *others):
        for name in SECRETS | NOT_TYPED | {OTHERS}:
            form.pop(name, None)
    return together([*others, typed])


def apart(typed: QueryDict) -> list[QueryDict]:
    """Return the forms that came together in `typed`, each by itself."""
    first = typed.copy()
    return [QueryDict(one, mutable=True) for one in first.pop(OTHERS, [])] + [first]


def together(forms: list[QueryDict]) -> QueryDict:
    """Return what `apart` would take apart."""
    *others, first = forms
    both = first.copy()
    if others:
        both.setlist(OTHERS, [one.urlencode() for one in others])
    return both


def brought(sent: QueryDict) -> set[str]:
    """Return the marks of what had come back into the forms that were `sent`."""
    forms = [sent, *(QueryDict(one) for one in sent.getlist(OTHERS))]
    marks = {mark for one in forms for text in one.getlist(BROUGHT) for mark in text.split(".")}
    return marks - {""}


def mark_of(form: QueryDict) -> str:
    """Return a mark of what was typed into a form; another text has another one."""
    return blake2b(form.urlencode().encode(), digest_size=6).hexdigest()


def replaces(sent: QueryDict, kept: QueryDict) -> bool:
    """Whether what was `sent` is the `kept` form of before, as far as their fields tell.

    A form with a name says by a mark with which text it began (`brought`).
    """
    if kept.getlist(NAME) or sent.getlist(NAME):
        return sent == kept
    return bool(set(sent) & set(kept))


def typed_fields(form: BaseForm) -> Iterator[BoundField]:
    """Yield the fields that may be shown again as they were typed."""
    for field in form.visible_fields():
        widget: Any = field.field.widget
        is_secret = isinstance(widget, PasswordInput | FileInput) or field.name in SECRETS
        if not is_secret and not field.field.disabled:
            yield field


def is_typed_in(request: HttpRequest, form: BaseForm) -> bool:
    """Whether the page of `request` brings back what was typed into `form`."""
    typed: Typed | None = getattr(request, "typed", None)
    return typed is not None and typed.belongs_to(form) is not None


def steps(request: HttpRequest) -> QueryDict:
    """Return what was sent with a page that is asked for in another language, secrets included.

    A page of several steps uses it to stay at its step; nothing of it may be looked up.
    """
    return getattr(request, "typed", Typed(QueryDict(), is_news=False)).steps


def _is_of(data: QueryDict, form: BaseForm) -> bool:
    """Whether the fields are those of `form`: by its name; without one, by their own names.

    A browser sends each text field, even an empty one, so the form has the same ones.
    """
    if names := data.getlist(NAME):
        return name_of(form) in names
    fields = list(typed_fields(form))
    texts = [one for one in fields if not isinstance(one.field.widget, RadioSelect)]
    return any(one.html_name in data for one in fields) and not any(
        one.field.widget.value_omitted_from_data(data, {}, one.html_name) for one in texts
    )
