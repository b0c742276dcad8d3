"""The studio's screen for a file of questions."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from learning.exchange.quizzes import actions
from learning.exchange.quizzes.report import read
from learning.models import LessonPage
from people.models import RoleGrant
from tests import factories
from tests.factories import UserFactory

GIFT = """
::Choice:: Whose money is it? {~The funder’s =The group’s}

::Several:: Who counts? {~%50%Two people ~%50%A witness ~No one}

::Truth:: A bill has a date. {T}

::Number:: How much? {#200:5}

::Words:: What is it called? {=cash book =the cash book}

::Pairs:: Match. {=one -> un =two -> deux}

::Open:: What will you do? {}

::None right:: Who? {~a ~b}

::Gaps:: A {=a} and {=b}.
"""


@pytest.fixture
def lesson(lessons) -> LessonPage:
    return LessonPage.objects.get(pk=lessons[0].pk)


def send(studio, lesson, **data):
    return studio.post("studio-questions", lesson.pk, **data)


def file(contents: str | bytes, name: str = "questions.gift") -> SimpleUploadedFile:
    raw = contents.encode() if isinstance(contents, str) else contents
    return SimpleUploadedFile(name, raw)


def draft(lesson: LessonPage) -> LessonPage:
    return LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()


def kinds(lesson: LessonPage) -> list[str]:
    return [block.block_type for block in draft(lesson).body]


def rows(response) -> list[tuple[str, str]]:
    """Return each question of the file, with its kind or why it is left out."""
    shown = response.context["report"].rows
    return [(row.name, row.taken.kind if row.taken else row.reason) for row in shown]


def test_report_comes_first_and_changes_nothing(studio, lesson):
    before = kinds(lesson)
    response = send(studio, lesson, file=file(GIFT))
    assert rows(response) == [
        ("Choice", "single_choice"),
        ("Several", "several_choices"),
        ("Truth", "true_or_false"),
        ("Number", "typed_number"),
        ("Words", "short_text"),
        ("Pairs", "match_pairs"),
        ("Open", "open_reflection"),
        ("None right", "Mark at least 2 answers as right."),
        ("Gaps", "It has several gaps. Only one can be filled in."),
    ]
    assert kinds(lesson) == before
    assert LessonPage.objects.get(pk=lesson.pk).has_unpublished_changes is False


def test_questions_are_added_to_the_draft_and_to_no_page_that_members_read(studio, lesson):
    before = kinds(lesson)
    [text] = re.findall(
        r'name="text" value="(.+?)">',
        send(studio, lesson, file=file(GIFT)).content.decode(),
        re.DOTALL,
    )
    assert "::Choice::" in text
    response = send(studio, lesson, text=GIFT, add="1")
    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    added = kinds(lesson)[len(before) :]
    assert len(added) == len(set(added)) == 7
    page = LessonPage.objects.get(pk=lesson.pk)
    assert [block.block_type for block in page.body] == before
    assert page.has_unpublished_changes
    # What was added can be published.
    draft(lesson).body.stream_block.clean(draft(lesson).body)
    assert "7 questions are now at the end of the draft." in studio.get(
        "wagtailadmin_pages:edit", lesson.pk
    )


@pytest.mark.servers
def test_same_file_adds_nothing_a_second_time(studio, lesson):
    send(studio, lesson, text=GIFT, add="1")
    revisions = draft(lesson).revisions.count()
    once = kinds(lesson)
    assert {why for _name, why in rows(send(studio, lesson, file=file(GIFT)))[:7]} == {
        "The lesson has it already."
    }
    assert send(studio, lesson, text=GIFT.replace("\n", "\r\n"), add="1").status_code == 302
    assert kinds(lesson) == once
    assert draft(lesson).revisions.count() == revisions
    # A question that an editor improved since is not added again.
    page = draft(lesson)
    page.body[-1].value["text"] = "What will you do tomorrow?"
    page.save_revision()
    assert actions.add_questions(page=lesson, found=read(GIFT), user=None) == 0


def test_question_that_stands_twice_in_a_file_is_added_once(studio, lesson):
    assert actions.add_questions(page=lesson, found=read("A {T}\n\nA {T}"), user=None) == 1


@pytest.mark.parametrize(
    ("contents", "told"),
    [
        (b"", "This file is empty."),
        (
            "Été {T}".encode("latin-1"),
            "This file is not in UTF-8. Open it in an editor and save it as UTF-8.",
        ),
        (b"A\0 {T}", "This is no file of text."),
        (b"A {T}\n\n" * 700_000, "This file is larger than 500 kB. Import its questions in parts."),
        (b"\n\n// nothing\n", "This file has no questions in it."),
        (b"A {T}\n\n" * 101, "This file has more than 100 questions. Import it in parts."),
        (b"<quiz><question>", "This file is broken XML. Export it again from Moodle."),
        (b"\xef\xbb\xbf<quiz/>", "This file has no questions in it."),
        (
            b"\x89PNG\r\n\x1a\n",
            "This file is not in UTF-8. Open it in an editor and save it as UTF-8.",
        ),
    ],
)
def test_file_that_cannot_be_read_is_refused_beside_its_field(studio, lesson, contents, told):
    before = kinds(lesson)
    response = send(studio, lesson, file=file(contents))
    assert response.context["form"].errors == {"file": [told]}
    assert told in response.content.decode()
    assert kinds(lesson) == before


def test_nothing_chosen_is_said_beside_the_field(studio, lesson):
    assert send(studio, lesson).context["form"].errors == {"file": ["Choose a file first."]}


def test_text_of_a_file_is_shown_as_text(studio, lesson):
    response = send(studio, lesson, file=file('::"><b>:: <script>alert(1)</script> {T}'))
    page = response.content.decode()
    assert "<script>alert(1)" not in page
    assert '"><b>' not in page


def test_question_that_is_too_long_or_has_no_text_says_so(studio, lesson):
    response = send(studio, lesson, file=file(f"{'A' * 500} {{T}}\n\n{{T}}"))
    [(_name, long), (_none, empty)] = rows(response)
    assert long == "Ensure this value has at most 400 characters (it has 500)."
    assert empty == "It has no text."


def test_button_is_on_lessons_that_ask_and_translations_take_none(studio, lesson):
    address = reverse("studio-questions", args=[lesson.pk])
    assert address in studio.get("wagtailadmin_pages:edit", lesson.pk)
    french = studio.translate(lesson)
    address = reverse("studio-questions", args=[french.pk])
    assert address not in studio.get("wagtailadmin_pages:edit", french.pk)
    assert studio.browser.get(address).status_code == 404


def test_people_who_may_not_edit_the_lesson_find_nothing(lesson, client, sign_in):
    address = reverse("studio-questions", args=[lesson.pk])
    assert sign_in(UserFactory()).post(address, {"text": GIFT, "add": "1"}).status_code == 404
    client.logout()
    assert client.get(address)["Location"] == f"/en/sign-in/?next={address}"
    assert len(kinds(lesson)) == len(LessonPage.objects.get(pk=lesson.pk).body)


def test_locked_lesson_takes_none(studio, lesson):
    LessonPage.objects.filter(pk=lesson.pk).update(
        locked=True, locked_by=factories.in_studio(RoleGrant.Role.EDITOR, pseudonym="Other one")
    )
    before = kinds(lesson)
    studio.browser.post(reverse("studio-questions", args=[lesson.pk]), {"text": GIFT, "add": "1"})
    assert kinds(lesson) == before
