"""What waits for a member because of their roles: on their home page, and in the menu."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from dashboard.home import home_of
from dashboard.waiting import Waiting, count_waiting, numbers_of, waiting_for
from learning.progress import actions as progress
from mentorship.models import Draft, Pair, Programme, Run
from people.models import AccessRecord, User
from people.roles.table import Role
from safety import actions as concerns
from safety.models import ConcernMessage
from tests import factories
from tests.factories import example
from tests.pages import one_line
from tests.responses import text_of
from webinars.models import Registration, Webinar

HOME = reverse("home")
WORK = re.compile(r'<li class="waits"><p><b>(.*?)</b>.*?<a class="(button[ a-z]*)" href="(.*?)">')


def waiting(user) -> list[Waiting]:
    user = User.objects.get(pk=user.pk)
    home = home_of(user, "en")
    return waiting_for(
        user,
        reviews=home.waiting,
        managed=home.managed,
        questions=home.questions,
        stories=home.stories,
        translations=home.translations,
        oldest_review=home.oldest_review,
    )


def headings(user) -> list[str]:
    return [one.heading for one in waiting(user)]


def newcomer(side, *, days: int = 9) -> User:
    one = example.person("newcomer", side.organisation, f"ZQ newcomer {uuid4().hex[:6]}")
    one.roles.all().delete()
    User.objects.filter(pk=one.pk).update(vouch_until=timezone.localdate() + timedelta(days=days))
    return one


def draft(side) -> Draft:
    programme = Programme.objects.create(name="ZQ programme", region=side.region)
    run = Run.objects.create(programme=programme, weights_version=1)
    return Draft.objects.create(
        programme=programme,
        run=run.code,
        mentor=side.mentor,
        mentee=side.leader,
        score=1,
        parts={},
        reasons=[],
        alternatives=[],
    )


def webinar(side, **fields) -> Webinar:
    return Webinar.objects.create(
        **{
            "title": "ZQ webinar",
            "region": side.region,
            "starts_at": timezone.now() + timedelta(days=3),
            "minutes": 60,
            "languages": ["en"],
            "created_by": side.coordinator,
            "facilitator": side.facilitator,
            **fields,
        }
    )


@pytest.fixture
def officer(db) -> User:
    return factories.with_role(factories.UserFactory(), "safety")


def test_nothing_waits_for_members_without_a_role(world):
    newcomer(world.a)
    draft(world.a)
    factories.quiet_pair(world.a)
    webinar(world.a, facilitator=None)
    concerns.leave(key=uuid4(), text="Something happened.", organisation=None)
    for user in (world.a.leader, world.a.mentor, world.a.facilitator):
        assert waiting(user) == []


def test_coordinator_finds_what_waits_in_their_own_region(world):
    assert headings(world.a.coordinator) == []
    newcomer(world.a, days=5)
    newcomer(world.a, days=3)
    drafted = draft(world.a)
    factories.quiet_pair(world.a)
    open_one = webinar(world.a, facilitator=None)
    first_end = date_format(timezone.localdate() + timedelta(days=3))
    found = waiting(world.a.coordinator)
    assert [(one.heading, one.text, one.link, one.count) for one in found] == [
        (
            "2 newcomers are waiting for a vouch",
            f"The first account will be erased on {first_end}.",
            reverse("people:waiting-newcomers"),
            2,
        ),
        (
            "1 proposed pair is waiting for your decision",
            "Each comes with its reasons.",
            reverse("mentorship:programme", args=[drafted.programme.code]),
            1,
        ),
        ("1 pair has not met for 30 days", "", reverse("dashboard:region"), 1),
        (
            "“ZQ webinar” has no facilitator yet",
            date_format(timezone.localtime(open_one.starts_at), "DATETIME_FORMAT"),
            reverse("webinars:edit", args=[open_one.code]),
            1,
        ),
    ]
    assert waiting(world.b.coordinator) == []


def test_proposed_pairs_of_two_programmes_lead_to_the_list_of_programmes(world):
    for _number in range(2):
        draft(world.a)
    [one] = waiting(world.a.coordinator)
    assert (one.link, one.count) == (reverse("mentorship:programmes"), 2)


def test_webinar_waits_for_a_facilitator_in_its_last_two_weeks(world):
    webinar(world.a, facilitator=None, starts_at=timezone.now() + timedelta(days=15))
    assert headings(world.a.coordinator) == []
    Webinar.objects.update(starts_at=timezone.now() + timedelta(days=13))
    assert headings(world.a.coordinator) == ["“ZQ webinar” has no facilitator yet"]


def test_people_without_a_place_wait_for_more_places(world):
    full = webinar(world.a, seats=1)
    for user, state in ((world.a.leader, "registered"), (world.a.leader2, "waiting")):
        Registration.objects.create(webinar=full, user=user, alias="Someone", state=state)
    assert headings(world.a.coordinator) == [
        "“ZQ webinar” is full, and 1 person is waiting for a place"
    ]


def test_pair_that_met_lately_or_is_young_does_not_wait(world):
    factories.quiet_pair(world.a, days=20)
    assert headings(world.a.coordinator) == []
    Pair.objects.update(started_at=timezone.now() - timedelta(days=50))
    assert headings(world.a.coordinator) == ["1 pair has not met for 30 days"]
    Pair.objects.get().meetings.create(held_on=timezone.localdate())
    assert headings(world.a.coordinator) == []


def test_administrator_finds_the_newcomers_of_all_regions(world):
    for side in (world.a, world.b):
        newcomer(side)
    admin = example.person("admin", world.a.organisation, "ZQ admin")
    assert headings(admin) == ["2 newcomers are waiting for a vouch"]


def test_officer_finds_concerns_without_a_word_of_them(world, officer, sign_in):
    concerns.leave(key=uuid4(), text="Something happened.", organisation=world.a.organisation)
    [one] = waiting(officer)
    today = date_format(timezone.now().date())
    assert (one.heading, one.text) == (
        "1 concern is waiting for a reply",
        f"The oldest since {today}.",
    )
    assert "Something happened" not in text_of(sign_in(officer).get(HOME))
    ConcernMessage.objects.update(from_officer=True)
    assert waiting(officer) == []


def test_officer_of_the_organisation_concerned_finds_nothing(world):
    own = factories.with_role(factories.UserFactory(organisation=world.a.organisation), "safety")
    concerns.leave(key=uuid4(), text="Something happened.", organisation=world.a.organisation)
    assert waiting(own) == []


def test_mentor_finds_the_exercises_of_their_mentees(world):
    factories.quiet_pair(world.a, days=1)
    factories.hand_in(world.a.leader, factories.course(), "Our budget")
    assert headings(world.a.mentor) == ["1 exercise is waiting for your review"]
    assert waiting(world.b.mentor) == []


def test_mentor_is_one_tap_from_the_exercise_that_waits_longest(world, sign_in):
    factories.quiet_pair(world.a, days=1)
    first = factories.hand_in(world.a.leader, factories.course(), "Our budget")
    factories.hand_in(world.a.leader, factories.course(title="Rights"), "Our rights")
    (found,) = waiting(world.a.mentor)
    link = reverse("mentorship:review", args=[first.code])
    assert (found.count, found.link, found.page) == (2, link, "mentorship:overview")
    assert sign_in(world.a.mentor).get(link).status_code == 200


@pytest.mark.parametrize("kind", ["editor", "translator", "leader", "coordinator", "admin"])
def test_home_of_who_writes_courses_leads_into_the_studio(world, sign_in, kind):
    user = example.person(kind, world.a.organisation, "ZQ one")
    writes = kind in ("editor", "translator")
    assert ("Write and translate courses" in text_of(sign_in(user).get(HOME))) is writes
    source, _is_new = TranslationSource.get_or_create_from_instance(factories.course())
    french, _is_new = Locale.objects.get_or_create(language_code="fr")
    Translation.objects.create(source=source, target_locale=french)
    found = [
        (one.heading, one.link, one.count)
        for one in waiting(user)
        if one.label == "Open the studio"
    ]
    heading = "1 translation is unfinished, or older than its source"
    assert found == ([(heading, reverse("wagtailadmin_home"), 1)] if writes else [])


def test_work_of_a_role_comes_before_a_lesson_and_is_marked_once(world, sign_in):
    page = factories.course(lessons=1)
    progress.enrol(user=world.a.coordinator, course_key=page.translation_key)
    browser = sign_in(world.a.coordinator)
    lesson = reverse("learning:course", args=[page.translation_key])
    assert WORK.findall(one_line(text_of(browser.get(HOME)))) == []
    draft(world.a)
    newcomer(world.a)
    shown = one_line(text_of(browser.get(HOME)))
    assert [(unescape(what), look) for what, look, _link in WORK.findall(shown)] == [
        ("1 newcomer is waiting for a vouch", "button"),
        ("1 proposed pair is waiting for your decision", "button quiet"),
    ]
    assert "card next" not in shown
    assert f'href="{lesson}"' in shown


def counts(browser, page: str) -> list[tuple[str, str]]:
    """Return the entries of the menu with a number, as the page shows them."""
    menu = one_line(text_of(browser.get(page))).partition("<nav class=")[2]
    return re.findall(r'([^>]+)<span class="count">(\d+)<span class="vh">waiting</span>', menu)


def test_numbers_are_in_the_menu(world, sign_in):
    draft(world.a)
    newcomer(world.a)
    newcomer(world.a)
    found = waiting(world.a.coordinator)
    assert numbers_of(found) == {
        "home": 2,
        "people:waiting-newcomers": 2,
        "mentorship:programmes": 1,
    }
    for page in (HOME, reverse("learning:catalogue"), reverse("people:me")):
        assert counts(sign_in(world.a.coordinator), page) == [
            ("Home", "2"),
            ("Programmes and matching", "1"),
            ("Waiting for a vouch", "2"),
        ]
        assert counts(sign_in(world.b.coordinator), page) == []
        assert counts(sign_in(world.a.leader), page) == []


def test_page_that_says_that_nothing_is_there_counts_nothing(world, sign_in):
    newcomer(world.a)
    browser = sign_in(world.a.coordinator)
    with CaptureQueriesContext(connection) as asked:
        assert counts(browser, "/en/nowhere/") == []
    assert [one for one in asked if Webinar._meta.db_table in one["sql"]] == []
    assert counts(browser, reverse("people:me")) == [("Home", "1"), ("Waiting for a vouch", "1")]


def test_menu_counts_the_exercises_of_a_coordinator_who_mentors(world, sign_in):
    """As the home page does, and without reading a note of a pair, which would be recorded."""
    mentor = factories.with_role(world.a.mentor, Role.COORDINATOR, world.a.region)
    factories.running_pair(world.a)
    factories.hand_in(world.a.leader, factories.course(), "My budget")
    AccessRecord.objects.all().delete()
    page = reverse("learning:catalogue")
    assert counts(sign_in(mentor), page) == [("Home", "1"), ("Mentoring", "1")]
    assert not AccessRecord.objects.exists()
    assert counts(sign_in(mentor), HOME) == [("Home", "1"), ("Mentoring", "1")]
    assert counts(sign_in(world.b.coordinator), page) == []


@pytest.mark.parametrize("who", ["leader", "mentor", "facilitator"])
def test_menu_asks_nothing_more_for_members_without_duties(world, django_assert_num_queries, who):
    user = factories.loaded(getattr(world.a, who))
    with django_assert_num_queries(0):
        assert count_waiting(user) == {}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("leader", False), ("coordinator", True), ("safety", True), ("admin", True)],
)
def test_roles_with_duties_read_that_nothing_waits(world, sign_in, kind, expected):
    page = text_of(sign_in(example.person(kind, world.a.organisation, "ZQ one")).get(HOME))
    assert ("Nothing is waiting for you." in page) is expected
    assert ("Choose something to learn" in page) is not expected
