"""The menu: the places and entries that a member has, and the ones marked where the page is."""

import re

import pytest
from django.urls import reverse

from tests import factories
from tests.factories import example
from tests.pages import one_line
from tests.responses import text_of

PLACE = re.compile(r'<a href="([^"]+)"( aria-current="(?:page|true)")?><svg.*?</svg>(.*?)</a>')
ROOM = re.compile(r'<a href="([^"]+)"( aria-current="(?:page|true)")?>(.*?)</a>')
LABELS = {
    "en": ("Home", "Learn", "Meet", "Mentoring"),
    "fr": ("Accueil", "Apprendre", "Se réunir", "Mentorat"),
}
FOR_EVERYONE = [
    *("dashboard:help", "safety:concern", "people:notices", "people:me", "people:networks"),
    "safety",
]
OF_A_REGION = ["dashboard:region", "mentorship:programmes", "webinars:new"]
OF_A_NETWORK = ["people:invitations"]
OF_BOTH = ["people:waiting-newcomers", "people:organisations", "people:roles"]
ANSWERING = ["learning:waiting-enquiries"]
OF_THE_SITE = ["people:regions", "people:countries", "dashboard:status", "dashboard:lockdown"]


def places(browser, path: str) -> list[tuple[str, str, str]]:
    page = one_line(text_of(browser.get(path)))
    return PLACE.findall(page.partition('<ul class="places">')[2].partition('class="phone"')[0])


def entries(browser, path: str) -> list[tuple[str, str, str]]:
    page = one_line(text_of(browser.get(path)))
    return ROOM.findall(page.partition('<div class="entries"')[2].partition("</nav>")[0])


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/home/", {"home": "page"}),
        ("/learn/", {"learn": "page"}),
        ("/learn/search/", {"learn": "true"}),
        ("/learn/course/", {"learn": "true"}),
        ("/webinars/", {"webinars": "page"}),
        ("/mentoring/profile/", {"mentoring": "true"}),
        ("/me/", {}),
    ],
)
def test_menu_marks_where_the_page_is(world, sign_in, language, path, marked):
    if path == "/learn/course/":
        page = factories.course()
        path = f"/learn/{page.translation_key}/"
    names = ("home", "learn", "webinars", "mentoring")
    expected = [
        (
            f"/{language}/{place}/",
            f' aria-current="{marked[place]}"' if place in marked else "",
            label,
        )
        for place, label in zip(names, LABELS[language], strict=True)
    ]
    # The second time, it is the menu drawn before.
    for _time in range(2):
        assert places(sign_in(world.a.leader), f"/{language}{path}") == expected


@pytest.mark.parametrize(
    ("path", "entry", "mark"),
    [
        ("/en/me/", "people:me", "page"),
        ("/en/me/sessions/", "people:me", "true"),
        ("/en/me/notices/", "people:notices", "page"),
        ("/en/help/", "dashboard:help", "page"),
        ("/en/learn/", None, None),
    ],
)
def test_menu_marks_the_nearest_entry(world, sign_in, path, entry, mark):
    marked = [found[:2] for found in entries(sign_in(world.a.leader), path) if found[1]]
    assert marked == ([(reverse(entry), f' aria-current="{mark}"')] if entry else [])


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("leader", []),
        ("mentor", []),
        ("lead", OF_A_NETWORK),
        ("safety", ["safety:concerns"]),
        ("editor", ["wagtailadmin_home", "learning:waiting-stories"]),
        ("facilitator", ANSWERING),
        ("coordinator", [*OF_A_REGION, *OF_A_NETWORK, *OF_BOTH, *ANSWERING]),
        ("network-coordinator", [*OF_A_NETWORK, *OF_BOTH, *ANSWERING]),
        ("admin", [*OF_BOTH, *OF_THE_SITE]),
    ],
)
def test_entries_are_those_of_the_roles(world, sign_in, kind, expected):
    browser = sign_in(example.person(kind, world.a.organisation, "ZQM"))
    found = [address for address, _mark, _label in entries(browser, "/en/me/")]
    assert sorted(found) == sorted(map(reverse, [*expected, *FOR_EVERYONE]))
    answers = {address: browser.get(address).status_code for address in found}
    # Some entries first ask for the passphrase again.
    assert set(answers.values()) <= {200, 302}


def test_members_without_a_vouch_and_strangers_have_no_menu(world, sign_in, client):
    newcomer = sign_in(example.person("newcomer", world.a.organisation, "ZQM"))
    for browser, path in ((newcomer, "/en/me/"), (client, "/en/safety/")):
        page = text_of(browser.get(path))
        assert 'id="main"' in page
        assert 'class="rail"' not in page
