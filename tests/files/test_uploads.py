"""What is uploaded is stored clean or not at all; a refusal is a sentence beside the field."""

import gc
import io
import os
import re
import tempfile
import warnings
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import FileField
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import UploadedFile
from wagtail.users.models import UserProfile
from wagtailmedia.models import Media

from files import cleaners, fields, storage, uploads
from tests import factories
from tests.files import corpus
from tests.pages import one_line

ADD_DOCUMENT = "/studio/documents/add/"
ADD_RECORDING = "/studio/media/audio/add/"
ADD_IMAGE = "/studio/images/add/"
SEVERAL = "/studio/images/multiple/add/", "/studio/documents/multiple/add/"
BY_SCRIPT = {"X-Requested-With": "XMLHttpRequest"}
KINDS = {
    **dict.fromkeys(("pdf", "exe"), ADD_DOCUMENT),
    **dict.fromkeys(("mp3", "ogg", "m4a"), ADD_RECORDING),
}


@pytest.fixture
def writer(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.MEDIA_ROOT.mkdir()
    factories.home_page()
    return factories.in_studio(organisation=None)


@pytest.fixture
def editor(sign_in, writer):
    return sign_in(writer)


def address(name: str) -> str:
    return KINDS.get(name.rpartition(".")[2], ADD_IMAGE)


def upload(browser, name: str, contents: bytes, **more):
    file = SimpleUploadedFile(name, contents)
    fields = {"title": "A file", "file": file, "duration": "90", **more}
    return browser.post(address(name), fields)


def stored(folder) -> list[Path]:
    return [path for path in Path(folder).rglob("*") if path.is_file()]


def rows() -> int:
    return sum(model.objects.count() for model in (Document, Media, Image, UploadedFile))


def holds_a_mark(kept: bytes) -> bool:
    found = corpus.unpacked(kept)
    return corpus.CANARY in found or corpus.WORD.encode("utf-16-be") in found


@pytest.mark.parametrize("kind", storage.PICTURES + storage.PAPERS + storage.RECORDINGS, ids=str)
def test_nothing_but_what_is_shown_is_left(kind):
    fitting = [one for one in corpus.dirty() if kind.beginning.match(one[2])]
    assert fitting
    for carrier, _name, contents in fitting:
        assert corpus.CANARY in corpus.unpacked(contents), carrier
        kept = cleaners.CLEANERS[kind.cleaner](contents)
        assert not holds_a_mark(kept), carrier
        if kind in storage.PICTURES:
            with Picture.open(io.BytesIO(kept)) as picture:
                assert set(picture.info) <= {"loop", "background", "timestamp", "duration"}


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.pdf", "a.mp3", "a.ogg", "a.m4a"])
def test_nothing_but_what_is_shown_is_stored(editor, settings, name):
    carrier, contents = next((one[0], one[2]) for one in corpus.dirty() if one[1] == name)
    assert upload(editor, name, contents).status_code == 302, carrier
    [kept] = stored(settings.MEDIA_ROOT)
    assert not holds_a_mark(kept.read_bytes()), carrier


def test_the_corpus_is_large_enough():
    carriers = [carrier for carrier, _name, _contents in corpus.dirty()]
    assert len(carriers) >= 60
    assert len(set(carriers)) >= 12
    assert len(corpus.hostile()) >= 40


@pytest.mark.parametrize("kind", [ADD_IMAGE, ADD_DOCUMENT, ADD_RECORDING])
def test_harmful_files_are_refused_beside_the_field(editor, settings, kind):
    """`test_memory.py` tests that all of them are refused; here, each takes a process."""
    fitting = [one for one in corpus.hostile() if address(one[1]) == kind]
    for harm, name, contents in fitting[::4]:
        response = upload(editor, name, contents)
        assert response.status_code == 200, harm
        errors = response.context["form"].errors
        assert list(errors) == ["file"], harm
        [sentence] = errors["file"]
        assert sentence.endswith("."), harm
        assert stored(settings.MEDIA_ROOT) == [], harm
    assert rows() == 0


@pytest.mark.parametrize("place", SEVERAL)
def test_harmful_files_among_several_are_refused_in_words(editor, settings, place):
    """The same form as above, so a part of them is enough."""
    fitting = [
        one
        for one in corpus.hostile()
        if (address(one[1]) == ADD_DOCUMENT) is (place == SEVERAL[1])
    ]
    for harm, name, contents in fitting[::8]:
        file = SimpleUploadedFile(name, contents)
        answer = editor.post(place, {"title": "A file", "files[]": file}, headers=BY_SCRIPT)
        assert answer.status_code == 200, harm
        assert answer.json()["success"] is False, harm
        assert answer.json()["error_message"], harm
        assert stored(settings.MEDIA_ROOT) == [], harm
    assert rows() == 0


def test_the_sentence_says_what_is_possible(editor):
    file = SimpleUploadedFile("story.html", b"<!doctype html>")
    response = editor.post(ADD_RECORDING, {"title": "A file", "file": file})
    assert response.context["form"].errors["file"] == [
        "Files of this type cannot be used here. These can: MP3, OGG, M4A."
    ]


@pytest.mark.parametrize(
    ("name", "contents", "kind"),
    [
        ("cut.mp3", corpus.SOUND[9:], "MP3"),
        ("silent.MP3", bytes(9) + corpus.SOUND, "MP3"),
        ("voice.opus", corpus.opus()[9:], "OGG"),
        ("minutes.pdf", b"From: a\r\n" + corpus.finished(corpus.paper()), "PDF"),
        ("photo.jpeg", corpus.saved("JPEG")[9:], "JPG"),
        ("photo.jpg", b"<!doctype html>", "JPG"),
    ],
)
def test_a_file_that_does_not_begin_as_its_name_says_is_not_told_the_type_of_its_name(
    name, contents, kind
):
    with pytest.raises(uploads.FileRefused) as refused:
        storage.clean(ContentFile(contents, name))
    assert str(refused.value) == (
        f"The name of this file says {kind}, but it does not begin like one: it may be damaged, or "
        f"of another type. Open it, save it as {kind} again, and use the new file."
    )


@pytest.mark.parametrize(
    ("name", "contents", "advice"),
    [
        ("voice.caf", b"caff\0\1\0\0", "This is a recording of another type."),
        ("voice.wma", b"\x30\x26\xb2\x75\x8e\x66", "This is a recording of another type."),
        ("voice.amr", b"#!AMR\n", "This is a recording of another type."),
        ("voice.wav", b"RIFF\x24\0\0\0WAVEfmt ", "This is a recording of another type."),
        ("voice.aac", b"\xff\xf1\x50\x80", "This is a recording of another type."),
        ("voice.mp2", b"\xff\xfd\x84\x04", "This is a recording of another type."),
        ("voice.au", b".snd\0\0\0\x18", "This is a recording of another type."),
        ("film.avi", b"RIFF\x24\0\0\0AVI LIST", "This is a film."),
        ("film.mpg", b"\0\0\x01\xba\x44", "This is a film."),
        ("wave.gif", b"GIF89a\x3c\0", "This is a picture of another type"),
        ("plan.svg", b'\n<svg xmlns="', "This is a picture of another type"),
        ("plan.svg", b'<?xml version="1.0"?><svg', "This is a picture of another type"),
        ("scan.tif", b"II*\0\x08\0\0\0", "This is a picture of another type"),
        ("photo.jpg", b"BM\x36\x1c\0\0\0\0\0\0", "This is a picture of another type"),
        ("book.docx", b"PK\x03\x04\x14\0", "This is a text or table of an office program"),
        ("book.doc", b"\xd0\xcf\x11\xe0\xa1", "This is a text or table of an office program"),
        ("book.pdf", b"{\\rtf1", "This is a text or table of an office program"),
        ("photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0", "This is a photo in a phone’s own format"),
        ("burst.heic", b"\0\0\0\x18ftyphevc\0\0\0\0", "This is a photo in a phone’s own format"),
        ("photo.avif", b"\0\0\0\x18ftypavis\0\0\0\0", "This is a photo in a phone’s own format"),
        ("photo.jpg", b"\0\0\0\x18ftypmif1\0\0\0\0", "This is a photo in a phone’s own format"),
    ],
)
def test_the_sentence_says_what_to_do_with_a_common_other_type(name, contents, advice):
    with pytest.raises(uploads.FileRefused) as refused:
        storage.clean(ContentFile(contents, name))
    says = str(refused.value).removeprefix(
        "Files of this type cannot be used here. These can: JPG, PNG, WEBP, PDF, MP3, OGG, M4A. "
    )
    assert says.startswith(advice)
    assert says.count("This is") == 1


@pytest.mark.parametrize("brand", [b"M4A ", b"3gp4", b"mp42", b"3g2a", b"iso6"])
def test_recording_of_a_phone_is_named_where_a_picture_is_asked_for(brand):
    contents = corpus.m4a().replace(b"ftypM4A ", b"ftyp" + brand)
    with pytest.raises(uploads.FileRefused) as refused:
        storage.clean(ContentFile(contents, "photo.jpg"), storage.PICTURES)
    assert str(refused.value) == (
        "Files of this type cannot be used here. These can: JPG, PNG, WEBP. This is a recording or "
        "film of a phone (M4A, MP4, 3GP)."
    )
    assert storage.clean(ContentFile(contents, "voice.3gp"), storage.RECORDINGS).name.endswith(
        "m4a"
    )


@pytest.mark.parametrize("before", [b"\r\n", b"\xef\xbb\xbf", b"\n\n"])
def test_an_empty_line_before_a_paper_is_no_other_type(before):
    contents = before + corpus.finished(corpus.paper())
    kept = storage.clean(ContentFile(contents, "minutes.pdf"))
    assert kept.read().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("name", "contents"),
    [
        ("PTT-1.opus", corpus.opus()),
        ("voice.oga", corpus.vorbis()),
        ("AUDIO.MP3", corpus.SOUND),
        ("8 kHz.mp3", corpus.VOICE),
        ("voice.m4a", corpus.SOUND),
        ("voice.mp3", corpus.m4a()),
        ("photo.jpg", corpus.saved("PNG")),
        ("photo.jpeg", corpus.saved("WEBP")),
        ("photo", corpus.saved("JPEG")),
    ],
)
def test_the_contents_say_what_a_file_is_and_not_its_name(editor, settings, name, contents):
    is_sound = name.endswith((".opus", ".oga", ".m4a", ".mp3", ".MP3"))
    fields = {"title": "A file", "file": SimpleUploadedFile(name, contents)}
    answer = editor.post(ADD_RECORDING if is_sound else ADD_IMAGE, fields)
    assert answer.status_code == 302
    [kept] = stored(settings.MEDIA_ROOT)
    assert kept.suffix in (".m4a", ".mp3", ".ogg", ".webp")


