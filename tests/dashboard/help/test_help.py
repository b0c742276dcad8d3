"""The help: one page for everyone, and one for each role; all that they name is on the site."""

import gzip
import re
from collections import Counter
from datetime import timedelta
from html import unescape
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation.trans_real import DjangoTranslation

from dashboard.help.guides import GUIDES
from people.roles.table import Role
from tests.factories import example
from tests.pages import one_line
from tests.proving import prove
from tests.responses import text_of

HELP = reverse("dashboard:help")
LIMIT = 12_000
# Kinds of people; each but the first reads the guide of the same name.
KINDS = ["leader", *(guide.name for guide in GUIDES)]
MAIN = re.compile(r"<main.*</main>")
LINK = re.compile(r'<a[^>]* href="([^"]+)"')
QUOTED = {"en": re.compile(r"“(.+?)”"), "fr": re.compile(r"«\s(.+?)\s»")}
# On the buttons of the studio, by the domain of Wagtail's catalogues; scripts have their own.
OF_WAGTAIL = {
    "django": [
        *("Pages", "Add child page", "Save draft", "Publish", "Unpublish"),
        *("Translate this page", "Set schedule", "Schedule to publish"),
    ],
    "djangojs": ["Download PO file", "Upload PO file"],
}
FRENCH = Path(settings.BASE_DIR) / "locale" / "fr" / "LC_MESSAGES" / "django.po"


def address_of(name: str, language: str = "en") -> str:
    with translation.override(language):
        return reverse("dashboard:guide", args=[name])


def pages_of(kind: str, language: str = "en") -> list[str]:
    """Return the pages of the help that people of this kind read."""
    help_page = HELP.replace("/en/", f"/{language}/")
    return [help_page, *([address_of(kind, language)] if kind != "leader" else [])]


def main_of(browser, address: str) -> str:
    response = browser.get(address)
    assert response.status_code == 200
    return MAIN.search(one_line(text_of(response))).group()


@pytest.fixture
def reader(world, sign_in):
    def of_kind(kind: str):
        return sign_in(example.person(kind, world.a.organisation, "ZQM"))

    return of_kind


def test_every_role_but_the_ally_has_help():
    assert {guide.role for guide in GUIDES} == set(Role) - {Role.ALLY}


@pytest.mark.parametrize("kind", [*KINDS, "ally"])
def test_members_get_the_help_for_their_roles_and_no_other(reader, kind):
    browser = reader(kind)
    own = [kind] if kind in [guide.name for guide in GUIDES] else []
    answers = {guide.name: browser.get(address_of(guide.name)).status_code for guide in GUIDES}
    assert answers == {name: 200 if name in own else 404 for name in answers}
    listed = [link for link in LINK.findall(main_of(browser, HELP)) if link.startswith(HELP)]
    assert listed == [address_of(name) for name in own]
    assert browser.get(address_of("nothing-of-this-kind")).status_code == 404


def test_member_with_two_roles_finds_both(world, sign_in):
    user = example.person("mentor", world.a.organisation, "ZQM")
    user.roles.create(role=Role.FACILITATOR, region=world.a.region)
    page = main_of(sign_in(user), HELP)
    assert [name for name in KINDS if f'href="{address_of(name)}"' in page] == [
        "mentor",
        "facilitator",
    ]


def test_coordinator_of_a_region_and_a_network_reads_the_help_of_the_region(world, sign_in):
    user = example.person("network-coordinator", world.a.organisation, "ZQM")
    user.roles.create(role=Role.COORDINATOR, region=world.a.region)
    browser = sign_in(user)
    assert browser.get(address_of("coordinator")).status_code == 200
    assert browser.get(address_of("network-coordinator")).status_code == 404


def test_help_for_a_role_ends_with_it(world, sign_in):
    user = example.person("mentor", world.a.organisation, "ZQM")
    user.roles.update(until=timezone.localdate() - timedelta(days=2))
    browser = sign_in(user)
    assert browser.get(address_of("mentor")).status_code == 404
    assert address_of("mentor") not in main_of(browser, HELP)


def test_strangers_and_newcomers_get_no_help(client, reader):
    # They have been given this role; it rests until someone vouches for them.
    newcomer = reader("newcomer")
    for address in (HELP, address_of("mentor")):
        assert client.get(address).url.startswith(reverse("account_login"))
        assert newcomer.get(address).url == reverse("people:waiting")


@pytest.mark.parametrize("kind", KINDS)
def test_every_link_leads_to_a_page_that_its_reader_may_open(reader, kind):
    browser = prove(reader(kind))
    links = {link for page in pages_of(kind) for link in LINK.findall(main_of(browser, page))}
    assert len(links) > len(pages_of(kind))
    answers = {link: browser.get(link).status_code for link in links}
    assert answers == dict.fromkeys(links, 200)


@pytest.mark.parametrize("kind", KINDS)
def test_help_names_buttons_and_pages_as_the_site_does(reader, kind):
    """What stands in quotes is on a button, a link or a page, in English and in French."""
    browser = reader(kind)
    in_french = french_of_everything()
    for english, french in zip(pages_of(kind, "en"), pages_of(kind, "fr"), strict=True):
        named = quoted(main_of(browser, english), "en")
        unknown = [words for words in named if words not in in_french]
        assert unknown == []
        expected = Counter(in_french[words] for words in named)
        assert Counter(quoted(main_of(browser, french), "fr")) == expected


def quoted(page: str, language: str) -> list[str]:
    text = unescape(re.sub(r"<[^>]+>", " ", page)).replace("\N{NO-BREAK SPACE}", " ")
    return QUOTED[language].findall(text)


def french_of_everything() -> dict[str, str]:
    """Return the French of every message of ours and, where we have none, of Wagtail's."""
    ours = {entry.msgid: entry.msgstr for entry in polib.pofile(str(FRENCH)) if not entry.obsolete}
    theirs = {
        words: DjangoTranslation("fr", domain=domain).gettext(words)
        for domain, named in OF_WAGTAIL.items()
        for words in named
    }
    return theirs | ours


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", KINDS)
def test_help_costs_little(reader, kind, language, django_assert_max_num_queries):
    browser = reader(kind)
    for page in pages_of(kind, language):
        browser.get(page)
        with django_assert_max_num_queries(6):
            response = browser.get(page)
        assert len(gzip.compress(response.content)) <= LIMIT
        assert b"<style" not in response.content
        assert b"<script>" not in response.content


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_a_page_has_four_to_seven_entries(reader, guide):
    page = main_of(reader(guide.name), address_of(guide.name))
    assert 4 <= page.count("<summary>") <= 7
