"""Every change, then every page: each field of each form is changed by itself, to another valid
value, and each page of the thing is opened afterwards, as every role that may see it.

The forms themselves say which fields and values there are. One of the values of each field has to
be taken; a form may refuse others because of another field.

The first call, with nothing changed, opens the pages as every role that may see them. After each
change, the person who made it and some of these roles in turn open them. Once the last field was
changed, every role has opened every page of the thing after some change of it.

Then all fields at once get what hardly anyone types (`tests.typed.unlikely`). What a field refuses
goes back to what it was, so that the rest is taken; some pages of the thing and some others of the
site are opened after each.
"""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from math import ceil
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import resolve
from django.utils import timezone

from mentorship.matching.wording import PARTS
from tests.files import corpus
from tests.matrix import calling
from tests.matrix.calling import Caller
from tests.matrix.opening import actor, ask, block_of, pages_of, places_of, taken_back, who
from tests.matrix.people import Actor
from tests.matrix.reading import STUDIO
from tests.matrix.things import BODIES, arguments
from tests.typed import MARKED_UP, unlikely

pytestmark = calling.marks

# Forms that are about no thing with pages: they let someone in, or prove who they are.
SECRETS = (
    *("/en/sign-in/", "/en/join/", "/en/recover/", "/en/vouch/", "/en/invitations/branch/"),
    *("/en/me/again/", "/en/me/passphrase/", "/en/me/export/", "/en/me/erase/"),
    *("/en/me/hide/", "/en/me/code-word/"),
    "/en/learn/<code:course>/<code:lesson>/exercise/<code:exercise>/together/",
    *("/en/lockdown/", "/en/me/second-step/", "/en/me/recovery/", "/en/me/sessions/"),
)
# By the form's field: what is changed with it. The sum of a programme's points is 100.
POINTS = {f"{part}_points": "subject_points" for part in PARTS} | {
    "subject_points": "language_points"
}
# A series has one end: the other one is emptied when this one is changed.
INSTEAD = {"times": "until", "until": "times"}
# They name someone or something that has to exist; the pair of this world began today.
LOOKED_UP = {"pseudonym", "receipt", "held_on"}
# Forms that show what is there now, so they have to show the change. (A profile draws its rows
# together, so a subject may be in another row.)
EDITS = (
    "/en/me/",
    "/en/mentoring/programmes/<code:programme>/edit/",
    "/en/networks/<code:network>/",
    "/en/organisations/<code:organisation>/",
    "/en/regions/<code:region>/",
    "/en/webinars/<code:code>/edit/",
    "/en/learn/runs/<code:run>/edit/",
)


def _in(days: int) -> dict[str, str]:
    return {"day": (timezone.localdate() + timedelta(days=days)).isoformat()}


# Without these, other fields of the form could not be changed.
BEFORE = {
    "/en/webinars/<code:code>/edit/": lambda: _in(3),
    "/en/webinars/<code:code>/following/": lambda: _in(1),
    "/en/organisations/new/": lambda: {"form": "cell"},
    "/en/organisations/<code:organisation>/ (hidden)": lambda: {"form": "cell"},
    "/en/mentoring/profile/": lambda: {"is_mentor": "on"},
    "/en/mentoring/pairs/<code:pair>/meet/": lambda: {
        "day_2": (timezone.localdate() + timedelta(days=4)).isoformat(),
        "clock_2": "10:00",
        "day_3": (timezone.localdate() + timedelta(days=5)).isoformat(),
        "clock_3": "11:00",
    },
}
# How many roles open the pages after each change, at least.
IN_TURN = 2
# How many pages are opened after what hardly anyone types.
PAGES = 2
WORDS = "Other words than before"
TITLES = [
    title
    for title in BODIES
    if not title.startswith((STUDIO, *SECRETS)) and title.startswith("/en/")
]


def form_in(answer) -> forms.Form | None:
    """The form of a page that has the most fields."""
    found = {
        id(value): value
        for context in answer.context or []
        for value in (context.flatten() if hasattr(context, "flatten") else context).values()
        if isinstance(value, forms.BaseForm) and value.fields
    }
    return max(found.values(), key=lambda form: len(form.fields), default=None)


def typed(form: forms.Form | None, body: dict) -> dict[str, Any]:
    """What the browser would send if nothing was changed; the body fills in what is empty."""
    data = dict(body)
    for bound in form or ():
        value = bound.value()
        if bound.name != "key" and value not in (None, "", [], False):
            data[bound.html_name] = _sent(bound.field, value)
    return data


