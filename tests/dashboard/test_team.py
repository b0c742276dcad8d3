"""What the lead of an organisation sees of its members: those who agreed, and how far they are."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from dashboard.team import team_of
from learning.models import CoursePage, Enrolment, LessonProgress
from learning.progress import actions as progress
from people.models import AccessRecord, Event, RoleGrant, User
from people.organisations.permissions import members_led_by, members_showing_progress_to
from people.privacy import access_log
from tests import factories
from tests.pages import card_under, one_line
from tests.responses import text_of
from tests.unwritable import unwritable_access_log
from web.reading.safe_counts import HIDDEN, Count, safe_count_within

pytestmark = pytest.mark.servers

HOME = reverse("home")
HEADING = "Courses in my organisation"


@pytest.fixture
def lead(world) -> User:
    """The lead of the organisation of `world.a`, as a request has them."""
    return factories.lead_of(world.a.organisation)


@pytest.fixture
def course(db) -> CoursePage:
    return factories.course(title="Our money", lessons=2, questions=1)


def agree(*users: User, shows: bool = True) -> None:
    User.objects.filter(pk__in=[one.pk for one in users]).update(shows_progress=shows)


def take(user: User, course: CoursePage, *, done: int = 0) -> None:
    enrolment = progress.enrol(user=user, course_key=course.translation_key)
    for lesson in list(course.lessons())[:done]:
        LessonProgress.objects.create(
            enrolment=enrolment, lesson_key=lesson.translation_key, done_at=timezone.now()
        )


def rows(user: User) -> list[tuple[str, str, int, int]]:
    team = team_of(user, "en")
    assert team
    return [(one.pseudonym, one.course.title, one.done, one.total) for one in team.rows]


def card(response) -> str:
    return card_under(text_of(response), HEADING)


def test_only_those_who_agreed_are_named_with_their_courses(world, lead, course):
    other = factories.course(title="Another", lessons=1)
    for user in (world.a.leader, world.a.leader2, world.a.facilitator):
        take(user, course, done=1)
    take(world.a.leader, other)
    agree(world.a.leader, world.a.facilitator, world.a.coordinator)
    names = [world.a.facilitator.pseudonym, world.a.leader.pseudonym]
    assert rows(lead) == [
        (names[0], "Our money", 1, 2),
        (names[1], "Our money", 1, 2),
        (names[1], "Another", 0, 1),
    ]


def test_no_one_agrees_unasked(world, lead, course):
    take(world.a.leader, course)
    assert set(User.objects.values_list("shows_progress", flat=True)) == {False}
    assert rows(lead) == []


def test_taking_it_back_works_with_the_next_request(world, lead, course, sign_in):
    take(world.a.leader, course)
    agree(world.a.leader)
    client = sign_in(lead)
    assert world.a.leader.pseudonym in card(client.get(HOME))
    agree(world.a.leader, shows=False)
    assert world.a.leader.pseudonym not in text_of(client.get(HOME))


def test_completed_course_counts_as_done_whatever_was_added_to_it(world, lead, course):
    take(world.a.leader, course, done=1)
    Enrolment.objects.update(completed_at=timezone.now())
    agree(world.a.leader)
    assert rows(lead) == [(world.a.leader.pseudonym, "Our money", 2, 2)]


def test_only_the_lead_of_their_own_organisation_sees_them(world, lead, course, sign_in):
    take(world.a.leader, course)
    agree(*User.objects.all())
    for elsewhere in (world.b.organisation, world.a.other_organisation):
        user = factories.lead_of(elsewhere)
        assert rows(user) == []
        assert world.a.leader.pseudonym not in text_of(sign_in(user).get(HOME))
    for user in (world.a.coordinator, world.a.mentor, world.a.facilitator, world.a.leader2):
        assert team_of(factories.loaded(user), "en") is None
        assert list(members_showing_progress_to(user)) == []
        assert HEADING not in text_of(sign_in(user).get(HOME))
    assert rows(lead) == [(world.a.leader.pseudonym, "Our money", 0, 2)]


def test_lead_whose_role_ended_sees_nothing(world, lead, course, sign_in):
    take(world.a.leader, course)
    agree(world.a.leader)
    RoleGrant.objects.filter(user=lead).update(until=timezone.localdate() - timedelta(days=2))
    page = text_of(sign_in(lead).get(HOME))
    assert (HEADING in page, world.a.leader.pseudonym in page) == (False, False)


def test_suspended_and_unvouched_members_are_as_if_they_were_not_there(world, lead, course):
    for user in (world.a.leader, world.a.leader2):
        take(user, course)
    agree(world.a.leader, world.a.leader2)
    User.objects.filter(pk=world.a.leader.pk).update(is_active=False)
    User.objects.filter(pk=world.a.leader2.pk).update(vouched_on=None)
    before = members_led_by(lead).count()
    assert rows(lead) == []
    User.objects.filter(pk=world.a.leader.pk).update(is_active=True)
    assert members_led_by(lead).count() == before + 1


def test_the_others_are_counted_only_when_they_are_many(world, lead, course, sign_in):
    client = sign_in(lead)
    few = "Who has not agreed is not named here: fewer than 10 other members."
    assert few in card(client.get(HOME))
    factories.UserFactory.create_batch(8, organisation=world.a.organisation)
    agree(world.a.leader)
    # The eight, and leader two, facilitator and coordinator.
    assert members_led_by(lead).filter(shows_progress=False).count() == 11
    many = "Who has not agreed is not named here: about 10 other members."
    assert many in card(client.get(HOME))


@pytest.mark.parametrize(
    ("people", "shown"), [(0, HIDDEN), (9, HIDDEN), (10, Count(10)), (12, Count(10))]
)
def test_count_within_one_organisation(people, shown):
    assert safe_count_within(people) == shown


def test_members_see_that_they_were_read_and_nothing_is_shown_without_it(
    world, lead, course, sign_in
):
    take(world.a.leader, course)
    take(world.a.leader2, course)
    agree(world.a.leader)
    client = sign_in(lead)
    for _time in range(2):
        assert client.get(HOME).status_code == 200
    assert list(AccessRecord.objects.values_list("subject", "actor", "what")) == [
        (world.a.leader.pk, lead.code, AccessRecord.What.ROSTER)
    ]
    [seen] = access_log.seen(user=world.a.leader)
    assert str(seen.by) == "an organisation lead"
    AccessRecord.objects.all().delete()
    with unwritable_access_log(), pytest.raises(DatabaseError):
        team_of(lead, "en")


@pytest.fixture
def crowd(world, course) -> set[int]:
    """45 members who agreed, each with a course."""
    people = factories.UserFactory.create_batch(45, organisation=world.a.organisation)
    Enrolment.objects.bulk_create(
        Enrolment(user=one, course_key=course.translation_key) for one in people
    )
    agree(*people)
    return {one.pk for one in people}


def test_each_day_shows_others_and_home_sets_off_no_alarm(lead, crowd, sign_in, time_machine):
    seen = []
    for day in ("2026-03-01", "2026-03-02", "2026-03-03"):
        time_machine.move_to(f"{day}T12:00:00Z", tick=False)
        team = team_of(lead, "en")
        assert team == team_of(lead, "en")
        assert team
        assert (len(team.rows), team.is_cut) == (20, False)
        seen.append({one.member for one in team.rows})
    assert set.union(*seen) == crowd
    assert not Event.objects.filter(kind=access_log.TO_THE_END).exists()
    assert "45 members have agreed. Each day, you see others of them." in one_line(
        card(sign_in(lead).get(HOME))
    )


def test_limit_of_a_day_counts_all_lists_together(world, lead, crowd):
    elsewhere = factories.UserFactory.create_batch(30)
    access_log.roster(actor=lead, rows=[[one.pk] for one in elsewhere])
    team = team_of(lead, "en")
    assert team
    assert (len(team.rows), team.is_cut) == (10, True)


def test_page_has_numbers_a_picture_and_one_way_on(world, lead, course, sign_in):
    take(world.a.leader, course, done=1)
    agree(world.a.leader)
    html = card(sign_in(lead).get(HOME))
    assert re.findall(r"<progress value=\"(\d)\" max=\"(\d)\"", html) == [("1", "2")]
    assert " ".join(re.findall(r'data-label="Progress">\s*(.*?)\s*<', html)) == "1 of 2"
    assert re.findall(r'<a class="button quiet" href="(.*?)"', html) == [
        reverse("people:invitations"),
        reverse("people:vouch"),
        reverse("people:organisation", args=[world.a.organisation.code]),
    ]


def test_empty_place_says_what_will_stand_there(lead, sign_in):
    html = " ".join(card(sign_in(lead).get(HOME)).split())
    assert "No one shows you their courses yet." in html


def test_it_costs_the_same_for_many(world, lead, course, django_assert_num_queries):
    def add(number: int) -> None:
        for user in factories.UserFactory.create_batch(number, organisation=world.a.organisation):
            take(user, course, done=1)
            agree(user)

    add(1)
    team_of(lead, "en")
    with django_assert_num_queries(8):
        team_of(lead, "en")
    add(5)
    with django_assert_num_queries(8):
        team_of(lead, "en")
