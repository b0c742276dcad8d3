"""Whom to tell about a security hole, and until when that is true."""

from datetime import UTC, datetime, timedelta

from django.urls import reverse

from web.views import SECURITY_EXPIRES


def lines(client) -> dict[str, str]:
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    return dict(line.split(": ", 1) for line in answer.content.decode().splitlines())


def test_names_the_concern_page_of_this_site_and_nothing_else(client, db):
    found = lines(client)
    assert found == {
        "Contact": f"http://testserver{reverse('safety:concern')}",
        "Expires": f"{SECURITY_EXPIRES:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages": "en, fr",
        "Canonical": "http://testserver/.well-known/security.txt",
    }
    assert client.get(reverse("safety:concern")).status_code == 200


def test_date_is_neither_over_nor_far(client, db):
    """Look again whether the page is right, then move `SECURITY_EXPIRES` by a year at most."""
    left = datetime.fromisoformat(lines(client)["Expires"]) - datetime.now(UTC)
    assert timedelta(days=30) < left < timedelta(days=366)
