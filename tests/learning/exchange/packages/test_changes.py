"""What an import changes on a site that has the course already."""

import json
from uuid import uuid4

import pytest

from learning.exchange.packages import writing
from learning.exchange.packages.format import archive
from learning.exchange.packages.format.contents import read
from learning.exchange.packages.plan import Fate, plan
from learning.models import CoursePage, Enrolment, LessonPage, PackagedPage
from tests.factories import UserFactory
from tests.learning.exchange.packages import written

ONE = "en/lesson-01.json"


@pytest.fixture
def newer(exported):
    """A newer package, in which the first lesson has another title in English and in French."""
    content = written.changed(exported.content, ONE, title="Better")
    return read(archive.unpacked(written.changed(content, "fr/lesson-01.json", title="Mieux")))


def lesson(language="en", number=0) -> LessonPage:
    return LessonPage.objects.filter(locale__language_code=language).order_by("path")[number]


def edit(page, **values) -> None:
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision(user=UserFactory()).publish()


def fates(package) -> list[Fate]:
    return [row.fate for row in plan(package).rows]


def bring(package, replacing=()) -> None:
    writing.run(package, user=None, goes_live=False, replacing=replacing)


def test_what_no_one_touched_here_is_brought_up_to_date(newer):
    ids = [block.id for block in lesson().body]
    assert fates(newer) == [
        Fate.SAME,
        Fate.CHANGED,
        Fate.SAME,
        Fate.SAME,
        Fate.CHANGED,
        Fate.SAME,
    ]
    bring(newer)
    assert (lesson().title, lesson().live) == ("Better", True)
    assert (lesson("fr").title, lesson("fr").live) == ("Mieux", True)
    assert [block.id for block in lesson().body] == ids
    assert fates(newer) == [Fate.SAME] * 6


def test_change_made_here_stays_until_someone_says_otherwise(newer):
    edit(lesson(), summary="Ours.")
    row = plan(newer).rows[1]
    assert (row.fate, row.text.title) == (Fate.BOTH, "Better")
    bring(newer)
    assert (lesson().title, lesson().summary) == ("Lesson one en", "Ours.")
    bring(newer, [row.code])
    assert (lesson().title, lesson().summary) == ("Better", "About one en.")


def test_change_made_here_alone_stays(package):
    edit(lesson(), summary="Ours.")
    assert fates(package)[1] == Fate.KEPT
    bring(package, [row.code for row in plan(package).rows])
    assert lesson().summary == "Ours."


def test_draft_that_waits_here_is_a_change(newer):
    page = lesson()
    page.title = "Not ready"
    page.save_revision(user=UserFactory())
    assert fates(newer)[1] == Fate.BOTH
    bring(newer)
    assert lesson().get_latest_revision_as_object().title == "Not ready"


def test_lesson_that_was_deleted_here_does_not_come_back_by_itself(newer):
    for language in ("fr", "en"):
        lesson(language).delete()
    assert fates(newer)[1] == Fate.GONE
    bring(newer)
    assert LessonPage.objects.count() == 2
    bring(newer, [row.code for row in plan(newer).asked])
    assert [lesson(one).title for one in ("en", "fr")] == ["Better", "Mieux"]


def test_lesson_that_was_taken_down_stays_down(newer):
    lesson().unpublish()
    bring(newer, [row.code for row in plan(newer).asked])
    assert lesson().live is False
    assert lesson().get_latest_revision_as_object().title == "Better"


def test_locked_lesson_stays(newer):
    LessonPage.objects.filter(pk=lesson().pk).update(locked=True)
    assert fates(newer)[1] == Fate.LOCKED
    bring(newer, [row.code for row in plan(newer).rows])
    assert lesson().title == "Lesson one en"


def test_lesson_of_this_site_alone_stays_and_is_counted(package):
    course = CoursePage.objects.get(locale__language_code="en")
    course.add_child(instance=LessonPage(title="Ours", locale=course.locale))
    assert plan(package).extra == 1
    bring(package)
    assert LessonPage.objects.filter(title="Ours").exists()


def test_lessons_get_the_order_of_the_package_in_every_language(exported):
    files = written.opened(exported.content)
    manifest = json.loads(files["package.json"])
    manifest["lessons"].reverse()
    files["package.json"] = json.dumps(manifest).encode()
    for language in ("en", "fr"):
        one, two = f"{language}/lesson-01.json", f"{language}/lesson-02.json"
        files[one], files[two] = files[two], files[one]
    bring(read(archive.unpacked(written.again(files))))
    for language in ("en", "fr"):
        titles = [lesson(language, number).title for number in (0, 1)]
        assert titles == [f"Lesson two {language}", f"Lesson one {language}"]


def test_new_course_is_a_draft_with_lessons_that_no_one_reads_yet(exported, course, client):
    address = course.get_absolute_url()
    lesson_address = lesson().get_absolute_url()
    course.get_parent().delete()
    CoursePage.objects.all().delete()
    PackagedPage.objects.all().delete()
    bring(read(archive.unpacked(exported.content)))
    found = CoursePage.objects.order_by("pk")
    assert [(page.live, page.has_unpublished_changes) for page in found] == [(False, True)] * 2
    member = UserFactory()
    client.force_login(member)
    assert client.get(address).status_code == 404
    assert client.get(lesson_address).status_code == 404


def test_progress_of_members_stays(newer, course):
    enrolment = Enrolment.objects.create(user=UserFactory(), course_key=course.translation_key)
    bring(newer)
    assert Enrolment.objects.get() == enrolment


def test_language_that_the_site_does_not_have_is_left_out(exported):
    files = written.opened(exported.content)
    files = {name.replace("fr/", "es/"): content for name, content in files.items()}
    files["package.json"] = files["package.json"].replace(b'"fr"', b'"es"')
    planned = plan(read(archive.unpacked(written.again(files))))
    assert planned.absent == ("es",)
    assert [row.text.language for row in planned.rows] == ["en"] * 3


def test_source_language_that_the_site_does_not_have_is_refused(exported):
    files = written.opened(exported.content)
    files = {name.replace("en/", "es/"): content for name, content in files.items()}
    files["package.json"] = files["package.json"].replace(b'"en"', b'"es"')
    with pytest.raises(archive.Unreadable) as refused:
        plan(read(archive.unpacked(written.again(files))))
    assert str(refused.value) == (
        "This course was written in Spanish, and this site has no pages in that language."
    )


def test_plan_takes_the_same_queries_for_any_number_of_lessons(
    exported, package, django_assert_num_queries
):
    files = written.opened(exported.content)
    manifest = json.loads(files["package.json"])
    for number in range(3, 10):
        manifest["lessons"].append({"key": str(uuid4()), "minutes": 5})
        files[f"en/lesson-{number:02}.json"] = files["en/lesson-01.json"]
    files["package.json"] = json.dumps(manifest).encode()
    longer = read(archive.unpacked(written.again(files)))
    for one in (package, longer):
        with django_assert_num_queries(13):
            plan(one)