def _sent(asked: forms.Field, value: Any) -> Any:
    if isinstance(value, list | tuple | set):
        return [_sent(asked, one) for one in value]
    prepared = asked.prepare_value(value)
    if isinstance(asked, forms.BooleanField):
        return "on"
    return prepared.strftime("%H:%M") if isinstance(prepared, time) else str(prepared)


def others(asked: forms.Field, now: Any) -> list[Any]:
    """Other valid values of a field, as a browser sends them; None leaves the field out."""
    match asked:
        case _ if asked.disabled or asked.widget.is_hidden:
            return []
        case forms.BooleanField():
            return [] if asked.required else [None if now else "on"]
        case forms.MultipleChoiceField() | forms.ModelMultipleChoiceField():
            values = _values(asked)
            held = {str(one) for one in now or []}
            new = [one for one in values if one not in held][:1]
            return [[*held, *new], *([] if asked.required else [[]])] if new else []
        case forms.ChoiceField():
            known = [one for one in _values(asked) if one or not asked.required]
            rest = [one for one in known if one != str(now or "")]
            return list(dict.fromkeys([*rest[:1], *rest[-1:]]))
        case forms.IntegerField():
            number = int(now or 1)
            top = asked.max_value if asked.max_value is not None else number + 1
            return [str(number + 1 if number < top else number - 1)]
        case forms.DateField():
            day = date.fromisoformat(str(now)) if now else timezone.localdate()
            return [(day + timedelta(days=by)).isoformat() for by in (1, -1)]
        case forms.TimeField() | forms.EmailField() | forms.FileField():
            return [_other(asked)]
        case forms.CharField():
            return [WORDS[: asked.max_length]] + ([] if asked.required else [""])
    raise AssertionError(f"Say here what another value of {asked!r} is.")


def _other(asked: forms.TimeField | forms.EmailField | forms.FileField) -> Any:
    if isinstance(asked, forms.FileField):
        return SimpleUploadedFile("a.mp3", corpus.saying(WORDS.encode()))
    return "04:30" if isinstance(asked, forms.TimeField) else "other@example.org"


def _values(asked: Any) -> list[str]:
    found: list[str] = []
    for value, label in asked.choices:
        pairs = label if isinstance(label, list | tuple) else [(value, label)]
        found += [str(one) for one, _label in pairs]
    return found


@pytest.mark.parametrize("title", TITLES)
def test_each_field_is_changed_and_each_page_opened(title, caller):
    change, asked = begun(title, caller)
    fields = {
        bound.html_name: values
        for bound in asked
        if bound.name not in LOOKED_UP
        and (values := others(bound.field, change.start.get(bound.html_name)))
    }
    change.turns = len(fields)
    assert change.make("", None)
    for number, (name, values) in enumerate(fields.items()):
        taken = [change.make(name, value, turn=number + 1) for value in values]
        assert any(taken), f"{name}: refused, {change.refused}"
    assert change.faults == []
    assert change.waiting == set(), "These roles have opened no page after a change."


@pytest.mark.parametrize("title", TITLES)
def test_fields_get_what_hardly_anyone_types(title, caller):
    change, asked = begun(title, caller)
    values = {
        bound.html_name: found
        for bound in asked
        if not (bound.is_hidden or bound.field.disabled) and (found := unlikely(bound.field))
    } or {
        # Their forms are on other pages.
        name: unlikely(forms.CharField(max_length=40))
        for name in change.start.keys() & {"alias", "name"}
    }
    taken = 0
    for number in range(max(map(len, values.values()), default=0)):
        taken += change.make_all(
            {name: found[number] for name, found in values.items() if number < len(found)}
        )
    texts = [one for one in asked if type(one.field) is forms.CharField]
    assert change.faults == []
    assert taken or not texts


def begun(title: str, caller: Caller) -> tuple["Change", list[forms.BoundField]]:
    """Return a change of the form of this title, and its fields; none of a button."""
    address, block = block_of(title)
    senders = who(block, "POST", ("done", "kept", "ok", "to"))
    assert senders, "nobody may send it"
    sender = actor(caller, *next((one for one in senders if one[1] == "own"), senders[0]))
    path = address.filled(arguments(caller.world, sender, title, address.names))
    with taken_back():
        first = ask(caller, sender, path)
        form = form_in(first) if first.status_code == 200 else None
        body = BODIES[title](caller.world, sender)
        start = typed(form, body) | BEFORE.get(title, dict)()
    change = Change(caller, sender, path, start, shows=title.partition(" (")[0] in EDITS)
    return change, list(form or ()) if body else []


