"""A new lesson begins with blocks in a proven order, or with none."""

from uuid import uuid4

import pytest
from django.urls import reverse
from wagtail.blocks import ChoiceBlock
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from learning.authoring import links
from learning.authoring.patterns import PATTERNS
from learning.models import LessonPage
from people.models import RoleGrant
from tests import factories


def begin(studio, course, pattern: str, once: str):
    return studio.post("studio-add-lesson", course.translation_key, pattern=pattern, once=once)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_new_lesson_is_a_draft_at_the_end_with_the_blocks_of_its_pattern(
    studio, course, lessons, source, pattern
):
    answered = begin(studio, course, pattern.name, str(uuid4()))
    lesson = LessonPage.objects.child_of(course).last()
    assert answered["Location"] == reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    assert (lesson.live, lesson.locale, lesson.title) == (
        False,
        course.locale,
        {"en": "New lesson", "fr": "Nouvelle leçon"}[source],
    )
    draft = lesson.get_latest_revision_as_object()
    assert tuple(block.block_type for block in draft.body) == pattern.blocks
    assert studio.browser.get(answered["Location"]).status_code == 200
    link = reverse("studio-preview", args=[links.token_for(lesson)])
    assert "None" not in studio.browser.get(link).content.decode()
    assert LessonPage.objects.child_of(course).live().count() == len(lessons)


def test_question_of_a_pattern_has_three_answers_to_fill_in(studio, course):
    begin(studio, course, "story", str(uuid4()))
    body = LessonPage.objects.child_of(course).last().body
    asked = next(block for block in body if block.block_type == "single_choice")
    assert [choice["text"] for choice in asked.value["choices"]] == ["", "", ""]


def test_form_sent_twice_begins_one_lesson(studio, course, lessons):
    once = str(uuid4())
    answers = {begin(studio, course, "story", once)["Location"] for _ in range(2)}
    assert len(answers) == 1
    assert Page.objects.child_of(course).count() == len(lessons) + 1


@pytest.mark.parametrize(
    "sent", [{"pattern": "", "once": "x"}, {"pattern": "unknown"}, {"once": "x"}, {}]
)
def test_nothing_begins_without_a_choice(studio, course, lessons, sent):
    answered = studio.post("studio-add-lesson", course.translation_key, **sent)
    assert answered.status_code == 200
    assert Page.objects.child_of(course).count() == len(lessons)


def test_number_of_the_form_is_good_for_one_course(studio, course, lessons):
    language = course.locale.language_code
    other = factories.course(lessons=2, title="Another", language=language)
    once = str(uuid4())
    for one in (course, other):
        begin(studio, one, "empty", once)
    begun = [LessonPage.objects.child_of(one).last() for one in (course, other)]
    assert [lesson.live for lesson in begun] == [False, False]
    assert begun[0].translation_key != begun[1].translation_key


def test_translator_adds_no_lesson(studio, course, lessons, sign_in):
    browser = sign_in(factories.in_studio(RoleGrant.Role.TRANSLATOR, pseudonym="Karité"))
    address = reverse("studio-add-lesson", args=[course.translation_key])
    for answered in (browser.get(address), browser.post(address, {"pattern": "empty"})):
        assert answered["Location"] == reverse("wagtailadmin_home")
    assert Page.objects.child_of(course).count() == len(lessons)


def test_pattern_with_questions_asks_in_two_ways_and_has_no_more_than_the_guide_fills_in():
    [pattern] = [one for one in PATTERNS if one.name == "story"]
    assert pattern.blocks == ("story", "idea", "single_choice", "true_or_false")


def send(studio, page, **buttons: str) -> str:
    """Send the editor of a page as it is, with these buttons; return where the answer leads."""
    fields = ("title", "slug", "summary", "minutes", "way", "sequence", "finish", "access")
    kept = {name: str(getattr(page, name)) for name in fields if hasattr(page, name)}
    idea = ("idea", {"heading": "", "text": rich_text("<p>One thing to remember.</p>")})
    form = nested_form_data({**kept, "body": streamfield([idea])}) | {"before-count": "0"}
    return studio.post("wagtailadmin_pages:edit", page.pk, **form, **buttons)["Location"]


@pytest.mark.parametrize("button", ["action-publish", "action-save"])
def test_editor_who_publishes_is_back_at_the_course_with_its_languages(
    studio, course, lessons, button
):
    plan = reverse("studio-course", args=[course.translation_key])
    for page in (course, lessons[0]):
        edited = reverse("wagtailadmin_pages:edit", args=[page.pk])
        answered = send(studio, page, **{button: "1"})
        assert answered == (plan if button == "action-publish" else edited)


def test_editor_who_publishes_goes_back_to_where_they_came_from(studio, lessons):
    drafts = reverse("wagtailadmin_explore_root")
    assert send(studio, lessons[0], next=drafts, **{"action-publish": "1"}) == drafts


def test_page_that_is_in_no_course_leaves_its_editor_in_the_list_of_pages(studio, course):
    subject = course.get_parent().specific
    above = reverse("wagtailadmin_explore", args=[subject.get_parent().pk])
    assert send(studio, subject, mark=subject.mark, **{"action-publish": "1"}) == above


def test_a_list_from_which_nothing_is_chosen_says_so_in_words():
    blocks = LessonPage._meta.get_field("body").stream_block.child_blocks.values()
    lists = [one for block in blocks for one in choices_of(block) if not one.meta.default]
    assert len(lists) == 4
    assert {str(one.field.choices[0][1]) for one in lists} == {"Nothing chosen"}


def choices_of(block) -> list[ChoiceBlock]:
    """Return the lists to choose from in a block, also in the blocks that it is made of."""
    within = [*getattr(block, "child_blocks", {}).values(), getattr(block, "child_block", None)]
    own = [block] if isinstance(block, ChoiceBlock) else []
    return own + [one for part in within if part for one in choices_of(part)]