@pytest.mark.parametrize(
    ("name", "contents", "seconds"),
    [
        ("a.mp3", corpus.SOUND, 20 * 1152 / 32_000),
        ("a.mp3", corpus.id3() + corpus.SLOWER * 100, 100 * 576 / 22_050),
        ("a.ogg", corpus.opus(), (9600 - 312) / 48_000),
        ("a.m4a", corpus.m4a(), 12 * 1024 / 44_100),
    ],
)
def test_the_file_says_how_long_a_recording_is(editor, name, contents, seconds):
    upload(editor, name, contents)
    assert Media.objects.get().duration == pytest.approx(seconds)


def test_a_refused_recording_is_explained_in_the_dialog(editor):
    """The dialog keeps its title, opens where the error is, and offers no film."""
    place = reverse("wagtailmedia:chooser_upload", args=["audio"])
    prefix = "media-chooser-upload-"
    wrong = SimpleUploadedFile("a.mp3", b"RIFF....WAVE")
    answer = editor.post(place, {f"{prefix}title": "Cash", f"{prefix}file": wrong})
    html = one_line(answer.json()["html"])
    assert re.search(r"<h1 [^>]*>.*Choose a recording</h1>", html)
    assert html.index('id="tab-label-upload-audio"') < html.index('id="tab-label-search"')
    assert "Files of this type cannot be used here. These can: MP3, OGG, M4A. This is" in html
    assert 'value="Cash"' in html
    assert "ideo" not in html.replace("wagtailmedia-video", "")


