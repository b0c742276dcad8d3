"""The same security headers on every response, to the letter."""

import pytest
from django.test import Client
from django.urls import reverse

from people.models import User
from tests import factories

MEMBER = {
    "Content-Security-Policy": (
        "default-src 'none'; base-uri 'none'; connect-src 'self'; font-src 'none'; "
        "form-action 'self' https://www.wikipedia.org https://www.yr.no https://www.aljazeera.com "
        "https://www.bing.com https://www.openstreetmap.org; frame-ancestors 'none'; "
        "img-src 'self'; manifest-src 'self'; media-src 'self'; script-src 'self'; "
        "style-src 'self'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), "
        "gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), "
        "usb=()"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "no-store",
}


def security_headers(response) -> dict[str, str | None]:
    return {name: response.get(name) for name in MEMBER}


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/en/", "/fr/sign-in/", "/en/join/", "/en/safety/", "/healthz", "/leave/"),
        *("/en/home/", "/en/nothing-here/", "/files/../settings.py", "/fr/check/", "/en/learn/"),
        "/static/nothing-here.css",
    ],
)
def test_headers_are_exact_for_strangers(client, db, path):
    assert security_headers(client.get(path)) == MEMBER


@pytest.mark.parametrize("name", ["home", "people:me", "learning:catalogue", "webinars:list"])
def test_headers_are_exact_for_members(sign_in, world, name):
    response = sign_in(world.a.leader).get(reverse(name))
    assert response.status_code == 200
    assert security_headers(response) == MEMBER


def test_headers_are_exact_when_a_view_breaks(db, monkeypatch):
    monkeypatch.setattr("cms.views.get_language_from_request", lambda request: 1 / 0)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert security_headers(response) == MEMBER


def test_the_studio_is_framed_by_its_own_previews_only(sign_in, world):
    factories.home_page()
    admin = User.objects.create_superuser("Keeper", "correct-horse-battery-staple")
    response = sign_in(admin).get("/studio/")
    assert response.status_code == 200
    expected = MEMBER | {"Content-Security-Policy": response["Content-Security-Policy"]}
    assert security_headers(response) == expected
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert "default-src 'self'" in response["Content-Security-Policy"]


def test_the_studio_does_not_exist_for_members(sign_in, world):
    assert sign_in(world.a.leader).get("/studio/").status_code == 404


def test_files_are_for_members(client, sign_in, world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "sound.mp3").write_bytes(b"sound")
    assert client.get("/files/sound.mp3").status_code == 404
    member = sign_in(world.a.leader)
    response = member.get("/files/sound.mp3")
    assert b"".join(response.streaming_content) == b"sound"
    assert response["Cache-Control"] == "no-store"
    assert member.get("/files/%2e%2e/secret-key").status_code == 404
    assert member.get("/files/nothing.mp3").status_code == 404
