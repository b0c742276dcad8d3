"""The studio's screens for a text: it is read, shown, and becomes drafts."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.images.models import Image

from learning.exchange.texts import actions
from learning.models import LessonPage, TextImport, TextPicture
from learning.tasks import forget_texts
from people.models import RoleGrant
from tests import factories
from tests.factories import UserFactory
from tests.files import corpus
from tests.files.texts.written import document, p, picture, run

TYPED = "# Our money\n\n## Story\n\nOn Friday the group meets.\n\n# Our box\n\nTwo keys.\n"


def send(studio, course, **data):
    data = {"language": course.locale.language_code, "text": "", **data}
    return studio.post("studio-text", course.translation_key, **data)


def file(contents: bytes, name: str = "maria-lesson.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, contents)


def place(course, text=None) -> str:
    text = text or TextImport.objects.latest("pk")
    return reverse("studio-text-read", args=[course.translation_key, text.code])


def add(studio, course):
    text = TextImport.objects.latest("pk")
    return studio.post("studio-text-read", course.translation_key, text.code, add="1")


def drafts(course, lessons) -> list[LessonPage]:
    return list(LessonPage.objects.child_of(course).order_by("path"))[len(lessons) :]


def test_text_is_shown_first_and_changes_nothing(studio, course, lessons):
    response = send(studio, course, text=TYPED)
    assert response["Location"] == place(course)
    shown = studio.browser.get(response["Location"])
    page = shown.content.decode()
    assert [draft.title for draft, _count in shown.context["drafts"]] == ["Our money", "Our box"]
    assert "<p>On Friday the group meets.</p>" in page
    assert "Everything in the text has its place." in page
    assert drafts(course, lessons) == []


def test_table_is_shown_with_the_names_of_its_columns(studio, course):
    typed = "# Costs\n\n| | One day | Three days |\n|---|---|---|\n| Room | 5 | 15 |\n"
    response = send(studio, course, text=typed)
    page = studio.browser.get(response["Location"]).content.decode()
    assert "<p>One day – Three days</p>" in page


def test_text_in_a_language_that_is_gone_adds_nothing(studio, course, lessons):
    send(studio, course, text=TYPED)
    TextImport.objects.update(language="fr")
    assert add(studio, course).status_code == 302
    assert studio.browser.get(place(course)).status_code == 302
    assert drafts(course, lessons) == []


def test_lessons_become_drafts_at_the_end_of_the_course(studio, course, lessons):
    send(studio, course, text=TYPED)
    response = add(studio, course)
    assert response["Location"] == reverse("studio-course", args=[course.translation_key])
    made = drafts(course, lessons)
    assert [(one.title, one.live, one.locale) for one in made] == [
        ("Our money", False, course.locale),
        ("Our box", False, course.locale),
    ]
    draft = made[0].get_latest_revision_as_object()
    assert [(one.block_type, str(one.value)) for one in draft.body] == [
        ("story", "<p>On Friday the group meets.</p>")
    ]
    # What was brought can be published as it is.
    draft.body.stream_block.clean(draft.body)
    told = studio.get("studio-course", course.translation_key)
    assert "2 lessons are now drafts at the end of the course." in told
    assert made[0].owner == made[0].latest_revision.user


@pytest.mark.servers
def test_sent_twice_they_are_added_once(studio, course, lessons):
    send(studio, course, text="# One\n\na")
    first, second = add(studio, course), add(studio, course)
    [made] = drafts(course, lessons)
    assert first["Location"] == second["Location"]
    assert first["Location"] == reverse("wagtailadmin_pages:edit", args=[made.pk])
    page = studio.browser.get(place(course)).content.decode()
    assert "The lessons are in the course" in page


def test_lessons_are_in_the_language_that_was_chosen(studio, course, lessons):
    other = studio.translate(course, with_subtree=False)
    send(studio, course, text="a", language="fr")
    assert drafts(course, lessons) == []
    add(studio, course)
    [made] = LessonPage.objects.child_of(other)
    # A text without a heading has a title in its language.
    assert (made.title, made.locale) == ("Nouvelle leçon", other.locale)
    assert drafts(course, lessons) == []


def test_language_without_a_course_cannot_be_chosen(studio, course):
    response = send(studio, course, text=TYPED, language="xx")
    assert response.context["form"].errors == {"language": ["Choose one of these."]}
    assert "On Friday the group meets." in response.content.decode()
    assert not TextImport.objects.exists()


def test_word_file_brings_its_pictures_and_no_name(studio, course, lessons):
    photo = corpus.saved("JPEG", exif=corpus.exif())
    written = document(
        p("Our money", "Heading1"),
        p(picture("one", "The cash book")),
        p(picture("two", decorative=True)),
        p(picture("three")),
        pictures={"one": photo, "two": corpus.saved("PNG"), "three": b"no picture"},
    )
    page = studio.browser.get(send(studio, course, file=file(written))["Location"])
    assert page.context["left"] == [
        "Picture 3 is left out. Files of this type cannot be used here. These can: JPG, PNG, WEBP."
    ]
    add(studio, course)
    [made] = drafts(course, lessons)
    first, second = made.body
    assert (first.value["alt"], first.value["decorative"]) == ("The cash book", False)
    assert (second.value["alt"], second.value["decorative"]) == ("", True)
    images = Image.objects.order_by("pk")
    assert [first.value["image"], second.value["image"]] == list(images)
    assert [one.title for one in images] == ["Picture 1 of a text", "Picture 2 of a text"]
    for one in images:
        with one.file.open() as opened:
            content = opened.read()
        assert content.startswith(b"RIFF")
        assert corpus.CANARY not in content
        assert one.uploaded_by_user == made.owner
    assert not TextPicture.objects.exists()
    made.body.stream_block.clean(made.body)


def test_nothing_of_the_file_itself_is_kept(studio, course):
    change = f'w:id="1" w:author="{corpus.WORD}"'
    send(studio, course, file=file(document(p(f"<w:ins {change}>{run('new')}</w:ins>"))))
    row = TextImport.objects.get()
    kept = [str(getattr(row, one.attname)) for one in row._meta.concrete_fields]
    assert not [one for one in kept if corpus.WORD in one or "maria" in one]
    assert row.left == {"changes": 1}


def test_picture_without_a_description_is_a_draft_that_cannot_be_published_yet(
    studio, course, lessons
):
    written = document(p(picture("one")), pictures={"one": corpus.saved("PNG")})
    page = studio.browser.get(send(studio, course, file=file(written))["Location"])
    assert page.context["left"] == [
        "1 picture has no description. Describe it in the lesson, or tick that it only decorates."
    ]
    add(studio, course)
    [made] = drafts(course, lessons)
    form = studio.browser.get(reverse("wagtailadmin_pages:edit", args=[made.pk]))
    assert form.status_code == 200


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({}, {"file": ["Choose a file first, or type a text."]}),
        ({"text": " \n"}, {"file": ["Choose a file first, or type a text."]}),
        (
            {"text": "a", "file": b"b"},
            {"file": ["Choose a file or type a text, not both."]},
        ),
        ({"file": b""}, {"file": ["This file is empty."]}),
        ({"file": b"\0"}, {"file": ["This is no file of text."]}),
        ({"text": "***"}, {"text": ["This text has no words in it."]}),
        (
            {"file": document("a", parts={"word/vbaProject.bin": b"x"})},
            {
                "file": [
                    "This file holds macros, which are small programs. Save it in Word as “Word "
                    "document (.docx)”, which leaves them out, and use the new file."
                ]
            },
        ),
        (
            {"file": b"a" * 10_000_001},
            {"file": ["This file is 10\xa0MB. The limit is 10\xa0MB. Please use a smaller file."]},
        ),
        (
            {"text": "a" * 300_001},
            {"text": ["This text is too long. Divide it, and bring one part at a time."]},
        ),
    ],
)
def test_bad_input_is_refused_beside_its_field_and_what_was_typed_stays(
    studio, course, data, errors
):
    sent = {name: file(one) if isinstance(one, bytes) else one for name, one in data.items()}
    response = send(studio, course, **sent)
    assert response.context["form"].errors == errors
    page = response.content.decode()
    assert page.count("error-message") == 1
    if data.get("text", "").strip():
        assert response.context["form"]["text"].value() == data["text"]
    assert not TextImport.objects.exists()


def test_more_pictures_than_a_day_has_are_refused(studio, course, monkeypatch):
    monkeypatch.setattr("files.fields.FILES_A_DAY", 1)
    names = {"one": corpus.saved("PNG"), "two": corpus.saved("PNG", corpus.drawing("L"))}
    written = document(*(p(picture(name)) for name in names), pictures=names)
    response = send(studio, course, file=file(written))
    assert response.context["form"].errors == {
        "file": ["You have added 1 file in 24 hours. That is the limit. Please continue tomorrow."]
    }


def test_html_in_a_text_is_shown_as_text(studio, course):
    page = studio.browser.get(
        send(studio, course, text="# <b>A\n\n<script>alert(1)</script>")["Location"]
    ).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;b&gt;A" in page


def test_text_can_be_put_aside(studio, course, lessons):
    send(studio, course, text=TYPED)
    code = TextImport.objects.get().code
    response = studio.post("studio-text-read", course.translation_key, code, remove="1")
    assert response["Location"] == reverse("studio-text", args=[course.translation_key])
    assert not TextImport.objects.exists()
    assert drafts(course, lessons) == []


def test_the_last_five_texts_of_a_person_wait_for_a_week(studio, course):
    for _ in range(actions.MOST_WAITING + 2):
        send(studio, course, text="a")
    assert TextImport.objects.count() == actions.MOST_WAITING
    first = TextImport.objects.earliest("pk")
    TextImport.objects.filter(pk=first.pk).update(made_at=timezone.now() - timedelta(days=8))
    forget_texts()
    assert TextImport.objects.count() == actions.MOST_WAITING - 1


def test_button_is_on_the_page_of_the_course(studio, course):
    address = reverse("studio-text", args=[course.translation_key])
    assert address in studio.get("studio-course", course.translation_key)


def test_people_who_may_not_add_lessons_bring_no_text(studio, course, lessons, client, sign_in):
    send(studio, course, text=TYPED)
    text = TextImport.objects.get()
    addresses = [reverse("studio-text", args=[course.translation_key]), place(course, text)]
    body = {"text": TYPED, "language": course.locale.language_code, "add": "1"}
    answers = {}
    other = factories.in_studio(pseudonym="Other one")
    translator = factories.in_studio(RoleGrant.Role.TRANSLATOR, pseudonym="Third one")
    for name, user in (("learner", UserFactory()), ("translator", translator), ("editor", other)):
        browser = sign_in(user)
        answers[name] = [
            (answer.status_code, answer.headers.get("Location"))
            for address in addresses
            for answer in (browser.get(address), browser.post(address, body))
        ]
        client.logout()
    refused = (302, reverse("wagtailadmin_home"))
    assert answers["learner"] == [(404, None)] * 4
    assert answers["translator"] == [refused] * 4
    # Another editor may bring a text, and reads none of someone else.
    assert [code for code, _where in answers["editor"]] == [200, 302, 404, 404]
    assert client.get(addresses[0])["Location"] == f"/en/sign-in/?next={addresses[0]}"
    assert drafts(course, lessons) == []


def test_who_lost_the_right_meanwhile_adds_nothing(studio, course, lessons):
    send(studio, course, text=TYPED)
    text = TextImport.objects.get()
    RoleGrant.objects.filter(user=text.made_by).delete()
    text.made_by.groups.clear()
    answer = studio.browser.post(place(course, text), {"add": "1"})
    assert answer.status_code in (302, 404)
    assert drafts(course, lessons) == []
