"""A part of a lesson is taken down in all languages, in one act."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.models import Translation

from cms.pages import plans
from cms.translations.queries import state
from learning import concerned
from learning.models import CoursePage, LessonPage, Submission
from people.models import RoleGrant
from tests import factories
from tests.cms.translations.conftest import change
from tests.responses import messages
from web.codes import encode

pytestmark = pytest.mark.servers

STORY, IDEA = 0, 1


@pytest.fixture
def translated(studio, course):
    return studio.translate_and_publish(course)


def shown(lesson: LessonPage) -> list[str]:
    return [block.id for block in LessonPage.objects.get(pk=lesson.pk).body]


def standing(lesson: LessonPage):
    return state(Translation.objects.get(source__object_id=lesson.translation_key))


def take_down(studio, lesson: LessonPage, number: int):
    block = lesson.body[number].id
    return studio.post("studio-withdraw", lesson.pk, UUID(block)), block


@pytest.mark.parametrize("begin", ["source", "translation"])
def test_part_goes_from_every_language_at_once(studio, course, lessons, translated, begin):
    french = studio.other(lessons[0])
    page = lessons[0] if begin == "source" else french
    _answered, block = take_down(studio, page, IDEA)
    for one in (lessons[0], french):
        assert block not in shown(one)
        found = LessonPage.objects.get(pk=one.pk)
        assert (found.live, found.has_unpublished_changes, len(found.body)) == (True, False, 3)
    assert not standing(lessons[0])
    # Twice is once.
    again, _block = take_down(studio, page, IDEA)
    assert again.status_code == 302
    assert len(shown(lessons[0])) == 3


def test_publishing_the_translation_again_brings_it_not_back(studio, course, lessons, translated):
    _answered, block = take_down(studio, lessons[0], IDEA)
    studio.publish(studio.other(lessons[0]))
    assert block not in shown(studio.other(lessons[0]))


def test_draft_and_planned_version_lose_it_and_stay(studio, course, lessons, translated):
    page = LessonPage.objects.get(pk=lessons[0].pk)
    page.title, page.go_live_at = "Later", timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    _answered, block = take_down(studio, lessons[0], IDEA)
    found = LessonPage.objects.get(pk=page.pk)
    assert (found.title, found.has_unpublished_changes) == ("Lesson 1", True)
    draft = found.get_latest_revision_as_object()
    assert (draft.title, [one.id for one in draft.body]) == ("Later", shown(page))
    assert block not in shown(page)
    assert plans.hour_of(found) == page.go_live_at


def test_translation_that_was_behind_still_says_so(studio, course, lessons, translated):
    change(studio, lessons[0], "Another story")
    assert (standing(lessons[0]).is_behind, standing(lessons[0]).missing) == (True, 1)
    take_down(studio, lessons[0], IDEA)
    assert (standing(lessons[0]).is_behind, standing(lessons[0]).missing) == (True, 1)


def test_the_only_part_is_not_taken_alone(studio, course, lessons):
    page = lessons[0]
    del page.body[1:]
    page.save_revision().publish()
    answered, block = take_down(studio, page, STORY)
    said = messages(studio.browser.get(answered["Location"]))
    assert said[-1].strip() == ("The lesson has no other part. Take the whole lesson down instead.")
    assert shown(page) == [block]


def test_copy_of_the_lesson_keeps_its_own(studio, course, lessons):
    copied = lessons[0].copy(update_attrs={"slug": "copied", "title": "Copied"})
    take_down(studio, lessons[0], IDEA)
    assert len(shown(copied)) == 4


def test_page_says_whom_it_concerns_and_what_happens_to_work(studio, course, lessons):
    exercise = lessons[2].body[4]
    html = studio.get("studio-withdraw", lessons[2].pk, UUID(exercise.id))
    for sentence in (
        "Fewer than 10 members are learning here.",
        "Fewer than 10 exercises that were handed in here wait for a review.",
        "Work that was handed in stays: its member can read it, and it can still be reviewed.",
        "Take it down in all languages",
    ):
        assert sentence in html
    story = lessons[2].body[STORY]
    assert concerned.sentences_about(lessons[2], story) == [
        "Fewer than 10 members are learning here."
    ]
    listed = studio.get("studio-blocks", lessons[2].pk)
    assert listed.count("Take this part down") == 5
    assert "Once there was a group." in listed


def test_work_that_was_handed_in_stays_with_its_member(course, lessons, studio, sign_in):
    learner = factories.UserFactory()
    work = factories.hand_in(learner, CoursePage.objects.get(pk=course.pk), "Our budget of 2026")
    exercise = UUID(lessons[2].body[4].id)
    browser = sign_in(learner)
    address = reverse(
        "learning:exercise", args=[course.translation_key, lessons[2].translation_key, exercise]
    )
    take_down(studio, lessons[2], 4)
    page = browser.get(address, follow=True)
    assert page.request["PATH_INFO"] == reverse("learning:work", args=[work.code])
    html = page.content.decode()
    assert "Our budget of 2026" in html
    assert "This exercise is no longer published" in html
    assert Submission.objects.get().state == Submission.State.SENT
    stranger = sign_in(factories.UserFactory())
    assert stranger.get(reverse("learning:work", args=[work.code])).status_code == 404


def test_only_people_who_may_publish_take_parts_down(studio, course, lessons, sign_in):
    block = lessons[0].body[IDEA].id
    addresses = [
        reverse("studio-blocks", args=[lessons[0].pk]),
        reverse("studio-withdraw", args=[lessons[0].pk, UUID(block)]),
    ]
    translator = sign_in(factories.in_studio(RoleGrant.Role.TRANSLATOR))
    for browser in (translator, sign_in(factories.UserFactory())):
        assert [browser.get(one).status_code for one in addresses] == [404, 404]
        assert browser.post(addresses[1]).status_code == 404
    assert block in shown(lessons[0])
    Page.objects.filter(pk=lessons[0].pk).update(live=False)
    assert studio.browser.get(addresses[0]).status_code == 404


def test_part_that_is_gone_is_not_found(studio, course, lessons):
    address = reverse("studio-blocks", args=[lessons[0].pk]) + f"{encode(course.translation_key)}/"
    assert studio.browser.get(address).status_code == 404
