"""Nothing that a browser, a mailbox or a calendar shows says what this site is for.

A walk along every link that a member or an editor finds, in both languages: titles, addresses,
headers, cookies, names of files, the calendar file, the manifest and every e-mail, against
`tests.outing` and against all names here. `tests/matrix/` asks every address.
"""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from itertools import product
from urllib.parse import urlsplit

from django.conf import settings
from django.core import mail, signing
from django.http import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from demo import loading as demo
from demo import members
from learning.models import CoursePage, LessonPage
from mentorship.models import Programme
from people.contact import actions as contacts
from people.contact import mailing
from people.models import Network, Organisation, User
from people.notices import actions as notices
from people.notices import registry
from tests import factories
from tests.outing import WORDS, around, gives_away
from webinars.models import Webinar

ADDRESS = re.compile(r'(?:href|src|action|content)="([^"]*)"')
# Files and static files have opaque names.
NOT_WALKED = ("/static/", "/files/")
STUDIO = "/studio/"
# Pages of one kind say the same.
OF_EACH_KIND = 2
CANARY = "Zibeline"


def walk(browser: Client, start: str) -> Iterator[tuple[str, HttpResponseBase]]:
    """Yield every page that links lead to from `start`, `OF_EACH_KIND` at most.

    The studio, whose titles say what is being written, has a walk of its own.
    """
    waiting, seen, kinds = [start], {start}, Counter[str]()
    while waiting:
        path = waiting.pop(0)
        response = browser.get(path)
        yield path, response
        if not response.get("Content-Type", "").startswith("text/html"):
            continue
        found = [response["Location"]] if "Location" in response else links(response)
        for link in found:
            if link in seen or not link.startswith("/") or link.startswith(NOT_WALKED):
                continue
            if link.startswith(STUDIO) != start.startswith(STUDIO):
                continue
            seen.add(link)
            kind = kind_of(link)
            kinds[kind] += 1
            if kinds[kind] <= OF_EACH_KIND:
                waiting.append(link)


def kind_of(link: str) -> str:
    """Return the view and the language that a link leads to, or else its path."""
    path = urlsplit(link).path
    try:
        return f"{path[:4]} {resolve(path).view_name}"
    except Resolver404:
        return path


def links(response: HttpResponseBase) -> list[str]:
    page = response.content.decode()  # type: ignore[attr-defined]
    return [unescape(link).partition("#")[0] for link in ADDRESS.findall(page)]


def shown(path: str, response: HttpResponseBase) -> Iterator[str]:
    """Yield what a page shows around its text, and where it leads. The page before another site
    shows that site, and no other page does."""
    yield from around(path, response)
    if kind_of(path).endswith(" outside"):
        return
    if response.get("Content-Type", "").startswith("text/html"):
        yield from links(response)


def names() -> list[str]:
    """Return what has a name here, people included."""
    return [
        CANARY,
        *Organisation.objects.values_list("name", flat=True),
        *Network.objects.values_list("short_name", flat=True),
        *CoursePage.objects.values_list("title", flat=True),
        *LessonPage.objects.values_list("title", flat=True),
        *Webinar.objects.values_list("title", flat=True),
        *Programme.objects.values_list("name", flat=True),
    ]


def test_nothing_around_the_pages_says_what_they_are_about(sign_in, db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.DEFAULT_FROM_EMAIL = "post@example.net"
    demo.load(passphrase=factories.PASSPHRASE)
    people = {
        name: members.called(name)
        for name in ("leader", "mentor", "facilitator", "safety", "coordinator", "admin")
    }
    for user in User.objects.all():
        User.objects.filter(pk=user.pk).update(pseudonym=f"{CANARY} {user.pk}")
    known, hits, walked = names(), [], Counter[str]()
    for name, user in [("visitor", None), *people.items()]:
        browser = sign_in(user) if user else Client()
        # Every page leads to itself in the other language.
        for path, response in walk(browser, "/en/home/" if user else "/en/"):
            walked[f"{name} {path[:4]}"] += 1
            assert response.status_code in (200, 302, 303, 404, 405), path
            hits += [
                (name, path, found)
                for text in shown(path, response)
                for found in gives_away(text, known)
            ]
    assert hits == []
    # So that a walk that ends at the first page is noticed.
    for name in ("visitor", *people):
        for language, _ in settings.LANGUAGES:
            least = 10 if name == "safety" else 5 if name == "visitor" else 15
            assert walked[f"{name} /{language}/"] >= least, walked


def test_the_studio_says_no_more(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    demo.load(passphrase=factories.PASSPHRASE)
    hits, walked = [], Counter[str]()
    for name, (language, _) in product(("editor", "admin"), settings.LANGUAGES):
        browser = Client(headers={"accept-language": language})
        browser.force_login(members.called(name))
        assert re.search(rf'<html\s+lang="{language}"', browser.get(STUDIO).content.decode())
        for path, response in walk(browser, STUDIO):
            walked[f"{name} {language}"] += 1
            hits += [(path, found) for text in around(path, response) for found in gives_away(text)]
    assert hits == []
    assert len(walked) == 4
    assert min(walked.values()) >= 30


def test_no_mail_says_what_it_is_about(world, settings):
    settings.DEFAULT_FROM_EMAIL = "post@example.net"
    known = ["ZQA", "ZQB", *settings.ALLOWED_HOSTS, reverse("home")]
    languages = [language for language, _ in settings.LANGUAGES]
    kinds = registry.declared().values()
    for number, (language, kind) in enumerate(product(languages, kinds)):
        user = factories.UserFactory(pseudonym=f"ZQA {number}")
        user.organisation.languages = [language]
        user.organisation.save()
        contacts.keep(user=user, mail=f"{number}@example.org")
        notices.tell(user, kind=kind, key="1")
    assert mailing.send_due() == len(languages) * len(kinds)
    texts = [sent.message().as_string() for sent in mail.outbox]
    texts += [f"{sent.subject} {sent.body}" for sent in mail.outbox]
    assert [found for text in texts for found in gives_away(text, known)] == []


def test_a_word_too_many_is_noticed():
    known = ["Group of the River"]
    noticed = {
        "<title>Sex workers’ rights</title>": ["Sex", "rights"],
        "/fr/cours/sant%C3%A9/": ["sante"],
        "/fr/cours/depistage/": ["depistage"],
        'filename="fonds-mondial.pdf"': ["fonds-mondial"],
        'filename="group of the river.pdf"': ["Group of the River"],
        "职业妓女": ["妓"],
        "Права": ["Права"],
        "Home · Ensemble": [],
        "/en/mentoring/translator/": [],
        # An opaque code that begins so by chance, and a slug of the same length.
        "/en/learn/SexAAAAAAAAAAAAAAAAAAA/": [],
        "/en/learn/sex-work-and-your-righ/": ["sex"],
        # Of what is signed, that can be read; the signature is random.
        f"/en/room/{signing.dumps({'room': 'sex work'})}/": ["sex"],
        f"/en/room/{signing.dumps({'room': 'work'})[:-43]}Sex{'A' * 40}/": [],
    }
    assert {text: gives_away(text, known) for text in noticed} == noticed


def test_the_list_is_long_enough_where_pages_are_written():
    for language, _ in settings.LANGUAGES:
        words = WORDS[language].split()
        assert len(words) == len(set(words)) >= 60, language


def test_default_names_are_neutral():
    exits = [settings.EXIT_URL, *settings.EXIT_SITES.values()]
    assert [found for text in exits for found in gives_away(text)] == []
