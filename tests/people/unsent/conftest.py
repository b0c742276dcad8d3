"""A browser as a member has it, with real tokens, and pages with a form to write in."""

import re
from dataclasses import dataclass
from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from people.models import MemberSession
from tests import factories

TEXT = "ZUNSENT <b>our budget</b> & what we learned about it\nin all these months together"
# Its beginning, as a page has it.
SHOWN = "ZUNSENT &lt;b&gt;our budget&lt;/b&gt; &amp; what we learned"


@dataclass
class Browser:
    """A browser of one phone: what it opened last, and how it sends the form of that page."""

    client: Client

    def open(self, address: str) -> str:
        self.address = address
        self.page = self.client.get(address).content.decode()
        return self.page

    def hidden(self, name: str) -> str:
        return unescape(re.search(rf'name="{name}" value="([^"]*)"', self.page)[1])

    def send(self, to: str = "", **fields: str):
        """Send the form of the open page, with its token and its mark."""
        for name in ("csrfmiddlewaretoken", "written_by", "key", "form"):
            if f'name="{name}"' in self.page:
                fields.setdefault(name, self.hidden(name))
        return self.client.post(to or self.address, fields)

    def sign_in(self, who, onward: str = "") -> str:
        """Sign in by the form; return where that leads."""
        address = reverse("account_login")
        self.open(address)
        data = {"login": who.pseudonym, "password": factories.PASSPHRASE, "next": onward}
        data["csrfmiddlewaretoken"] = self.hidden("csrfmiddlewaretoken")
        return self.client.post(address, data).url

    def lose(self, *names: str) -> None:
        """Lose cookies, as when the browser was closed."""
        for name in names or (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
            self.client.cookies.pop(name, None)


@pytest.fixture
def people(world):
    """The world, in which the leader and another member can sign in by the form."""
    for user in (world.a.leader, world.a.leader2):
        user.set_password(factories.PASSPHRASE)
        user.save()
    return world


@pytest.fixture
def browser(people) -> Browser:
    """The leader's browser."""
    made = Browser(Client(enforce_csrf_checks=True))
    made.sign_in(people.a.leader)
    return made


@pytest.fixture
def exercise(people) -> str:
    """The address of an exercise that the leader has begun."""
    page = factories.course(title="Money")
    work = factories.hand_in(people.a.leader, page, "first")
    type(work).objects.update(state="draft")
    codes = [page.translation_key, work.lesson_key, work.exercise_id]
    return reverse("learning:exercise", args=codes)


def end_every_session() -> None:
    MemberSession.objects.all().delete()


@pytest.fixture
def roles(people) -> tuple[Browser, str]:
    """A coordinator's browser at the form that gives roles, and its address."""
    coordinator = people.a.coordinator
    coordinator.set_password(factories.PASSPHRASE)
    coordinator.save()
    made = Browser(Client(enforce_csrf_checks=True))
    made.sign_in(coordinator)
    address = reverse("people:roles")
    made.open(address)
    return made, address


def was_proven_at(browser: Browser, moment: int) -> None:
    """Let the session say when its member gave the passphrase last, in seconds since 1970."""
    session = browser.client.session
    session["proven_at"] = moment
    session.save()
