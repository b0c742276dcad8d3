"""Which files are served, and as what."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from files import storage
from files.uploads import FileRefused
from tests import factories
from tests.files import corpus

SANDBOX = "default-src 'none'; sandbox"
HANDED_OVER = ("page.html", "code.js", "drawing.svgz", "old.jpg", "film.mp4", "sheet.PDF")


@pytest.fixture
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "original_images").mkdir()
    (tmp_path / "original_images" / "photo.webp").write_bytes(b"all of it")
    for name in (*HANDED_OVER, "sound.mp3", "talk.ogg", "small.webp", "day.svg"):
        (tmp_path / name).write_bytes(b"content")
    return tmp_path


def test_originals_of_pictures_are_not_for_members(folder, sign_in, world):
    """Members get pictures only as large as a page needs them."""
    client = sign_in(world.a.leader)
    for path in ("original_images/photo.webp", "small.webp/../original_images/photo.webp"):
        assert client.get(f"/files/{path}").status_code == 404


def test_originals_of_pictures_are_for_editors(folder, sign_in, db):
    editor = factories.with_role(factories.UserFactory(), "editor")
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    response = sign_in(editor).get("/files/original_images/photo.webp")
    assert b"".join(response.streaming_content) == b"all of it"


@pytest.mark.parametrize("name", HANDED_OVER)
def test_file_that_a_browser_would_run_is_only_downloaded(folder, sign_in, world, name):
    response = sign_in(world.a.leader).get(f"/files/{name}")
    assert b"".join(response.streaming_content) == b"content"
    assert response["Content-Disposition"].startswith("attachment")
    kind = "application/pdf" if name == "sheet.PDF" else "application/octet-stream"
    assert response["Content-Type"] == kind
    assert response["Content-Security-Policy"] == SANDBOX
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("sound.mp3", "audio/mpeg"),
        ("talk.ogg", "audio/ogg"),
        ("small.webp", "image/webp"),
        ("day.svg", "image/svg+xml"),
    ],
)
def test_file_that_belongs_to_a_page_is_shown(folder, sign_in, world, name, kind):
    response = sign_in(world.a.leader).get(f"/files/{name}")
    assert b"".join(response.streaming_content) == b"content"
    assert response["Content-Type"] == kind
    assert response["Content-Disposition"] == f'inline; filename="{name}"'
    assert response["Content-Security-Policy"] == SANDBOX
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["x" * 300, "%00", "sub/" * 1500])
def test_file_with_an_impossible_name_is_not_found(folder, sign_in, world, name):
    assert sign_in(world.a.leader).get(f"/files/{name}").status_code == 404


def test_guessed_names_are_not_found(folder, sign_in, world):
    """Names have sixteen random digits; a wrong guess gets the same answer for every kind."""
    kept = default_storage.save("documents/a.mp3", ContentFile(corpus.SOUND, "a.mp3"))
    member = sign_in(world.a.leader)
    assert b"".join(member.get(f"/files/{kept}").streaming_content) == corpus.SOUND
    guesses = [f"documents/{number:016x}.mp3" for number in range(1000)]
    assert {member.get(f"/files/{guess}").status_code for guess in guesses} == {404}


@pytest.mark.parametrize("name", ["sound.mp3", "sheet.PDF", "original_images/photo.webp", "no"])
def test_strangers_cannot_tell_whether_a_file_exists(folder, client, db, name):
    response = client.get(f"/files/{name}")
    assert response.status_code == 404
    assert b"all of it" not in response.content


def test_file_gets_a_random_name(folder):
    contents = corpus.finished(corpus.paper())
    names = [
        default_storage.save("documents/Whose money.fr.PDF", ContentFile(contents, "Zoe.PDF"))
        for _ in range(2)
    ]
    for name in names:
        assert re.fullmatch(r"documents/[0-9a-f]{16}\.pdf", name)
    assert len(set(names)) == 2


def test_file_is_kept_as_what_it_is_and_not_as_its_name_says(folder):
    kept = default_storage.save("documents/a.pdf", ContentFile(corpus.SOUND, "a.pdf"))
    assert kept.endswith(".mp3")


@pytest.mark.parametrize(
    ("name", "contents"), [("a.mp3", b""), ("a.html", b"<p>"), ("a.pdf", b"x")]
)
def test_file_of_no_known_kind_is_not_kept(folder, name, contents):
    with pytest.raises(FileRefused):
        default_storage.save(f"documents/{name}", ContentFile(contents, name))
    assert not (folder / "documents").exists()


def test_clean_file_is_not_redrawn(folder):
    clean = storage.clean(ContentFile(corpus.saved("JPEG"), "a.jpg"))
    assert storage.clean(clean) is clean
    with default_storage.open(default_storage.save("images/b.webp", clean)) as kept:
        small = kept.read()
    # Renditions that the site makes are plain files; an upload of the same kind is redrawn.
    assert storage.clean(ContentFile(small, "c.webp")).read() == small
    assert storage.clean(SimpleUploadedFile("c.webp", small)).read() != small


def test_refusal_that_no_form_caught_is_no_server_error(folder, sign_in, world, monkeypatch):
    def refuse(request):
        default_storage.save("a.html", ContentFile(b"<p>", "a.html"))

    monkeypatch.setattr("cms.views.get_language_from_request", refuse)
    browser = sign_in(world.a.leader)
    browser.raise_request_exception = False
    assert browser.get("/").status_code == 400