def test_the_studio_offers_no_film(editor):
    listed = editor.get(reverse("wagtailmedia:index")).text
    assert "Add a recording" in listed
    assert "/media/video/" not in listed
    for address in ("/studio/media/video/add/", "/studio/media/video/chooser/upload/"):
        assert editor.get(address).status_code == 404


def test_so_many_files_a_day(editor, writer, settings):
    for number in range(fields.FILES_A_DAY - 2):
        Document.objects.create(title="A file", file=f"{number}.pdf", uploaded_by_user=writer)
    Document.objects.create(title="Another's", file="other.pdf")
    assert upload(editor, "a.mp3", corpus.SOUND).status_code == 302
    assert upload(editor, "a.png", corpus.saved("PNG")).status_code == 302
    kept = sorted(stored(settings.MEDIA_ROOT))
    for name, contents in (("b.mp3", corpus.SOUND), ("b.png", corpus.saved("PNG"))):
        response = upload(editor, name, contents)
        assert response.context["form"].errors == {
            "file": [
                "You have added 200 files in 24 hours. That is the limit. Please continue tomorrow."
            ]
        }
    assert sorted(stored(settings.MEDIA_ROOT)) == kept
    # Replacing a file keeps nothing more.
    place = reverse("wagtailimages:edit", args=[Image.objects.get().pk])
    other = {"title": "Other", "file": SimpleUploadedFile("c.png", corpus.saved("PNG"))}
    assert editor.post(place, other).status_code == 302
    Document.objects.filter(uploaded_by_user=writer).update(
        created_at=timezone.now() - timedelta(hours=25)
    )
    assert upload(editor, "d.mp3", corpus.SOUND).status_code == 302


