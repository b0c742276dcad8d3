"""A copy is another lesson: whatever answers and work refer to gets ids of its own."""

import json

import pytest
from django.urls import reverse
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Locale
from wagtail.rich_text import RichText

from learning.models import Answer, CoursePage, LessonPage, LessonProgress, Submission
from learning.progress.actions import enrol
from tests.factories import home_page, in_studio
from tests.learning.walking import Walk


def ids(page: LessonPage) -> list[str]:
    """The ids of the blocks, the answers and the points in a body, in order."""
    return _ids(page.body.get_prep_value())


def _ids(raw) -> list[str]:
    match raw:
        case dict():
            own = [raw["id"]] if {"type", "value", "id"} <= set(raw) else []
            return own + [one for inner in raw.values() for one in _ids(inner)]
        case list():
            return [one for inner in raw for one in _ids(inner)]
    return []


def words(page: LessonPage) -> str:
    """The raw body without its ids."""
    raw = json.dumps(page.body.get_prep_value())
    for one in ids(page):
        raw = raw.replace(one, "")
    return raw


def fresh(page) -> LessonPage:
    return LessonPage.objects.get(pk=page.pk)


@pytest.fixture
def lesson(course) -> LessonPage:
    """The last lesson, with two questions and an exercise."""
    return LessonPage.objects.child_of(course).last()


@pytest.fixture
def studio(course, sign_in):
    return sign_in(in_studio())


def by_page(lesson: LessonPage) -> LessonPage:
    return fresh(lesson.copy(update_attrs={"slug": "a-copy"}, keep_live=True))


def by_draft(lesson: LessonPage) -> LessonPage:
    """A copy that an editor publishes later."""
    copy = lesson.copy(update_attrs={"slug": "a-copy"}, keep_live=False)
    copy.get_latest_revision().publish()
    return fresh(copy)


def by_course(lesson: LessonPage) -> LessonPage:
    made = lesson.get_parent().specific.copy(
        recursive=True, update_attrs={"slug": "another"}, keep_live=True
    )
    return LessonPage.objects.child_of(made).last()


def by_alias(lesson: LessonPage) -> LessonPage:
    return fresh(lesson.create_alias(update_slug="an-alias"))


def by_alias_of_course(lesson: LessonPage) -> LessonPage:
    made = lesson.get_parent().specific.create_alias(recursive=True, update_slug="an-alias")
    return LessonPage.objects.child_of(made).last()


def by_alias_of_alias(lesson: LessonPage) -> LessonPage:
    return fresh(by_alias(lesson).create_alias(update_slug="an-alias-of-it"))


WAYS = [by_page, by_draft, by_course, by_alias, by_alias_of_course, by_alias_of_alias]


@pytest.mark.parametrize("copied", WAYS)
def test_copy_has_the_same_words_and_no_id_in_common(copied, lesson):
    copy = copied(lesson)
    assert words(copy) == words(lesson)
    assert len(ids(copy)) == len(set(ids(copy))) == len(ids(lesson)) > 12
    assert set(ids(copy)) & set(ids(lesson)) == set()


@pytest.mark.parametrize("copied", WAYS)
def test_copy_keeps_its_ids_when_it_or_its_original_is_published_again(copied, lesson):
    copy = copied(lesson)
    lesson.body[0].value = RichText("<p>Another story.</p>")
    lesson.save_revision().publish()
    if not copy.alias_of_id:
        draft = fresh(copy).get_latest_revision_as_object()
        assert ids(draft) == ids(copy)
        draft.title = "The copy"
        draft.save_revision().publish()
    after = fresh(copy)
    assert ids(after) == ids(copy)
    assert ("Another story." in words(after)) is bool(copy.alias_of_id)


def test_copy_of_a_copy_has_other_ids_again(lesson):
    first = by_page(lesson)
    second = fresh(first.copy(update_attrs={"slug": "a-second-copy"}, keep_live=True))
    assert set(ids(second)) & {*ids(first), *ids(lesson)} == set()


def test_alias_that_becomes_a_page_keeps_its_ids(lesson):
    alias = by_alias(lesson)
    ConvertAliasPageAction(alias).execute(skip_permission_checks=True)
    assert ids(fresh(alias).get_latest_revision_as_object()) == ids(alias)


@pytest.mark.parametrize("as_alias", [False, True])
def test_translation_keeps_the_ids(lesson, as_alias):
    home_page("fr")
    french = Locale.objects.get(language_code="fr")
    translated = lesson.copy_for_translation(french, copy_parents=True, alias=as_alias)
    assert ids(fresh(translated)) == ids(lesson)
    lesson.save_revision().publish()
    assert ids(fresh(translated)) == ids(lesson)


@pytest.mark.parametrize("as_alias", [False, True])
def test_copy_made_in_the_studio_has_ids_of_its_own(studio, course, lesson, as_alias):
    form = {
        "new_title": "Again",
        "new_slug": "again",
        "new_parent_page": course.get_parent().pk,
        "copy_subpages": "on",
        "publish_copies": "on",
        **({"alias": "on"} if as_alias else {}),
    }
    address = reverse("wagtailadmin_pages:copy", args=[course.pk])
    answered = studio.post(address, form)
    assert answered.url == reverse("wagtailadmin_explore", args=[course.get_parent().pk])
    [made] = CoursePage.objects.filter(slug="again")
    copy = LessonPage.objects.child_of(made).last()
    assert bool(copy.alias_of_id) is as_alias
    assert set(ids(copy)) & set(ids(lesson)) == set()


def test_answers_in_a_copy_and_in_its_original_are_two(walk):
    by_page(LessonPage.objects.child_of(walk.page).first())
    walk.finish(1)
    assert walk.lesson(3).title == "Lesson 1"
    walk.answer(3, 1, 1)
    assert Answer.objects.count() == 3
    assert Answer.objects.filter(is_right=True).count() == 2
    done = LessonProgress.objects.exclude(done_at=None)
    assert [one.lesson_key for one in done] == [walk.lesson(1).key]


def test_exercise_of_a_copied_course_is_handed_in_apart(walk, lesson):
    copy = by_course(lesson).get_parent().specific
    enrol(user=walk.user, course_key=copy.translation_key)
    other = Walk(walk.client, walk.user, copy)
    for one in (walk, other, walk, other):
        assert one.hand_in("Our budget").status_code == 302
    assert Submission.objects.count() == 2
    assert len(set(Submission.objects.values_list("exercise_id", flat=True))) == 2
