"""Courses that come before another one: said with why, refused in a circle, in no one's way."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield
from wagtail_localize.models import StringTranslation, Translation

from learning import concerned, overview
from learning.authoring import planned
from learning.catalogue import outline
from learning.models import CoursePage, Enrolment
from learning.progress import actions as progress
from learning.progress.queries import next_course
from tests import factories
from tests.factories import in_studio
from tests.learning.walking import Walk
from tests.pages import one_line

WHY = "It explains the words that this course uses."
FIRST = "<h2>Before this course</h2>"
KNOWN = "I know this already, take this course"


def name(page: CoursePage, *others: CoursePage, why: str = WHY, publish: bool = True) -> CoursePage:
    """Let an editor name the courses that come before `page`."""
    page = CoursePage.objects.get(pk=page.pk)
    page.before = [("course", {"course": other, "why": why}) for other in others]
    revision = page.save_revision()
    if publish:
        revision.publish()
    return CoursePage.objects.get(pk=page.pk)


def keep(page: CoursePage, key: str) -> None:
    """Name a course that comes before `page` without asking what the studio asks."""
    block = {"type": "course", "id": str(uuid4()), "value": {"course": key, "why": WHY}}
    CoursePage.objects.filter(pk=page.pk).update(before=[block])


@pytest.fixture
def words(db) -> CoursePage:
    """A course that comes before another."""
    return factories.course(title="The words")


@pytest.fixture
def course(words) -> CoursePage:
    return name(factories.course(title="The budget"), words)


def shown(walk: Walk, name: str = "course", lang: str = "en") -> str:
    return one_line(walk.client.get(walk.address(name, lang=lang)).content.decode())


def complete(user, page: CoursePage) -> None:
    progress.enrol(user=user, course_key=page.translation_key)
    mine = Enrolment.objects.filter(user=user, course_key=page.translation_key)
    mine.update(completed_at=mine.get().enrolled_at)


def takes(walk: Walk) -> bool:
    return Enrolment.objects.filter(user=walk.user, course_key=walk.page.translation_key).exists()


# For a learner


@pytest.mark.servers
def test_page_says_which_course_comes_first_why_and_what_it_costs(visit, words):
    page = shown(visit)
    [_, card] = page.split(FIRST)
    card = card[: card.index("</section>")]
    assert card.count(f'href="{reverse("learning:course", args=[words.translation_key])}"') == 2
    assert f"<p>{WHY}</p>" in card
    assert "2 lessons, 40 minutes" in card.replace("\xa0", " ").replace("&nbsp;", " ")
    assert '<span class="price">' in card
    assert KNOWN in card
    assert ">Take this course<" not in page


def test_taking_the_course_waits_for_the_one_before(visit, words):
    answer = visit.client.post(visit.address("enrol"))
    assert answer.url == visit.address("course")
    assert not takes(visit)
    assert "Another course comes before this one." in shown(visit)
    complete(visit.user, words)
    assert FIRST not in shown(visit)
    assert visit.client.post(visit.address("enrol")).url == visit.address("lesson", 1)
    assert takes(visit)


def test_who_knows_it_already_goes_on_and_nothing_else_is_kept(visit, words):
    for _time in range(2):
        answer = visit.client.post(visit.address("enrol"), {"knows_it": "1"})
        assert answer.url == visit.address("lesson", 1)
    assert [one.course_key for one in Enrolment.objects.all()] == [visit.page.translation_key]
    assert FIRST not in shown(visit)


def test_who_takes_the_course_keeps_it_when_another_comes_before_it_later(visit, words):
    other = factories.course(title="Later")
    progress.enrol(user=visit.user, course_key=visit.page.translation_key)
    name(visit.page, words, other)
    assert FIRST not in shown(visit)
    assert visit.client.post(visit.address("enrol")).url == visit.address("lesson", 1)


@pytest.mark.parametrize("gone", ["taken down", "deleted", "never published", "without lessons"])
def test_what_is_not_there_stands_in_no_ones_way(visit, words, gone):
    match gone:
        case "taken down":
            words.unpublish()
        case "deleted":
            CoursePage.objects.get(pk=words.pk).delete()
        case "never published":
            CoursePage.objects.filter(pk=words.pk).update(live=False, first_published_at=None)
        case "without lessons":
            for lesson in words.lessons():
                lesson.delete()
    assert FIRST not in shown(visit)
    assert visit.client.post(visit.address("enrol")).url == visit.address("lesson", 1)


def test_circle_that_no_one_could_refuse_still_lets_everyone_go_on(visit, words):
    keep(words, str(visit.page.translation_key))
    for page in (visit.page, words):
        walk = Walk(visit.client, visit.user, page)
        assert FIRST in shown(walk)
        walk.client.post(walk.address("enrol"), {"knows_it": "1"})
        assert takes(walk)


def test_another_members_completion_is_not_theirs(visit, words, world):
    complete(world.a.leader2, words)
    assert FIRST in shown(visit)


def test_stranger_reads_of_open_courses_only(visit, words):
    stranger = Walk(Client(), visit.user, visit.page)
    CoursePage.objects.filter(pk=visit.page.pk).update(access=CoursePage.Access.OPEN)
    assert FIRST not in shown(stranger)
    CoursePage.objects.update(access=CoursePage.Access.OPEN)
    page = shown(stranger)
    assert FIRST in page
    assert KNOWN not in page
    assert "Sign in to take this course" in page
    assert "Once there was a group." in shown_lesson(stranger)


def shown_lesson(walk: Walk) -> str:
    return one_line(walk.client.get(walk.address("lesson", 1)).content.decode())


def test_catalogue_says_which_course_comes_first(visit, words):
    def cards() -> dict[str, str]:
        page = one_line(visit.client.get(reverse("learning:catalogue")).content.decode())
        parts = page.split('<article class="card course">')[1:]
        return {"budget" if "The budget</a></h3>" in one else "words": one for one in parts}

    assert ["First:" in cards()[one] for one in ("words", "budget")] == [False, True]
    complete(visit.user, words)
    assert "First:" not in cards()["budget"]


def test_course_to_begin_with_and_the_next_one_need_no_other(visit, words, world):
    middle, last = factories.course(title="Middle"), factories.course(title="Last")
    name(words, last)
    name(middle, visit.page)
    assert overview.first_course(visit.user, "en").title == "Last"
    complete(visit.user, last)
    walk = Walk(visit.client, visit.user, last)
    assert next_course(visit.user, walk.course, "en").title == "The words"


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_the_same_with_more_courses_before(visit, number, django_assert_max_num_queries):
    name(visit.page, *(factories.course(title=f"Earlier {at}") for at in range(number)))
    for address in (visit.address("course"), reverse("learning:catalogue"), reverse("home")):
        visit.client.get(address)
        with django_assert_max_num_queries(6):
            visit.client.get(address)


# In every language


def test_it_holds_in_every_language_in_the_words_of_that_language(visit, french, words):
    course = CoursePage.objects.get(pk=french.pk)
    [block] = json.loads(json.dumps(visit.page.before.get_prep_value()))
    block["value"]["why"] = "Il explique les mots."
    course.before = course.before.stream_block.to_python([block])
    course.save_revision().publish()
    factories.in_french(words)
    page = shown(visit, lang="fr")
    assert "<p>Il explique les mots.</p>" in page
    assert ">The words (fr)</a>" in page


def test_words_of_the_source_have_their_language(visit, french):
    CoursePage.objects.filter(pk=french.pk).update(before=[])
    assert f'<p lang="en">{WHY}</p>' in shown(visit, lang="fr")


def test_translation_that_still_speaks_of_another_course_says_the_source(visit, french, words):
    other = factories.course(title="Other")
    page = name(french, other, why="D’un autre cours.")
    [block] = page.before.get_prep_value()
    own = name(visit.page, words)
    block["id"] = own.before[0].id
    page.before = page.before.stream_block.to_python([block])
    page.save_revision().publish()
    found = outline.course(CoursePage.objects.live(), own.translation_key, "fr")
    assert [(one.key, one.why, one.language) for one in found.before] == [
        (words.translation_key, WHY, "en")
    ]


@pytest.mark.servers
def test_copy_and_alias_name_the_same_courses(course, words):
    for copy in (
        course.copy(update_attrs={"slug": "a-copy"}, keep_live=True),
        course.create_alias(update_slug="an-alias"),
    ):
        found = outline.course(CoursePage.objects.live(), copy.translation_key, "en")
        assert [one.key for one in found.before] == [words.translation_key]


# In the studio


@pytest.fixture
def studio(course, sign_in) -> Client:
    return sign_in(in_studio())


@pytest.fixture
def french_home(course) -> Page:
    """The home page of another language, as the translation of that of the course."""
    home = factories.home_page("fr")
    home.translation_key = Page.objects.ancestor_of(course).get(depth=2).translation_key
    home.save()
    return home


@pytest.fixture
def captured(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


def form(page: CoursePage, *others: CoursePage | None, **changes: str) -> dict[str, str]:
    blocks = [("course", {"course": other.pk if other else "", "why": WHY}) for other in others]
    names = ("title", "slug", "summary", "way", "sequence", "finish", "access")
    fields = {name: getattr(page, name) for name in names}
    empty = {"outcomes": "", "needs": "", "teach_back": ""}
    return nested_form_data({**fields, **empty, "before": streamfield(blocks)}) | changes


def send(studio: Client, page: CoursePage, *others: CoursePage | None, publish: bool = True):
    press = {"action-publish": "on"} if publish else {}
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return studio.post(address, form(page, *others, **press))


def before(page: CoursePage) -> list[UUID]:
    found = outline.course(CoursePage.objects.live(), page.translation_key, "en")
    return [one.key for one in found.before]


def refusals(answer) -> str:
    """What the editor reads beside the courses."""
    assert answer.status_code == 200
    page = one_line(answer.content.decode())
    return page.replace("\\u201c", "“").replace("\\u201d", "”")


def test_editor_names_a_course_and_sees_it_again(studio, course, words):
    other = factories.course(title="Other")
    assert send(studio, course, other).status_code == 302
    assert before(course) == [other.translation_key]
    again = studio.get(reverse("wagtailadmin_pages:edit", args=[course.pk])).content.decode()
    assert "Other" in again
    changes = reverse("page-changes", args=["learning", "coursepage", course.pk])
    told = one_line(studio.get(changes).content.decode())
    assert "Other" in told
    assert str(other.translation_key) not in told


@pytest.mark.parametrize("publish", [True, False])
def test_circle_is_refused_with_the_names_of_its_courses(studio, course, words, publish):
    page = refusals(send(studio, words, course, publish=publish))
    assert "This goes round in a circle:" in page
    assert "“The budget” comes before “The words”" in page
    assert "“The words” comes before “The budget”" in page
    assert before(words) == []


def test_longer_circle_is_refused(studio, course, words):
    third = name(factories.course(title="Third"), course)
    page = refusals(send(studio, words, third))
    steps = (("Third", "The words"), ("The budget", "Third"), ("The words", "The budget"))
    for first, then in steps:
        assert f"“{first}” comes before “{then}”" in page
    assert before(words) == []


def test_course_before_itself_and_one_named_twice_are_refused(studio, course, words):
    assert "A course cannot come before itself." in refusals(send(studio, course, course))
    assert "This course is named twice." in refusals(send(studio, course, words, words))
    assert before(course) == [words.translation_key]


def test_four_courses_are_too_many(studio, course):
    others = [factories.course(title=f"Course {number}") for number in range(4)]
    assert send(studio, course, *others).status_code == 200
    assert send(studio, course, *others[:3]).status_code == 302


def test_page_of_another_kind_is_no_course_before(studio, course):
    subject = Page.objects.get(pk=course.get_parent().pk)
    assert send(studio, course, subject).status_code == 200


def test_two_ways_to_one_course_are_no_circle(studio, course, words):
    third = name(factories.course(title="Third"), words)
    fourth = factories.course(title="Fourth")
    assert send(studio, fourth, course, third).status_code == 302


def test_taking_a_course_down_says_before_which_it_comes(studio, course, words):
    told = "It comes before the course “The budget”. Members can take that one without it then."
    page = studio.get(reverse("wagtailadmin_pages:unpublish", args=[words.pk]))
    assert told in one_line(page.content.decode())
    assert told in concerned.sentences(Page.objects.get(pk=words.pk))
    assert [told] != concerned.sentences(Page.objects.get(pk=course.pk))[3:]
    subject = Page.objects.get(pk=words.get_parent().pk)
    assert told not in concerned.sentences(subject)


def test_damaged_key_names_no_course(course):
    keep(course, "x")
    assert before(course) == []
    assert CoursePage.objects.get(pk=course.pk).before[0].value["course"] is None


def test_why_is_translated_and_the_course_is_not(studio, course, words, french_home, captured):
    """The translation of a course names the same courses, in its own words."""
    target = french_home.locale
    with captured(execute=True):
        studio.post(
            reverse("wagtail_localize:submit_page_translation", args=[course.pk]),
            {"locales": [target.pk]},
        )
    made = Translation.objects.get(source__object_id=course.translation_key)
    strings = made.source.stringsegment_set.select_related("string")
    said = {one.string.data for one in strings}
    assert WHY in said
    assert str(words.translation_key) not in said
    assert not made.source.overridablesegment_set.exists()
    for one in strings:
        StringTranslation.objects.create(
            translation_of=one.string,
            locale=target,
            context=one.context,
            data=f"{one.string.data} (fr)",
        )
    with captured(execute=True):
        made.save_target(publish=True)
    found = outline.course(CoursePage.objects.live(), course.translation_key, "fr")
    assert [(one.key, one.why, one.language) for one in found.before] == [
        (words.translation_key, f"{WHY} (fr)", "fr")
    ]


@pytest.fixture
def third(course, words) -> CoursePage:
    """A course with a draft that names `words`, which named it meanwhile."""
    page = factories.course(title="Third")
    page = name(page, words, publish=False)
    name(words, page)
    return page


def test_circle_that_came_about_since_the_draft_is_refused(studio, third, words):
    draft = third.get_latest_revision_as_object()
    assert "This goes round in a circle:" in refusals(send(studio, draft, words))
    assert before(third) == []


def test_circle_that_came_about_since_the_draft_does_not_go_live_at_its_hour(third):
    plan = third.get_latest_revision()
    plan.user = in_studio()
    plan.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    plan.save()
    planned.publish_due()
    assert before(third) == []
    [notice] = plan.user.notices.all()
    assert notice.key.endswith("/checks")


def test_circle_among_many_pages_at_once_breaks_nothing(studio, third):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    assert studio.post(f"{address}?id={third.pk}").status_code == 302
    assert before(third) != []
