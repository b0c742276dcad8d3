"""The same security headers on every response, to the letter.

The matrix compares them at every address (`tests/matrix/calling.py`); here is what it does not
call: addresses that do not exist, the other language, files of the site, an error of ours.
"""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from people.models import User
from tests import factories, headers


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/en/", "/fr/sign-in/", "/en/join/", "/en/safety/", "/healthz", "/leave/"),
        *("/en/home/", "/en/nothing-here/", "/files/../settings.py", "/fr/check/", "/en/learn/"),
        "/static/nothing-here.css",
    ],
)
def test_headers_are_exact_for_strangers(client, db, path):
    assert headers.wrong(path, client.get(path)) == []


@pytest.mark.parametrize("name", ["home", "people:me", "learning:catalogue", "webinars:list"])
def test_headers_are_exact_for_members(sign_in, world, name):
    response = sign_in(world.a.leader).get(reverse(name))
    assert response.status_code == 200
    assert headers.wrong(reverse(name), response) == []


def test_headers_are_exact_when_a_view_breaks(db, monkeypatch):
    monkeypatch.setattr("cms.views.get_language_from_request", lambda request: 1 / 0)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert headers.wrong("/", response) == []


def test_the_studio_is_framed_by_its_own_previews_only(sign_in, world):
    factories.home_page()
    admin = User.objects.create_superuser("Keeper", "correct-horse-battery-staple")
    response = sign_in(admin).get("/studio/")
    assert response.status_code == 200
    assert headers.wrong("/studio/", response) == []


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


@pytest.mark.parametrize("name", [*headers.MEMBER, "Strict-Transport-Security", "ETag"])
def test_header_that_differs_is_missing_or_is_unheard_of_is_wrong(name):
    """So no comparison with this list passes by accident."""
    assert headers.wrong("/", HttpResponse(headers=headers.MEMBER)) == []
    assert headers.wrong("/", HttpResponse(headers=headers.MEMBER | {name: "else"})) == [name]
    rest = {one: value for one, value in headers.MEMBER.items() if one != name}
    missing = [name] if name in headers.MEMBER else []
    assert headers.wrong("/", HttpResponse(headers=rest)) == missing