def test_a_full_disk_is_named(editor, settings, monkeypatch):
    monkeypatch.setattr(fields, "LEFT_FREE", 10**18)
    response = upload(editor, "a.mp3", corpus.SOUND)
    assert response.context["form"].errors["file"] == [
        "The disk of the server is full. Tell the person who looks after the site."
    ]
    assert stored(settings.MEDIA_ROOT) == []


def test_the_sentence_says_how_large_it_is(editor):
    response = upload(editor, "story.mp3", corpus.SOUND + bytes(14_000_000))
    assert response.context["form"].errors["file"] == [
        (
            "This file is 14\N{NO-BREAK SPACE}MB. The limit is 10\N{NO-BREAK SPACE}MB. Please use "
            "a smaller file."
        )
    ]


def test_a_picture_that_waits_for_its_title_is_clean_too(editor, settings):
    """A title that is too long makes Wagtail save the file unchanged."""
    answer = editor.post(
        SEVERAL[0],
        {
            "title": "x" * 300,
            "files[]": SimpleUploadedFile("a.jpg", corpus.saved("JPEG", exif=corpus.exif())),
        },
        headers=BY_SCRIPT,
    )
    waiting = UploadedFile.objects.get()
    assert answer.json()["uploaded_file_id"] == waiting.pk
    [kept] = stored(settings.MEDIA_ROOT)
    assert kept.suffix == ".webp"
    assert corpus.CANARY not in kept.read_bytes()
    with warnings.catch_warnings():
        # Wagtail leaves the file open after it reads it.
        warnings.simplefilter("ignore", ResourceWarning)
        editor.post(
            f"/studio/images/multiple/create_from_uploaded_image/{waiting.pk}/",
            {f"uploaded-image-{waiting.pk}-title": "Short"},
            headers=BY_SCRIPT,
        )
        gc.collect()
    assert Image.objects.get().title == "Short"
    assert all(corpus.CANARY not in path.read_bytes() for path in stored(settings.MEDIA_ROOT))


def test_a_paper_that_waits_for_its_title_is_clean_too(editor, settings):
    dirty = corpus.paper()
    dirty.docinfo["/Author"] = corpus.WORD
    sent = {"title": "x" * 300, "files[]": SimpleUploadedFile("a.pdf", corpus.finished(dirty))}
    editor.post(SEVERAL[1], sent, headers=BY_SCRIPT)
    waiting = UploadedFile.objects.get()
    with warnings.catch_warnings():
        # Wagtail leaves the file open after it reads it.
        warnings.simplefilter("ignore", ResourceWarning)
        answer = editor.post(
            f"/studio/documents/multiple/create_from_uploaded_document/{waiting.pk}/",
            {f"uploaded-document-{waiting.pk}-title": "Short"},
            headers=BY_SCRIPT,
        )
        gc.collect()
    assert answer.json()["success"] is True
    assert Document.objects.get().title == "Short"
    found = [corpus.unpacked(path.read_bytes()) for path in stored(settings.MEDIA_ROOT)]
    assert [corpus.CANARY in one for one in found] == [False]


def test_a_long_and_turned_name_is_forgotten(editor, settings):
    name = "Zoe-" + "\u202e" + "x" * 10_000 + ".png"
    assert upload(editor, name, corpus.saved("PNG")).status_code == 302
    [kept] = stored(settings.MEDIA_ROOT)
    assert len(kept.name) < 30
    assert "Zoe" not in kept.name