@dataclass
class Change:
    """Sends one form, changed in one field, and opens the pages of what it is about."""

    caller: Caller
    sender: Actor
    path: str
    start: dict[str, Any]
    shows: bool
    turns: int = 0
    # The roles that may see a page of the thing and have not opened one after a change.
    waiting: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    opened: int = 0
    refused: object = None

    def make(self, name: str, value: Any, *, turn: int = 0) -> bool:
        """Return whether the form was taken; everything is as before afterwards."""
        data = self.start | ({name: value} if name else {})
        if other := POINTS.get(name):
            data[other] = str(int(data[other]) + int(self.start[name]) - int(value))
        if name in INSTEAD:
            data[INSTEAD[name]] = ""
        said = f"{name}={value!r}"
        with taken_back():
            sent = {key: one for key, one in data.items() if one is not None}
            answer = ask(self.caller, self.sender, self.path, sent)
            if answer.status_code >= 400:
                self.faults.append(f"{said}: {answer.status_code}")
                return True
            form = form_in(answer)
            if answer.status_code == 200 and form and form.is_bound and not form.is_valid():
                self.refused = dict(form.errors)
                return False
            form = self._open_all(answer, said, turn)
            if self.shows and name:
                self._compare(form, name, value, said)
        return True

    def make_all(self, values: dict[str, str]) -> int:
        """Send these values together, without those that are refused; return how many are taken."""
        values = dict(values)
        said = f"{values!r:.300}"
        while values:
            with taken_back():
                answer = ask(self.caller, self.sender, self.path, self.start | values)
                form = form_in(answer) if answer.status_code == 200 else None
                if form and form.is_bound and not form.is_valid():
                    refused = [one for one in values if one in form.errors] or [*values]
                    values = {name: one for name, one in values.items() if name not in refused}
                    continue
                self._read(answer, said, self.sender, self.path)
                if answer.status_code < 400:
                    self._open_some(answer, said)
                return len(values)
        return 0

    def _open_some(self, answer, said: str) -> None:
        opened, names = self._led_to(answer)
        general = [(self.sender, page) for page in places_of(self.sender.role)]
        for pages in (pages_of(self.caller, names), general):
            opened += [*pages, *pages][self.opened % max(len(pages), 1) :][:PAGES]
        self.opened += PAGES
        for reader, page in dict.fromkeys(opened):
            self._read(ask(self.caller, reader, page), said, reader, page)

    def _read(self, answer, said: str, reader: Actor, page: str) -> None:
        if answer.status_code >= 500:
            self.faults.append(f"{said}: {page} gives {reader} {answer.status_code}")
        elif not answer.streaming and MARKED_UP.encode() in answer.content:
            self.faults.append(f"{said}: {page} shows {reader} {MARKED_UP}")

    def _led_to(self, answer) -> tuple[list[tuple[Actor, str]], dict[str, str]]:
        """Return the pages that the sender sees next, and the names in their addresses."""
        found = dict(resolve(self.path).kwargs)
        opened = [(self.sender, self.path)]
        if answer.status_code == 302:
            target = answer.url.partition("#")[0]
            found |= resolve(target.partition("?")[0]).kwargs
            opened.append((self.sender, target))
        return opened, {key: calling._written_out(one) for key, one in found.items()}

    def _open_all(self, answer, said: str, turn: int) -> forms.Form | None:
        """Open the pages in turn, and return the form as its page now shows it to the sender."""
        opened, names = self._led_to(answer)
        pages = pages_of(self.caller, names)
        if turn:
            roles = list(dict.fromkeys(reader.role for reader, _page in pages))
            each = max(IN_TURN, ceil(len(roles) / self.turns))
            # The list twice, so that a turn can go on from its end to its beginning.
            now = [*roles, *roles][turn * each % max(len(roles), 1) :][:each]
            pages = [one for one in pages if one[0].role in now]
            self.waiting -= {*now}
        elif self.turns:
            self.waiting = {reader.role for reader, _page in pages}
        form = None
        for reader, page in dict.fromkeys([*opened, *pages]):
            shown = ask(self.caller, reader, page)
            if shown.status_code >= 500:
                self.faults.append(f"{said}: {page} gives {reader} {shown.status_code}")
            if (reader, page) == (self.sender, self.path) and shown.status_code == 200:
                form = form_in(shown)
        return form

    def _compare(self, form: forms.Form | None, name: str, value: Any, said: str) -> None:
        for bound in form or ():
            if bound.html_name == name and bound.field.has_changed(bound.value(), value):
                self.faults.append(f"{said}: the form shows {bound.value()!r}")
