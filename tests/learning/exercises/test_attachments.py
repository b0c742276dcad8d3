"""Files of an exercise: added, cleaned, sealed, read by whom the work is for, and gone with it."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from PIL import Image

from learning.exercises import actions as exercises
from learning.models import Attachment, CoursePage, LessonPage, Review, Submission
from mentorship.pairs import actions as pairing
from people.models import AccessRecord, UnsentForm
from people.privacy import erasure
from people.sealing import CannotUnseal
from tests import canaries, factories
from tests.files import corpus
from tests.mentorship.forms import review_form
from tests.responses import errors, text_of
from web.codes import encode

pytestmark = pytest.mark.servers

MARK = "ZSPOKEN"
VOICE = corpus.saying(MARK.encode())
FILM = corpus.m4a(tracks=({}, {"handler": b"vide", "coding": b"avc1"}))


def office() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return written.getvalue()


def noise(width: int, height: int) -> Image.Image:
    """A picture that no format makes small, as a photo of a forest."""
    return Image.effect_noise((width, height), 90).convert("RGB")


def file(data: bytes, name: str = "AUD-20260309-Rose.mp3") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def send(walk, data: bytes | None = VOICE, name: str = "a.mp3", text: str = "Ours", **more: str):
    """Press “Add this file”, or the button in `more`."""
    fields = {"text": text} | (more or {"save": "file"})
    if data is not None:
        fields["file"] = file(data, name)
    return walk.client.post(walk.exercise_address, fields)


def page_of(walk, query: str = "") -> str:
    return walk.client.get(walk.exercise_address + query).content.decode()


def plain(text: str) -> str:
    """Return `text` with spaces alone between its words."""
    return re.sub(r"\s+", " ", text)


def address(one: Attachment) -> str:
    return reverse("learning:attachment", args=[one.code])


def for_review(one: Attachment) -> str:
    return reverse("mentorship:review-attachment", args=[one.submission.code, one.code])


@pytest.fixture
def paired(world):
    """The leader and the mentor of region A as a pair."""
    pair = factories.proposed_pair(world.a)
    for user in (world.a.leader, world.a.mentor):
        pairing.say_yes(pair=pair, user=user)
    return pair


@pytest.mark.parametrize(
    ("data", "name", "kind", "said"),
    [
        (corpus.saved("JPEG", exif=corpus.exif()), "IMG_Rose.jpg", "webp", "Photo, "),
        (corpus.saved("PNG"), "Screenshot.png", "webp", "Photo, "),
        (VOICE, "AUD.mp3", "mp3", "Voice note, 3 kB"),
        (corpus.opus(b"ARTIST=Rose"), "PTT.opus", "ogg", "Voice note, "),
        (corpus.m4a(corpus.atom(b"udta", b"Rose")), "Rose.m4a", "m4a", "Voice note, "),
        (corpus.finished(corpus.paper()), "Rose.pdf", "pdf", "PDF, "),
    ],
)
def test_file_is_cleaned_kept_and_named_by_its_kind(walk, data, name, kind, said):
    response = send(walk, data, name)
    assert response.url == f"{walk.exercise_address}#files"
    kept = Attachment.objects.get()
    assert (kept.kind, kept.size) == (kind, len(kept.content))
    assert (kept.submission.text, kept.submission.state) == ("Ours", "draft")
    assert corpus.CANARY not in kept.content
    assert b"Rose" not in kept.content
    page = plain(text_of(walk.client.get(walk.exercise_address)))
    assert said in page
    assert "Rose" not in page


def test_content_lies_sealed_and_opens_in_its_own_row_alone(walk):
    send(walk)
    send(walk, corpus.SOUND)
    first, second = Attachment.objects.all()
    assert first.content == VOICE
    assert canaries.hits(MARK) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM learning_attachment")
        assert all(MARK.encode() not in bytes(content) for (content,) in cursor.fetchall())
    moved = Attachment.objects.values_list("content", flat=True).get(pk=first.pk)
    Attachment.objects.filter(pk=second.pk).update(content=moved)
    with pytest.raises(CannotUnseal):
        _ = Attachment.objects.get(pk=second.pk).content


def test_screenshot_of_a_photo_becomes_small_enough(walk):
    data = corpus.saved("PNG", noise(1_200, 1_200))
    assert len(data) > Attachment.LARGEST
    assert send(walk, data, "screen.png").status_code == 302
    kept = Attachment.objects.get()
    assert kept.size < Attachment.LARGEST
    assert Image.open(io.BytesIO(kept.content)).size == (1_200, 1_200)


def test_same_file_twice_is_kept_once(walk):
    photo = corpus.saved("JPEG", exif=corpus.exif())
    for data, name in ((VOICE, "a.mp3"), (VOICE, "b.mp3"), (photo, "a.jpg"), (photo, "a.jpg")):
        assert send(walk, data, name).status_code == 302
    assert [one.kind for one in Attachment.objects.all()] == ["mp3", "webp"]


def test_two_files_of_the_same_size_are_both_kept(walk):
    send(walk, corpus.saying(b"one"))
    send(walk, corpus.saying(b"two"))
    assert len({one.size for one in Attachment.objects.all()}) == 1
    assert Attachment.objects.count() == 2


def test_fourth_file_is_refused_beside_the_field_and_the_text_comes_back(walk):
    for number in range(Attachment.MOST):
        send(walk, corpus.saying(b"%d" % number))
    assert 'type="file"' not in page_of(walk)
    response = send(walk, corpus.saying(b"more"), text="Newer text")
    assert errors(response) == {"file": ["An exercise has at most 3 files. Remove one first."]}
    page = response.content.decode()
    assert "Newer text</textarea>" in page
    assert 'type="file"' in page
    assert (Attachment.objects.count(), Submission.objects.get().text) == (3, "Ours")


CANNOT = "Files of this type cannot be used here. These can: JPG, PNG, WEBP, PDF, MP3, OGG, M4A. "


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (
            FILM,
            "voice.mp3",
            "This is a film. Record the sound alone, or save it as MP3 with a sound editor.",
        ),
        (
            office(),
            "report.docx",
            f"{CANNOT}This is a text or table of an office program, or a folder of files. Save it "
            "as PDF in the program that made it.",
        ),
        (
            b"MZ" + bytes(90),
            "song.opus",
            "The name of this file says OGG, but it does not begin like one: it may be damaged, or "
            "of another type. Open it, save it as OGG again, and use the new file.",
        ),
        (
            b"\xff\xd8\xff" + bytes(11_000_000),
            "a.jpg",
            "This file is 11 MB. The limit is 10 MB. Please use a smaller file.",
        ),
        (
            corpus.SOUND * 2_000,
            "a.mp3",
            "This file is 5.8 MB. The limit is 2 MB. Please use a smaller file.",
        ),
        (b"", "a.mp3", "This file is empty."),
    ],
)
@pytest.mark.parametrize("button", [{"save": "file"}, {"save": "1"}, {"send": "1"}])
def test_refused_file_says_why_and_the_text_stays(walk, data, name, sentence, button):
    response = send(walk, data, name, text="Hours of <work>", **button)
    assert list(errors(response)) == ["file"]
    assert plain(errors(response)["file"][0]) == sentence
    assert "Hours of &lt;work&gt;</textarea>" in response.content.decode()
    assert not Submission.objects.exists()


def test_adding_without_a_file_says_to_choose_one(walk):
    response = send(walk, None, text="Ours", save="file")
    assert errors(response) == {"file": ["Choose a file first."]}


def test_good_file_beside_a_text_that_is_too_long_has_to_be_chosen_again(walk):
    response = send(walk, text="x" * (Submission.LONGEST + 1), send="1")
    assert list(errors(response)) == ["text", "file"]
    assert errors(response)["file"] == ["Your file was not saved. Choose it again."]
    assert not Submission.objects.exists()


def test_work_needs_words_or_a_file(walk):
    asked = ["Write something first, or add a file. A few lines are enough to begin."]
    for button in ({"send": "1"}, {"save": "1"}):
        assert errors(send(walk, None, text=" ", **button)) == {"text": asked}
    assert send(walk, text="", send="1").status_code == 302
    kept = Submission.objects.get()
    assert (kept.text, kept.state, kept.attachments.count()) == ("", "sent", 1)


def test_handing_in_twice_with_a_file_is_one_submission(walk):
    for _again in range(2):
        assert send(walk, send="1").status_code == 302
    assert (Submission.objects.count(), Attachment.objects.count()) == (1, 1)
    other = send(walk, corpus.SOUND, send="1")
    assert list(errors(other)) == ["text", "file"]
    assert Attachment.objects.count() == 1


def test_file_is_taken_away_with_the_text_saved(walk):
    send(walk)
    code = encode(Attachment.objects.get().code)
    assert f'name="take_away" value="{code}"' in page_of(walk)
    for _again in range(2):
        response = send(walk, None, text="", take_away=code)
        assert response.url == f"{walk.exercise_address}#files"
    assert not Attachment.objects.exists()
    assert Submission.objects.get().text == ""


@pytest.mark.parametrize("code", ["", "x", "A" * 22, "\0"])
def test_unknown_code_takes_nothing_away(walk, code):
    send(walk)
    assert send(walk, None, take_away=code).status_code == 302
    assert Attachment.objects.count() == 1


def test_file_of_another_member_cannot_be_taken_away(walk, world):
    work = factories.hand_in(world.b.leader, walk.page, "Theirs")
    other = factories.attach(work, VOICE)
    send(walk)
    send(walk, None, take_away=encode(other.code))
    assert Attachment.objects.count() == 2


def test_handed_in_files_stay_as_they_are_until_changes_are_asked_for(walk, world):
    send(walk, send="1")
    code = encode(Attachment.objects.get().code)
    page = page_of(walk)
    assert "Voice note" in page
    assert "take_away" not in page
    response = send(walk, None, text="Other", take_away=code)
    assert list(errors(response)) == ["text"]
    assert Attachment.objects.count() == 1
    exercises.review(
        submission=Submission.objects.get(),
        reviewer=world.a.mentor,
        verdict=Review.Verdict.IMPROVE,
        text="Say more.",
        key=Submission.objects.get().code,
    )
    send(walk, corpus.SOUND)
    send(walk, None, take_away=code)
    assert [one.content for one in Attachment.objects.all()] == [corpus.SOUND]


def test_draft_that_saves_by_itself_leaves_files_alone(walk):
    send(walk)
    fields = {"text": "", "by_itself": "1", "typed_at": exercises.now()}
    assert walk.client.post(walk.exercise_address, fields).status_code == 200
    assert Attachment.objects.count() == 1


def test_language_button_takes_a_chosen_file_along(walk):
    assert send(walk, None, text="", save="language").status_code == 302
    assert not Submission.objects.exists()
    send(walk, text="", save="language")
    assert Attachment.objects.count() == 1


def test_text_that_comes_back_after_signing_in_says_to_choose_the_file_again(walk, world):
    form = re.search(r'name="written_by" value="([^"]+)"', page_of(walk))
    walk.client.logout()
    fields = {
        "text": "typed too late",
        "written_by": form[1],
        "typed_in": "WorkForm",
        "file": file(VOICE),
        "send": "1",
    }
    walk.client.post(walk.exercise_address, fields)
    assert UnsentForm.objects.count() == 1
    walk.client.force_login(world.a.leader)
    page = plain(text_of(walk.client.get(walk.exercise_address)))
    assert "If you had chosen a file, choose it again: it was not saved." in page
    assert not Attachment.objects.exists()


def test_many_files_in_a_day_are_enough(walk, settings):
    settings.GUESS_LIMITS = settings.GUESS_LIMITS | {"file": "2/d/key"}
    for number in range(2):
        send(walk, corpus.saying(b"%d" % number))
    response = send(walk, corpus.saying(b"more"), text="Newer text")
    assert errors(response) == {
        "file": ["You have sent many files today. Please continue tomorrow."]
    }
    assert "Newer text</textarea>" in response.content.decode()
    assert Attachment.objects.count() == 2


def test_full_disk_takes_no_file(walk, monkeypatch):
    monkeypatch.setattr("files.fields.LEFT_FREE", 10**18)
    response = send(walk)
    assert errors(response) == {
        "file": ["The disk of the server is full. Tell the person who looks after the site."]
    }


@pytest.mark.parametrize(
    ("kind", "content_type", "disposition"),
    [
        ("webp", "image/webp", "inline"),
        ("mp3", "audio/mpeg", "inline"),
        ("ogg", "audio/ogg", "inline"),
        ("m4a", "audio/mp4", "inline"),
        ("pdf", "application/pdf", "attachment"),
    ],
)
def test_file_is_served_in_a_sandbox_under_a_name_that_says_nothing(
    walk, kind, content_type, disposition
):
    walk.hand_in()
    one = factories.attach(Submission.objects.get(), VOICE, kind)
    response = walk.client.get(address(one))
    assert response.getvalue() == VOICE
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"] == f'{disposition}; filename="{one.name}"'
    assert response["Content-Length"] == str(len(VOICE))
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    part = walk.client.get(address(one), headers={"Range": "bytes=0-1"})
    assert (part.status_code, part.getvalue()) == (206, VOICE[:2])
    same = walk.client.get(address(one), headers={"If-None-Match": response["ETag"]})
    assert same.status_code == 304
    assert walk.client.head(address(one)).status_code == 200
    assert walk.client.post(address(one)).status_code == 405


def test_picture_is_loaded_only_when_its_reader_asks(walk):
    send(walk, corpus.saved("JPEG"), "a.jpg", send="1")
    one = Attachment.objects.get()
    page = page_of(walk)
    assert f'href="?show={encode(one.code)}#files"' in page
    assert "<img" not in page
    assert f'<img src="{address(one)}" alt="Photo">' in page_of(walk, f"?show={encode(one.code)}")


def test_showing_a_picture_saves_what_is_typed(walk):
    send(walk, corpus.saved("JPEG"), "a.jpg")
    one = Attachment.objects.get()
    assert "<img" not in page_of(walk)
    response = send(walk, None, text="Newer text", show=encode(one.code))
    assert response.url == f"{walk.exercise_address}?show={encode(one.code)}#files"
    page = page_of(walk, f"?show={encode(one.code)}")
    assert f'<img src="{address(one)}" alt="Photo">' in page
    assert "Newer text</textarea>" in page


def test_recording_is_loaded_only_when_it_is_played(walk):
    send(walk)
    one = Attachment.objects.get()
    assert f'<audio controls preload="none" src="{address(one)}">' in page_of(walk)


@pytest.mark.parametrize("who", ["leader2", "mentor", "coordinator", "facilitator"])
def test_address_of_its_writer_is_for_its_writer_alone(walk, world, paired, sign_in, who):
    send(walk, send="1")
    one = Attachment.objects.get()
    assert sign_in(getattr(world.a, who)).get(address(one)).status_code == 404


def test_mentor_reads_and_hears_what_was_handed_in_and_the_log_says_so(
    walk, world, paired, sign_in
):
    send(walk)
    one, mentor = Attachment.objects.get(), sign_in(world.a.mentor)
    assert mentor.get(for_review(one)).status_code == 404
    send(walk, corpus.saved("JPEG"), "a.jpg", send="1")
    assert not AccessRecord.objects.exists()
    assert mentor.get(for_review(one)).getvalue() == VOICE
    record = AccessRecord.objects.get()
    assert (record.actor, record.what) == (world.a.mentor.code, AccessRecord.What.WORK)
    # So it cannot be taken back any more.
    assert Submission.objects.get().is_read
    work = reverse("mentorship:review", args=[one.submission.code])
    page = plain(text_of(mentor.get(work)))
    assert "Voice note, 3 kB" in page
    assert "Photo, " in page
    picture = Attachment.objects.last()
    shown = mentor.get(f"{work}?show={encode(picture.code)}").content.decode()
    assert f'<img src="{for_review(picture)}" alt="Photo">' in shown


def test_reviewer_reads_files_only_as_long_as_the_work(walk, world, paired, sign_in):
    send(walk, send="1")
    one, mentor = Attachment.objects.get(), sign_in(world.a.mentor)
    work = reverse("mentorship:review", args=[one.submission.code])
    exercises.withdraw(user=world.a.leader, submission=one.submission)
    assert mentor.get(for_review(one)).status_code == 404
    walk.hand_in("")
    assert mentor.get(for_review(one)).status_code == 200
    mentor.post(work, review_form(verdict="improve"))
    assert mentor.get(for_review(one)).status_code == 404
    assert "Voice note" not in mentor.get(work).content.decode()
    walk.hand_in("")
    mentor.post(work, review_form(verdict="accept"))
    assert mentor.get(for_review(one)).status_code == 200
    pairing.end(pair=paired, user=world.a.mentor)
    assert mentor.get(for_review(one)).status_code == 404


def test_who_stands_in_gets_the_files_too_and_of_no_other_work(walk, world, sign_in):
    send(walk, send="1")
    one = Attachment.objects.get()
    other = factories.attach(factories.hand_in(world.b.leader, walk.page, "Theirs"), VOICE)
    facilitator = sign_in(world.a.facilitator)
    assert facilitator.get(for_review(one)).getvalue() == VOICE
    crossed = reverse("mentorship:review-attachment", args=[one.submission.code, other.code])
    assert facilitator.get(crossed).status_code == 404
    assert facilitator.get(for_review(other)).status_code == 404


def test_files_of_an_exercise_that_was_taken_down_stay_with_their_member(walk):
    send(walk, corpus.saved("JPEG"), "a.jpg")
    work = reverse("learning:work", args=[Submission.objects.get().code])
    LessonPage.objects.get(title="Lesson 2").unpublish()
    code = encode(Attachment.objects.get().code)
    assert "Photo" in plain(text_of(walk.client.get(work)))
    assert "<img" in walk.client.get(f"{work}?show={code}").content.decode()


def test_erasure_takes_them(walk, world, settings, tmp_path):
    settings.ERASURE_LIST = tmp_path / "erased.txt"
    send(walk)
    erasure.erase(user=world.a.leader)
    assert not Attachment.objects.exists()


def test_strangers_are_asked_to_sign_in(walk):
    send(walk)
    one = Attachment.objects.get()
    for there in (address(one), for_review(one)):
        assert Client().get(there).url == f"{reverse('account_login')}?next={there}"


def test_page_with_files_costs_little(walk, world, django_assert_max_num_queries):
    send(walk, send="1")
    exercises.review(
        submission=Submission.objects.get(),
        reviewer=world.a.mentor,
        verdict=Review.Verdict.IMPROVE,
        text="Say more.",
        key=Submission.objects.get().code,
    )
    send(walk, corpus.saved("JPEG"), "a.jpg")
    send(walk, corpus.SOUND)
    there = walk.exercise_address
    walk.client.get(there)
    with django_assert_max_num_queries(6):
        answer = walk.client.get(there, headers={"accept-encoding": "gzip"})
    assert len(answer.content) < 12_000


def test_course_that_is_gone_keeps_no_file(walk):
    there = walk.exercise_address
    CoursePage.objects.get().unpublish()
    response = walk.client.post(there, {"text": "Ours", "file": file(VOICE), "save": "file"})
    assert response.status_code == 404
    assert not Attachment.objects.exists()
