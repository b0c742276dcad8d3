"""Who changed what, in words; and no row that says nothing."""

from datetime import timedelta

import pytest
import time_machine
from django.template.loader import render_to_string
from django.utils import timezone
from wagtail.models import Page

from cms.editors import ensure_editors_group
from cms.history import SITTING, FieldChange, changes
from learning.models import CoursePage, LessonPage
from people.models import RoleGrant
from tests.factories import UserFactory, course, in_french, question
from tests.pages import one_line


@pytest.fixture
def lesson(db) -> LessonPage:
    return LessonPage.objects.child_of(course()).first()


def history_of(page) -> list[tuple[str, list[tuple[str, str, str]]]]:
    return [
        (change.who, [(one.label, one.before, one.after) for one in change.fields])
        for change in changes(page)
    ]


def test_changes_of_a_new_page_say_that_it_was_made(lesson):
    [change] = changes(lesson)
    assert (change.is_first, change.fields, change.who) == (True, [], "")


def test_changes_show_the_title_before_and_after(lesson):
    lesson.title = "A better title"
    lesson.save()
    assert history_of(lesson)[0] == ("", [("title", "Lesson 1", "A better title")])


def test_changes_show_a_block_in_plain_lines(lesson):
    lesson.body = [("story", "<p>Two people <b>count</b> &amp; write.</p>"), question(1)]
    lesson.save()
    [(_, [(label, before, after)])] = history_of(lesson)[:1]
    assert label == "content"
    assert before.splitlines()[0] == "Story: Once there was a group."
    assert after.splitlines() == [
        "Story: Two people count & write.",
        "Question: Question 1?",
        "Answer: First",
        "Comment shown when this answer is chosen: Look at the idea again.",
        "Answer: Second",
        "This is a right answer",
        "Comment shown when this answer is chosen: Yes.",
        "Answer: Third",
        "Comment shown when this answer is chosen: Think of the receipt.",
        "Explanation shown after the right answer: Because two people saw it.",
    ]


def test_changes_name_who_did_it_and_forget_who_left(lesson, sign_in):
    user = UserFactory(pseudonym="Baobab")
    lesson.title = "Other"
    lesson._history_user = user
    lesson.save()
    assert changes(lesson)[0].who == "Baobab"
    user.delete()
    assert changes(lesson)[0].who == ""


def test_changes_leave_out_a_save_without_effect(lesson):
    lesson.save()
    lesson.save()
    assert len(changes(lesson)) == 1


def test_publishing_and_unpublishing_are_in_the_history(lesson):
    lesson.unpublish()
    assert history_of(lesson)[0] == ("", [("published", "yes", "no")])
    lesson.refresh_from_db()
    lesson.save_revision().publish()
    assert history_of(lesson)[0] == ("", [("published", "no", "yes")])


def test_draft_of_a_live_page_leaves_no_row_until_it_is_published(lesson):
    rows = LessonPage.history.count()
    lesson.title = "Draft"
    revision = lesson.save_revision()
    assert LessonPage.history.count() == rows
    revision.publish()
    assert history_of(lesson)[0] == ("", [("title", "Lesson 1", "Draft")])


def test_drafts_of_one_sitting_are_one_row(lesson):
    lesson.unpublish(user=None)
    lesson.title = "Draft"
    lesson.save()
    rows = LessonPage.history.count()
    for number in range(5):
        lesson.title = f"Draft {number}"
        lesson.save()
    assert LessonPage.history.count() == rows
    assert history_of(lesson)[0] == (
        "",
        [("published", "yes", "no"), ("title", "Lesson 1", "Draft 4")],
    )


def test_drafts_of_two_people_are_two_rows(lesson):
    lesson.unpublish()
    rows = LessonPage.history.count()
    for name in ("Baobab", "Indigo"):
        lesson.title = f"By {name}"
        lesson._history_user = UserFactory(pseudonym=name)
        lesson.save()
    assert LessonPage.history.count() == rows + 2
    assert [who for who, _ in history_of(lesson)][:2] == ["Indigo", "Baobab"]


