"""A page goes live at its planned hour, once, with all that follows a publication."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Page, PageLogEntry, Revision
from wagtail_localize.models import Translation

from cms.pages import plans
from cms.translations.queries import state
from learning import notices
from learning.authoring import planned
from learning.models import CoursePage, LessonPage
from learning.tasks import publish_planned
from people.models import Notice, RoleGrant
from tests import factories
from tests.responses import messages
from tests.workers import work

pytestmark = pytest.mark.servers

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
HOUR = datetime(2026, 11, 9, 7, 30, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as moving:
        yield moving


@pytest.fixture
def editor(course):
    return factories.in_studio(pseudonym="Iroko", time_zone="Africa/Porto-Novo")


def plan(page: Page, by, *, title: str = "Later", hour: datetime = HOUR) -> Page:
    """Plan a new version of `page`, as the studio does."""
    page = page.specific_class.objects.get(pk=page.pk)
    page.title, page.go_live_at = title, hour
    page.save_revision(user=by).publish(user=by)
    return page


def draft(above: CoursePage, title: str = "A new lesson") -> LessonPage:
    lesson = LessonPage(title=title, locale=above.locale, live=False)
    return CoursePage.objects.get(pk=above.pk).add_child(instance=lesson)


def notified() -> list[tuple[str, str]]:
    return sorted(Notice.objects.values_list("user__pseudonym", "kind"))


def live_title(page: Page) -> tuple[bool, str]:
    return Page.objects.values_list("live", "title").get(pk=page.pk)


# --- At its hour ----------------------------------------------------------------------------
def test_page_goes_live_at_its_hour_and_its_editor_is_told_once(clock, course, editor):
    lesson = plan(draft(course), editor)
    clock.move_to(HOUR - timedelta(seconds=1))
    assert (planned.publish_due(), live_title(lesson), notified()) == (0, (False, "Later"), [])
    clock.move_to(HOUR)
    assert (planned.publish_due(), live_title(lesson)) == (1, (True, "Later"))
    assert (planned.publish_due(), notified()) == (0, [("Iroko", "planned_live")])
    with timezone.override("Africa/Porto-Novo"):
        [notice] = Notice.objects.all()
        words = notices.LIVE.words(notice.key)
    assert words == "A page is live that you planned for Monday 9 November, 08:30, your time."
    assert notices.LIVE.address(notice.subject_code) == reverse(
        "studio-course", args=[course.translation_key]
    )


def test_readers_keep_what_they_have_until_then(clock, lessons, editor):
    plan(lessons[0], editor)
    assert live_title(lessons[0]) == (True, "Lesson 1")
    clock.move_to(HOUR)
    planned.publish_due()
    assert live_title(lessons[0]) == (True, "Later")


def test_course_goes_live_before_its_lesson_of_the_same_hour(clock, course, editor):
    other = course.get_parent().add_child(
        instance=CoursePage(title="Other", summary="s", locale=course.locale, live=False)
    )
    lesson = plan(draft(other), editor)
    plan(other, editor, title="Other")
    clock.move_to(HOUR)
    assert plans.due() == [other.pk, lesson.pk]
    assert planned.publish_due() == 2


def test_history_says_that_it_went_live_by_itself(clock, lessons, editor):
    plan(lessons[0], editor)
    clock.move_to(HOUR)
    planned.publish_due()
    acts = PageLogEntry.objects.filter(page=lessons[0].pk).values_list("action", flat=True)
    assert {"wagtail.publish.schedule", "wagtail.publish.scheduled"} <= set(acts)


# --- What could not go live -----------------------------------------------------------------
def refused(why: str) -> str:
    """Run the sweep at the hour; return what the only notice says."""
    assert planned.publish_due() == 0
    assert plans.all_planned().count() == 0
    [notice] = Notice.objects.all()
    assert notice.key.endswith(f"/{why}")
    return notices.NOT_LIVE.words(notice.key)


def test_text_without_a_translation_ends_the_plan(clock, studio, lessons, editor):
    page = plan(studio.translate(lessons[0]), editor)
    clock.move_to(HOUR)
    with timezone.override("Africa/Porto-Novo"):
        said = refused("texts")
    assert said == (
        "A page planned for Monday 9 November, 08:30, your time, did not go live. Some of its "
        "texts have no translation yet. Look at it, and plan it again."
    )
    assert notified() == [("Iroko", "planned_not_live")]
    assert not Page.objects.get(pk=page.pk).live


def test_what_is_not_accepted_any_more_ends_the_plan(clock, lessons, editor):
    plan(lessons[0], editor)
    held = Revision.objects.get(approved_go_live_at=HOUR)
    held.content["title"] = ""
    held.save()
    clock.move_to(HOUR)
    assert "Something in it is not accepted any more." in refused("checks")
    assert live_title(lessons[0]) == (True, "Lesson 1")


@pytest.mark.parametrize("loss", ["suspended", "role", "erased"])
def test_someone_who_may_not_publish_any_more_is_not_heard_later(clock, lessons, editor, loss):
    other = factories.in_studio(pseudonym="Baobab")
    factories.in_studio(RoleGrant.Role.TRANSLATOR, pseudonym="Cedar")
    plan(lessons[0], editor)
    if loss == "suspended":
        editor.is_active = False
        editor.save()
    elif loss == "role":
        editor.roles.all().delete()
        editor.groups.clear()
    else:
        editor.delete()
    clock.move_to(HOUR)
    assert "may not publish any more" in refused("right")
    assert notified() == [("Baobab", "planned_not_live")]
    assert other.notices.count() == 1
    assert live_title(lessons[0]) == (True, "Lesson 1")


def test_one_page_that_fails_holds_up_no_other(clock, lessons, editor, monkeypatch):
    for lesson in lessons[:2]:
        plan(lesson, editor)
    publish = Revision.publish

    def torn(self, *args, **kwargs):
        publish(self, *args, **kwargs)
        if int(self.object_id) == lessons[0].pk:
            raise DatabaseError("the disk is full")

    clock.move_to(HOUR)
    with monkeypatch.context() as broken:
        broken.setattr(Revision, "publish", torn)
        assert planned.publish_due() == 1
    assert [live_title(one)[1] for one in lessons[:2]] == ["Lesson 1", "Later"]
    assert notified() == [("Iroko", "planned_live")]
    assert planned.publish_due() == 1
    assert notified() == [("Iroko", "planned_live")] * 2


# --- In all languages -----------------------------------------------------------------------
def test_translators_see_the_change_when_it_is_live_and_not_before(clock, studio, lessons, editor):
    studio.translate(lessons[0])
    studio.say(lessons[0])
    studio.publish(studio.other(lessons[0]))
    clock.shift(60)
    edit = reverse("wagtailadmin_pages:edit", args=[lessons[0].pk])
    assert studio.browser.get(edit).status_code == 200
    plan(lessons[0], editor)
    running = Translation.objects.get(source__object_id=lessons[0].translation_key)
    assert not state(running).is_behind
    clock.move_to(HOUR)
    planned.publish_due()
    running = Translation.objects.get(source__object_id=lessons[0].translation_key)
    assert (state(running).is_behind, state(running).missing) == (True, 1)


def plan_in_studio(studio, lesson: LessonPage) -> None:
    """Change the title of a draft, and plan it, with the buttons of the studio."""
    lesson.title, lesson.go_live_at = "Later", HOUR
    lesson.save_revision()
    query = f"?id={lesson.pk}"
    studio.post("wagtail_bulk_action", "wagtailcore", "page", "publish", query=query)


def test_translation_waits_for_the_hour_of_its_source(clock, studio, course):
    lesson = draft(course)
    lesson.save_revision()
    translated = studio.translate(lesson)
    studio.say(lesson)
    plan_in_studio(studio, lesson)
    refused = studio.publish(translated)
    assert "1 text has no translation yet" in messages(studio.browser.get(refused["Location"]))[-1]
    studio.say(lesson)
    answered = studio.publish(translated)
    said = messages(studio.browser.get(answered["Location"]))[-1].strip()
    assert said == (
        "This translation goes live with its source: Monday 9 November 2026, 08:30 "
        "(Africa/Porto-Novo)."
    )
    assert plans.hour_of(translated) == HOUR
    assert not Page.objects.get(pk=translated.pk).live
    clock.move_to(HOUR)
    assert planned.publish_due() == 2
    assert [live_title(one)[0] for one in (lesson, translated)] == [True, True]
    assert notified() == [("Baobab", "planned_live")] * 2


def test_translation_whose_source_has_no_hour_any_more_does_not_go_live_alone(
    clock, studio, course, editor
):
    lesson = draft(course)
    lesson.save_revision(user=editor)
    translated = studio.translate(lesson)
    plan(lesson, editor)
    studio.say(lesson)
    studio.publish(translated)
    plans.cancel([lesson.pk])
    clock.move_to(HOUR)
    assert "The page that it was translated from is not live." in refused("source")


def test_what_is_taken_down_does_not_come_back_by_itself(clock, studio, course, lessons, editor):
    studio.translate_and_publish(course)
    translated = studio.other(lessons[0])
    below = draft(course)
    plan(lessons[0], editor)
    plan(below, editor)
    plan(translated, editor)
    # Planned versions lock the pages, and keep no one from this.
    studio.post("wagtailadmin_pages:unpublish", course.pk, include_descendants="on")
    assert plans.all_planned().count() == 0
    clock.move_to(HOUR)
    assert planned.publish_due() == 0
    assert not LessonPage.objects.live().exists()


# --- Workers --------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_several_workers_at_once_publish_it_once(course):
    editor = factories.in_studio(pseudonym="Iroko")
    lessons = [draft(course, f"New {number}") for number in range(4)]
    for lesson in lessons:
        plan(lesson, editor, hour=timezone.now() + timedelta(hours=1))
    Revision.objects.exclude(approved_go_live_at=None).update(approved_go_live_at=timezone.now())
    Page.objects.filter(pk__in=[one.pk for one in lessons]).update(go_live_at=timezone.now())
    for held in plans.all_planned():
        held.content["go_live_at"] = timezone.now().isoformat()
        held.save(update_fields=["content"])

    def run(_):
        try:
            return planned.publish_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(run, range(4))) == 4
    assert notified() == [("Iroko", "planned_live")] * 4
    acts = PageLogEntry.objects.filter(action="wagtail.publish.scheduled")
    assert acts.count() == 4


@pytest.mark.django_db(transaction=True)
def test_real_worker_publishes_what_is_due(course):
    editor = factories.in_studio(pseudonym="Iroko")
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        lesson = plan(draft(course), editor, hour=timezone.now() + timedelta(minutes=30))
    work(publish_planned, until=notified)
    assert (live_title(lesson), notified()) == ((True, "Later"), [("Iroko", "planned_live")])


# --- What editors see -----------------------------------------------------------------------
def words(html: str) -> str:
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", html, flags=re.DOTALL)
    return " ".join(text.split())


def test_hours_are_those_of_the_member(clock, studio, course, lessons, sign_in):
    editor = factories.in_studio(pseudonym="Iroko", time_zone="Africa/Porto-Novo")
    browser = sign_in(editor)
    edit = reverse("wagtailadmin_pages:edit", args=[lessons[0].pk])
    assert "In your time zone: Africa/Porto-Novo." in words(browser.get(edit).content.decode())
    plan(lessons[0], editor)
    shown = "Goes live on Monday 9 November 2026, 08:30 (Africa/Porto-Novo)"
    addresses = [
        reverse("wagtailadmin_explore", args=[course.pk]),
        reverse("studio-course", args=[course.translation_key]),
    ]
    seen = [words(browser.get(one).content.decode()).count(shown) for one in addresses]
    assert seen == [1, 1]


def test_studio_asks_for_no_time_zone_of_its_own(studio, editor, sign_in):
    html = sign_in(editor).get("/studio/account/").content.decode()
    assert "current_time_zone" not in html
    assert "locale-preferred_language" in html


def test_studio_offers_an_hour_to_go_live_and_none_to_be_taken_down(studio, lessons):
    html = studio.get("wagtailadmin_pages:edit", lessons[0].pk)
    assert re.findall(r'name="(go_live_at|expire_at)"', html) == ["go_live_at"]
    with translation.override("fr"):
        assert "expire" not in words(studio.get("wagtailadmin_pages:edit", lessons[0].pk)).lower()