def test_a_picture_is_exchanged_for_a_clean_one(editor, settings):
    upload(editor, "a.png", corpus.saved("PNG"))
    image = Image.objects.get()
    dirty = SimpleUploadedFile("b.jpg", corpus.saved("JPEG", exif=corpus.exif(6)))
    editor.post(f"/studio/images/{image.pk}/", {"title": "Other", "file": dirty})
    image.refresh_from_db()
    assert (image.title, image.width, image.height) == ("Other", 40, 60)
    assert image.file_size == image.file.size
    assert all(corpus.CANARY not in path.read_bytes() for path in stored(settings.MEDIA_ROOT))


def test_renditions_are_made_and_bare(editor):
    upload(editor, "a.jpg", corpus.saved("JPEG", exif=corpus.exif()))
    rendition = Image.objects.get().get_rendition("width-30")
    assert rendition.file.name.endswith(".webp")
    assert (rendition.width, rendition.height) == (30, 20)
    assert rendition.url.startswith("/files/images/")


# --- No other way in --------------------------------------------------------------------------
def file_fields() -> list[FileField]:
    return [
        field
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, FileField)
    ]


@pytest.mark.parametrize("field", file_fields(), ids=str)
def test_no_field_of_any_model_stores_a_file_as_it_came(field, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    assert field.storage is default_storage
    dirty = ContentFile(corpus.saved("JPEG", exif=corpus.exif()), "Zoe.jpg")
    name = field.storage.save("face/Zoe.jpg", dirty)
    assert name.endswith(".webp")
    assert corpus.CANARY not in (tmp_path / name).read_bytes()
    for refused in ("Zoe.txt", "Zoe.html", "Zoe.jpg", "Zoe"):
        with pytest.raises(uploads.FileRefused):
            field.storage.save(refused, ContentFile(b"<script>", refused))
    assert len(stored(tmp_path)) == 1


def test_wagtails_portraits_are_closed(editor, writer, settings):
    face = SimpleUploadedFile("face.jpg", corpus.saved("JPEG"))
    editor.post("/studio/account/", {"avatar-avatar": face, "avatar": face})
    assert not UserProfile.get_for_user(writer).avatar
    assert stored(settings.MEDIA_ROOT) == []


def test_recordings_have_no_picture(editor, settings):
    face = SimpleUploadedFile("face.jpg", corpus.saved("JPEG"))
    upload(editor, "a.mp3", corpus.SOUND, thumbnail=face)
    assert not Media.objects.get().thumbnail
    assert len(stored(settings.MEDIA_ROOT)) == 1


# --- On the way in ----------------------------------------------------------------------------
def test_an_upload_never_touches_the_disk(editor, settings, tmp_path, monkeypatch):
    """Check what is left in the temporary folder, and what was removed from it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    seen: list[bytes] = []
    remove = os.unlink

    def remember(path, *more, **fields):
        if Path(path).is_file():
            seen.append(Path(path).read_bytes())
        return remove(path, *more, **fields)

    monkeypatch.setattr(os, "unlink", remember)
    monkeypatch.setattr(os, "remove", remember)
    noise = Picture.frombytes("RGB", (1500, 1400), os.urandom(1500 * 1400 * 3))
    contents = corpus.saved("PNG", noise, exif=corpus.exif())
    assert len(contents) > 6_000_000
    assert upload(editor, "a.png", contents).status_code == 302
    [kept] = stored(settings.MEDIA_ROOT)
    assert corpus.CANARY not in kept.read_bytes()
    assert stored(folder) == []
    assert seen == []


def request_with(**sent: SimpleUploadedFile):
    return RequestFactory().post("/", sent)


def test_what_is_too_much_is_counted_and_forgotten():
    first = SimpleUploadedFile("a.png", bytes(uploads.LARGEST - 10))
    second = SimpleUploadedFile("b.mp3", corpus.SOUND)
    received = request_with(first=first, second=second).FILES
    assert received["first"].size == uploads.LARGEST - 10
    assert received["second"].size > uploads.LARGEST
    assert received["second"].read() == b""
    with pytest.raises(uploads.FileRefused):
        storage.clean(received["second"])


def test_what_fits_arrives_whole():
    received = request_with(only=SimpleUploadedFile("b.mp3", corpus.SOUND)).FILES["only"]
    assert (received.size, received.read()) == (len(corpus.SOUND), corpus.SOUND)
    assert isinstance(received.file, io.BytesIO)
