"""Nothing typed is lost: each form of the site is sent wrongly, too late, in another language and
twice.

The forms are collected from the pages of all addresses. A template with a form that no page here
has shown fails, unless it says below why.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import translate_url

from people.forms import FindForm
from people.models import MemberSession, UnsentForm
from people.unsent.actions import cookie_name
from people.unsent.fields import SECRETS
from tests.matrix import calling, drawn, people
from tests.matrix.calling import Caller
from tests.matrix.drawn import FREE, PICKER, Drawn
from tests.matrix.opening import actor, block_of, taken_back, who
from tests.matrix.people import Actor
from tests.matrix.reading import STUDIO
from tests.matrix.things import BODIES, arguments
from tests.sources import ROOT

pytestmark = calling.marks

# Forms that are on another page than the address that takes them.
ON_PAGE = {
    "/en/webinars/<code:code>/register/": "/en/webinars/<code:code>/",
    "/en/learn/runs/<code:run>/join/": "/en/learn/runs/<code:run>/",
}
# What a page asks for before it shows the form: sent there, its answer has the form.
STEP_BEFORE = {
    "/en/mentoring/concern/answers/ (again)": lambda world: {"receipt": world.receipt},
    "/en/join/": lambda world: {"code": world.invitation},
    "/en/recover/ (on paper)": lambda world: {
        "pseudonym": world.keeper.pseudonym,
        "paper": world.paper,
    },
    "/en/recover/ (open)": lambda world: {"code": world.open_recovery},
}
# Templates whose forms are not walked, and why.
NOT_WALKED = {
    "mfa/ask.html": "a code, and nothing else",
    "mfa/app.html": "a code, and nothing else",
    "mfa/passkey.html": "what the phone signs, and nothing else",
    "people/recovery/recover_choose.html": "a passphrase, and the code of the step before",
    "safety/receipt.html": "a number; its text is in `tests/people/unsent/test_languages.py`",
    "people/sessions/again.html": "a passphrase, and nothing else",
    "people/privacy/take_a_copy.html": "a passphrase, and nothing else",
    "people/accounts/passphrase.html": "passphrases, and nothing else",
    "people/hiding/code_word.html": "a secret word, and nothing else",
    "people/invitations/join_code.html": "a code, and nothing else",
    "learning/partners/join.html": "a code, and nothing else",
    "learning/partners/own.html": "how many did it, and nothing else",
}
SITE = [title for title in BODIES if title.startswith("/en/") and not title.startswith(STUDIO)]
# Forms of a second step at the address of the first.
SECOND_STEPS = {"/en/mentoring/concern/answers/ (again)": "/en/mentoring/concern/answers/"}
# Forms that offer a new name each time: the one offered before counts as typed.
OFFER_ANEW = {"/en/join/"}
# Who is signed in where, and what waits for them: not what a form makes.
NOT_COUNTED = {"MemberSession", "UnsentForm", "Session"}
# Each try at the code word of another member is an event.
TRIES = {"/en/vouch/hide/": {"Event"}}
# How a template with a form to type in is known.
BEGINS = re.compile(r"\{% form_id %\}|includes/form_card\.html|data-draft")
# A form may be for some of those who may send it.
MOST_SENDERS = 4
TEXT = "Ztyped <b>what</b> we & you wrote"


@dataclass
class Walk:
    """One form of the site, and the phone that has its page open."""

    title: str
    body: dict[str, Any]
    caller: Caller
    sender: Actor
    path: str
    page: str
    templates: set[str] = field(default_factory=set)
    form: Drawn | None = None
    asked: Any = None

    @property
    def phone(self) -> Client:
        return self.caller.client

    def sign_in(self, session: str) -> None:
        self.phone.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        if session:
            self.phone.cookies[settings.SESSION_COOKIE_NAME] = session

    def open(self) -> None:
        """Open the page and find the form that this address takes."""
        self.phone.cookies.clear()
        self.sign_in(self.sender.session)
        step = STEP_BEFORE.get(self.title)
        if step:
            answer = self.phone.post(self.page, step(self.caller.world))
        else:
            answer = self.phone.get(self.page)
        if answer.streaming or answer.status_code != 200:
            return
        self.templates = {one.name or "" for one in answer.templates}
        body = self.body
        of_page = drawn.forms(answer.content.decode())
        fits = [
            one
            for one in of_page
            if (one.action.partition("#")[0] or self.page) == self.path
            and any(kind for kind in one.kinds.values())
            and any(one.kinds.get(name) for name in body)
            and (
                one.kinds.get("form")
                or one.sent.get("form", [body.get("form")]) == [body.get("form")]
            )
        ]
        if fits:
            self.form = max(fits, key=lambda one: len(one.kinds.keys() & body.keys()))
            self.asked = self._form_behind(answer)

    def _form_behind(self, answer) -> Any:
        """The Django form whose name the form on the page has."""
        name = (self.form and self.form.sent.get("typed_in")) or [""]
        found = calling._contexts(answer)
        for context in found:
            flat = context.flatten() if hasattr(context, "flatten") else context
            for value in flat.values():
                if type(value).__name__ == name[0] and hasattr(value, "fields"):
                    return value
        return None

    def valid(self) -> dict[str, Any]:
        """What is taken, from this very page."""
        assert self.form
        body = self.body
        hidden = {name: one for name, one in self.form.sent.items() if not self.form.kinds[name]}
        shown = {name: one for name, one in self.form.sent.items() if self.form.kinds[name]}
        return shown | {name: one for name, one in body.items() if name != "key"} | hidden

    def other(self) -> dict[str, list[str]]:
        """Something else in each field than what it shows; nothing in secret ones."""
        assert self.form
        data = {name: list(one) for name, one in self.form.sent.items()}
        for name, kind in self.form.kinds.items():
            now, options = self.form.sent.get(name, []), self.form.options.get(name, [])
            if not kind or is_secret(name, kind):
                continue
            if kind in FREE:
                data[name] = [f"{TEXT} {name}"]
            elif kind == PICKER:
                data[name] = [options[-1], f"{TEXT} {name}"]
            elif kind in ("radio", "select"):
                data[name] = [one for one in options if [one] != now][-1:] or now
            elif kind == "checkbox":
                data[name] = [one for one in options if one not in now]
            elif kind == "date":
                data[name] = ["2031-02-03"]
            elif kind == "time":
                data[name] = ["04:35"]
            elif kind == "number":
                data[name] = ["17"]
        return data

    def form_again(self, html: str) -> Drawn | None:
        """The same form on another page."""
        assert self.form
        same = [name for name in ("typed_in", "form") if not self.form.kinds.get(name)]
        found = [
            one
            for one in drawn.forms(html)
            if all(one.sent.get(name) == self.form.sent.get(name) for name in same)
        ]
        return next((one for one in found if one.kinds.keys() & self.form.kinds.keys()), None)


def is_secret(name: str, kind: str) -> bool:
    return name in SECRETS or kind == "password"


def typed_by(walk: Walk, data: dict[str, list[str]]) -> dict[str, list[str]]:
    """What has to be there again."""
    assert walk.form
    return {
        name: data.get(name, [])
        for name, kind in walk.form.kinds.items()
        if kind and not is_secret(name, kind)
    }


def counted() -> dict[str, int]:
    return {
        one.__name__: one._default_manager.count()
        for one in apps.get_models()
        if one.__name__ not in NOT_COUNTED
    }


@pytest.fixture(params=[*SITE, *SECOND_STEPS])
def walk(request, caller) -> Iterator[Walk]:
    """The form of one address, drawn on its page for someone who may send it and gets it."""
    with taken_back():
        yield opened_for_someone(caller, request.param)


def opened_for_someone(caller: Caller, name: str) -> Walk:
    title = SECOND_STEPS.get(name, name)
    senders = who(block_of(title)[1], "POST", ("done", "kept", "ok", "to", "errors"))
    nearest = sorted(senders, key=lambda one: one[1] != "own")
    for role, relation in nearest[:MOST_SENDERS]:
        found = opened(caller, actor(caller, role, relation), name, title)
        if found.form or not found.body:
            break
    return found


def opened(caller: Caller, sender: Actor, name: str, title: str) -> Walk:
    address, _block = block_of(title)
    values = arguments(caller.world, sender, title, address.names)
    path, page = address.filled(values), ON_PAGE.get(title)
    page = block_of(page)[0].filled(values) if page else path
    found = Walk(name, BODIES[title](caller.world, sender), caller, sender, path, page)
    found.open()
    return found


def test_form_keeps_what_is_typed(walk):
    """Four things can happen to a form, one after the other; all are put back."""
    if walk.form is None or not any(typed_by(walk, walk.other())):
        return
    faults: list[str] = []
    for check in (sent_wrongly, sent_too_late, sent_for_another_language, sent_twice):
        with taken_back():
            walk.open()
            faults += [f"{check.__name__}: {one}" for one in check(walk)]
    assert faults == []


def sent_wrongly(walk: Walk) -> Iterator[str]:
    """One field after the other is too long: the page says so beside it, and keeps it."""
    for name in walk.form.named((*FREE, PICKER)):
        asked = walk.asked.fields.get(name) if walk.asked else None
        if asked is None or is_secret(name, walk.form.kinds[name]):
            continue
        longest = [one.limit_value for one in asked.validators if hasattr(one, "limit_value")]
        bad = "Zwrong " + "x" * max([*longest, 0]) if longest else "Zwrong \0"
        sent = [*walk.form.options.get(name, [])[:1], bad]
        answer = walk.phone.post(walk.path, walk.valid() | {name: sent})
        if answer.status_code not in (200, 422):
            yield f"{name}: {answer.status_code}"
            continue
        again = walk.form_again(answer.content.decode())
        if again is None or again.sent.get(name) != sent:
            yield f"{name}: shows {again and again.sent.get(name)}"
            continue
        if not (asks_first(walk, answer.content.decode()) or isinstance(walk.asked, FindForm)):
            yield f"{name}: is left unasked"
        beside = again.tag.find(attrs={"name": name}).find_parent(class_="has-error")
        if not beside or not beside.find(class_="error").text.strip():
            yield f"{name}: no sentence beside it"


def sent_too_late(walk: Walk) -> Iterator[str]:
    """The session is over: the writer finds it again, and no one else does."""
    if walk.sender.user is None:
        return
    data = walk.other()
    MemberSession.objects.filter(user=walk.sender.user).delete()
    answer = walk.phone.post(walk.path, data)
    if answer.status_code != 302 or not UnsentForm.objects.exists():
        yield f"not kept: {answer.status_code}"
        return
    kept = walk.phone.cookies[cookie_name()].value
    for other in walk.caller.world.actors["leader"][1:2] + walk.caller.world.actors["mentor"][1:2]:
        with transaction.atomic():
            walk.sign_in(other.session)
            walk.phone.cookies[cookie_name()] = kept
            if "Ztyped" in walk.phone.get(walk.page).content.decode():
                yield f"{other} reads it"
            if UnsentForm.objects.exists():
                yield f"{other} leaves it there"
            transaction.set_rollback(True)
    walk.sign_in(people._session(walk.sender.user, proven=True))
    walk.phone.cookies[cookie_name()] = kept
    html = walk.phone.get(walk.page).content.decode()
    yield from _missing(walk, data, html)
    if "This was not sent yet." not in html:
        yield "does not say that it was not sent"


def sent_for_another_language(walk: Walk) -> Iterator[str]:
    """The button of the header brings everything along, and does nothing else."""
    data = walk.other()
    # A page may write down who looked at it.
    unread = counted()
    walk.phone.get(walk.page)
    before = counted()
    looked = {name: before[name] - unread[name] for name in before}
    french = translate_url(walk.page, "fr")
    button = {"save": "language"} if walk.form.button("save") else {"in_language": "fr"}
    answer = walk.phone.post(french, data | button)
    if answer.status_code == 302 and "save" in button:
        answer = walk.phone.get(answer.url)
    elif any(number - before[name] > looked[name] for name, number in counted().items()):
        yield "did something"
    if answer.status_code != 200:
        yield f"{answer.status_code}"
        return
    html = answer.content.decode()
    if '<html lang="fr">' not in html:
        yield "is not in French"
    yield from _missing(walk, data, html)
    # An exercise was saved.
    if "save" in button or isinstance(walk.asked, FindForm):
        return
    # Of one choice alone, there is no other.
    is_other = typed_by(walk, data) != typed_by(walk, walk.form.sent)
    if asks_first(walk, html) != is_other:
        yield "is left unasked" if is_other else "asks although nothing is other"
    if walk.title not in OFFER_ANEW:
        untouched = walk.phone.post(french, walk.form.sent | button).content.decode()
        if asks_first(walk, untouched):
            yield "asks although nothing was typed"


def asks_first(walk: Walk, html: str) -> bool:
    """Whether the script asks before the page is left, because what it shows is nowhere else."""
    again = walk.form_again(html)
    return bool(again and again.tag.find(attrs={"data-unsent": True}))


def sent_twice(walk: Walk) -> Iterator[str]:
    """A press too many, or an answer that got lost: one row."""
    data = walk.valid()
    first = walk.phone.post(walk.path, data)
    if first.status_code >= 400:
        yield f"first: {first.status_code}"
    once = counted()
    second = walk.phone.post(walk.path, data)
    if second.status_code >= 500:
        yield f"second: {second.status_code}"
    twice = counted()
    for name in once.keys() - TRIES.get(walk.title, set()):
        if once[name] != twice[name]:
            yield f"{name}: {once[name]} rows, then {twice[name]}"


def _missing(walk: Walk, data: dict[str, list[str]], html: str) -> Iterator[str]:
    again = walk.form_again(html)
    shown = again.visible if again else {}
    for name, typed in typed_by(walk, data).items():
        if shown.get(name, []) != typed:
            yield f"{name}: {typed} became {shown.get(name)}"


def test_every_form_joins(caller):
    """What no page here shows with a field to type in, says in `NOT_WALKED` why."""
    walked: set[str] = set()
    for name in [*SITE, *SECOND_STEPS]:
        with taken_back():
            found = opened_for_someone(caller, name)
            if found.form and typed_by(found, found.other()):
                walked |= found.templates
    with_fields = {
        str(path.relative_to(ROOT / "templates"))
        for path in (ROOT / "templates").rglob("*.html")
        if BEGINS.search(path.read_text())
    }
    assert with_fields - walked == set(NOT_WALKED)
