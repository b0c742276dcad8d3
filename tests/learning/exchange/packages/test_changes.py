"""What an import changes on a site that has the course already."""

import json
from uuid import uuid4

import pytest
from wagtail.models import Page
from wagtail_localize.models import TranslationSource

from cms.translations import queries
from learning.authoring.actions import place
from learning.exchange.packages import writing
from learning.exchange.packages.export import export
from learning.exchange.packages.format import archive
from learning.exchange.packages.format.contents import read
from learning.exchange.packages.plan import Fate, plan
from learning.exchange.packages.writing import Steps
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


def test_export_lets_nothing_be_written_over(newer, course):
    """Of copies that someone keeps, an older one brings no old text back unasked."""
    monday = read(archive.unpacked(export(course=course.translation_key).content))
    edit(lesson(), summary="Tuesday.")
    tuesday = read(archive.unpacked(export(course=course.translation_key).content))
    assert fates(tuesday)[1] == Fate.SAME
    assert fates(monday)[1] == fates(newer)[1] == Fate.BOTH
    bring(monday)
    bring(newer)
    assert (lesson().title, lesson().summary) == ("Lesson one en", "Tuesday.")
    edit(lesson(), summary="Wednesday.")
    assert fates(tuesday)[1] == Fate.KEPT


def test_older_package_is_asked_for(package, newer):
    bring(newer)
    assert fates(package)[1] == Fate.BOTH
    bring(package)
    assert lesson().title == "Better"


@pytest.mark.servers
def test_what_someone_publishes_during_the_import_stays(newer):
    class Editing(Steps):
        """An editor publishes the second page while the first is written."""

        lefts = 0

        def alive(self):
            if lesson().summary != "Meanwhile.":
                edit(lesson(), summary="Meanwhile.")

        def left(self):
            self.lefts += 1

    steps = Editing()
    writing.run(newer, user=None, goes_live=False, steps=steps)
    assert (lesson().title, lesson().summary, steps.lefts) == ("Lesson one en", "Meanwhile.", 1)
    assert lesson("fr").title == "Mieux"


def test_package_opens_no_course_to_strangers(exported, course):
    content = written.opened(exported.content)
    manifest = json.loads(content["package.json"])
    manifest["course"] |= {"access": "open", "way": "alone"}
    content["package.json"] = json.dumps(manifest).encode()
    bring(read(archive.unpacked(written.again(content))))
    found = CoursePage.objects.values_list("access", "way")
    assert list(found) == [("members", "alone")] * 2


@pytest.mark.servers
def test_french_of_a_course_that_no_one_reads_yet_is_kept(exported, course):
    CoursePage.objects.update(live=False)
    content = exported.content
    for language in ("en", "fr"):
        name = f"{language}/course.json"
        content = written.changed(content, name, summary=f"New in {language}.")
    bring(read(archive.unpacked(content)))
    english, french = CoursePage.objects.order_by("locale__language_code")
    assert english.get_latest_revision_as_object().summary == "New in en."
    assert french.get_latest_revision_as_object().summary == "New in fr."
    assert queries.missing(queries.made_from_source(french)) == 0


def test_alias_in_the_other_language_becomes_a_page(exported, course):
    french = lesson("fr")
    source = lesson()
    french.delete()
    TranslationSource.objects.filter(object_id=source.translation_key).delete()
    PackagedPage.objects.filter(translation_key=source.translation_key, language="fr").delete()
    above = CoursePage.objects.get(locale__language_code="fr")
    source.copy_for_translation(above.locale, alias=True)
    bring(read(archive.unpacked(exported.content)))
    found = LessonPage.objects.get(
        translation_key=source.translation_key, locale__language_code="fr"
    )
    assert (found.alias_of_id, found.title) == (None, "Lesson one fr")


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
    assert [lesson(one, 1).title for one in ("en", "fr")] == ["Better", "Mieux"]


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


def titles() -> list[list[str]]:
    return [[lesson(one, number).title for number in (0, 1)] for one in ("en", "fr")]


@pytest.mark.servers
def test_lessons_get_the_order_of_the_package_when_that_has_changed(exported, package, newer):
    orders = [[f"Lesson {name} {one}" for name in ("one", "two")] for one in ("en", "fr")]
    assert titles() == orders
    files = written.opened(exported.content)
    manifest = json.loads(files["package.json"])
    manifest["lessons"].reverse()
    files["package.json"] = json.dumps(manifest).encode()
    for language in ("en", "fr"):
        one, two = f"{language}/lesson-01.json", f"{language}/lesson-02.json"
        files[one], files[two] = files[two], files[one]
    turned = read(archive.unpacked(written.again(files)))
    assert (plan(turned).reorders, plan(package).reorders) == (True, False)
    bring(turned)
    assert titles() == [order[::-1] for order in orders]


def test_order_that_was_made_here_stays(newer):
    course = CoursePage.objects.get(locale__language_code="en")
    place(course=course, lesson=Page.objects.get(pk=lesson(number=1).pk), number=1, user=None)
    bring(newer)
    assert [lesson(number=number).title for number in (0, 1)] == ["Lesson two en", "Better"]


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
        own = f'"id": "{number}'.encode()
        text = files["en/lesson-01.json"].replace(b'"id": "', own)
        files[f"en/lesson-{number:02}.json"] = text
    files["package.json"] = json.dumps(manifest).encode()
    longer = read(archive.unpacked(written.again(files)))
    for one in (package, longer):
        with django_assert_num_queries(14):
            plan(one)