def test_drafts_of_two_sittings_are_two_rows(lesson):
    lesson.unpublish()
    rows = LessonPage.history.count()
    lesson.title = "Today"
    lesson.save()
    with time_machine.travel(timezone.now() + SITTING + timedelta(minutes=1)):
        lesson.title = "Later"
        lesson.save()
    assert LessonPage.history.count() == rows + 1
    assert [fields[-1][2] for _, fields in history_of(lesson)[:2]] == ["Later", "Today"]


def test_unpublishing_just_after_publishing_is_never_merged_away(lesson):
    lesson.unpublish()
    lesson.refresh_from_db()
    lesson.save_revision().publish()
    lesson.refresh_from_db()
    lesson.unpublish()
    assert [fields for _, fields in history_of(lesson)[:3]] == [
        [("published", "yes", "no")],
        [("published", "no", "yes")],
        [("published", "yes", "no")],
    ]


def test_moving_a_page_writes_no_change(lesson):
    other = course(title="Another", lessons=0)
    before = LessonPage.history.count()
    lesson.move(other, pos="last-child")
    assert LessonPage.history.count() == before


def test_translation_has_a_history_of_its_own(lesson):
    french = in_french(lesson)
    french.refresh_from_db()
    french.title = "Autre titre"
    french.save()
    assert history_of(french)[0] == ("", [("title", "Lesson 1 (fr)", "Autre titre")])
    assert history_of(lesson) == [("", [])]


def test_deleting_a_course_leaves_a_last_row_of_it_and_its_lessons(lesson):
    key, above = lesson.pk, lesson.get_parent().pk
    Page.objects.get(pk=above).delete()
    assert LessonPage.history.filter(id=key).latest().history_type == "-"
    assert CoursePage.history.filter(id=above).latest().history_type == "-"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("same", "same", []),
        ("", "new", [[("new", False, True)]]),
        ("old", "", [[("old", True, False)]]),
        (
            "same\nfive francs",
            "same\nsix francs",
            [[("five", True, False), ("six", False, True), (" francs", True, True)]],
        ),
        ("one\ntwo", "two", [[("one", True, False)]]),
    ],
)
def test_difference_shows_only_what_differs(before, after, expected):
    lines = FieldChange("text", before, after).lines
    assert [[(p.text, p.is_old, p.is_new) for p in line] for line in lines] == expected


def test_changes_are_shown_as_ins_and_del_and_escaped(lesson):
    lesson.title = "Lesson <1>"
    lesson.save()
    html = render_to_string("cms/includes/changes.html", {"changes": changes(lesson)})
    shown = "<dt>title</dt><dd><p>Lesson <del>1</del><ins>&lt;1&gt;</ins></p></dd>"
    assert shown in one_line(html)


def test_changes_page_is_for_those_who_may_edit(lesson, sign_in):
    address = f"/studio/changes/learning/lessonpage/{lesson.pk}/"
    editor, stranger = UserFactory(), UserFactory()
    editor.groups.add(ensure_editors_group())
    RoleGrant.objects.create(user=editor, role=RoleGrant.Role.EDITOR)
    lesson.title = "Canary ZQA"
    lesson.save()
    page = sign_in(editor).get(address)
    assert page.status_code == 200
    assert (
        "<ins>Canary</ins>" in page.content.decode()
        or "<ins>Canary ZQA</ins>" in page.content.decode()
    )
    assert sign_in(stranger).get(address).status_code == 404


@pytest.mark.parametrize("path", ["people/user", "learning/enrolment", "cms/homepage", "no/such"])
def test_changes_page_of_anything_else_does_not_exist(path, lesson, sign_in):
    admin = UserFactory(is_superuser=True)
    client = sign_in(admin)
    assert client.get(f"/studio/changes/learning/lessonpage/{lesson.pk}/").status_code == 200
    assert client.get(f"/studio/changes/{path}/{lesson.pk}/").status_code == 404
