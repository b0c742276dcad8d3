"""A link to another site leads over a page of ours, whose address does not say where it leads."""

import re
from string import ascii_letters, digits

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from wagtail.rich_text import expand_db_html

from tests.outing import gives_away
from tests.pages import one_line
from web.reading.links import address_in, tidied, token_of

ADDRESS = "https://www.nswp.org/resource/guide?a=1&b=é#top"


def test_address_comes_back_and_cannot_be_read():
    token = token_of(ADDRESS)
    assert address_in(token) == ADDRESS
    assert token == token_of(ADDRESS)
    assert gives_away(reverse("outside", args=[token])) == []


@pytest.mark.parametrize("token", ["", "A", "AAAA", "a-_" * 40, "é"])
def test_no_one_else_makes_a_token(token):
    assert address_in(token) is None


@pytest.mark.parametrize("address", ["x", "xy", "xyz"])
def test_a_changed_token_leads_nowhere(address):
    """The last letter of a token has bits that mean nothing: no one may change them either."""
    token = token_of(address)
    letters = f"{ascii_letters}{digits}-_="
    changed = {
        token[:place] + letter + token[place + 1 :]
        for place in range(len(token))
        for letter in letters
    } - {token}
    longer = {token + more for more in ["=", "A", " ", "\n", "é"]}
    assert [one for one in changed | longer if address_in(one) is not None] == []


def test_links_of_an_earlier_key_still_lead_on(settings):
    token = token_of(ADDRESS)
    with override_settings(SECRET_KEY="another" * 9):
        assert address_in(token) is None
    with override_settings(SECRET_KEY="another" * 9, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert address_in(token) == ADDRESS
        assert token_of(ADDRESS) != token


def test_link_in_a_text_leads_to_our_page():
    html = expand_db_html(f'<p><a href="{ADDRESS}">The guide</a></p>')
    [href] = re.findall(r'href="([^"]*)"', html)
    assert href == reverse("outside", args=[token_of(ADDRESS)])
    assert "nswp" not in html


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
def test_page_says_where_it_leads_and_who_sees_it(language):
    answer = Client().get(f"/{language}/outside/{token_of(ADDRESS)}/")
    page = one_line(answer.content.decode())
    escaped = ADDRESS.replace("&", "&amp;")
    assert f'<p class="written" dir="ltr">{escaped}</p>' in page
    assert f'href="{escaped}" rel="noreferrer noopener"' in page
    assert "www.nswp.org" in page
    assert answer["Referrer-Policy"] == "no-referrer"
    [title] = re.findall(r"<title>(.*?)</title>", page)
    assert gives_away(title) == []


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["AAAA", token_of("https://"), token_of("http://[x/")])
def test_any_other_token_leads_nowhere(token):
    assert Client().get(f"/en/outside/{token}/").status_code == 404


@pytest.mark.parametrize(
    ("written", "tidy"),
    [
        ("HTTPS://example.org/A", "https://example.org/A"),
        (" https://example.org/ ", "https://example.org/"),
        ("//example.org/", "https://example.org/"),
        ("#part", "#part"),
        ("/en/safety/", "/en/safety/"),
        ("mailto:a@example.org", "mailto:a@example.org"),
    ],
)
def test_other_site_is_known_however_it_is_written(written, tidy):
    assert tidied(written) == tidy
