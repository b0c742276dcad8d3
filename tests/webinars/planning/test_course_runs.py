"""Webinars that are planned for a course run: for the people in it, and for those who lead it."""

from datetime import timedelta

import pytest
from django.db.models import ProtectedError
from django.urls import reverse

from learning.models import CourseRun, RunPlace
from learning.runs import actions as runs
from learning.runs import planning
from people.models import User
from tests import factories
from tests.factories import loaded, webinar
from tests.pages import one_line
from webinars.models import Registration, Webinar
from webinars.planning.permissions import webinars_visible_to
from webinars.registration import places
from webinars.registration.actions import register
from webinars.registration.queries import listed_for

pytestmark = pytest.mark.servers

DAYS = ("starts_on", "ends_on", "join_until")


@pytest.fixture
def run(world) -> CourseRun:
    return factories.course_run(world.a, factories.course(), facilitator=world.a.facilitator)


def sees(user: User, planned: Webinar) -> bool:
    """Whether `user` sees the webinar; the list and the page say the same."""
    user = loaded(user)
    found = webinars_visible_to(user).filter(pk=planned.pk).exists()
    assert (planned in listed_for(user)) is found
    return found


@pytest.mark.parametrize("is_for_all", [True, False])
def test_webinar_of_a_run_is_for_the_people_in_it_and_those_who_plan(world, run, is_for_all):
    planned = webinar(None if is_for_all else world.a, run=run, created_by=world.a.coordinator)
    Webinar.objects.filter(pk=planned.pk).update(facilitator=None)
    factories.run_place(run, world.b.leader)
    factories.run_place(run, world.a.leader2, handle="Reed 7", state=RunPlace.State.WAITING)
    seen = [world.b.leader, world.a.facilitator, world.a.coordinator]
    unseen = [world.a.leader, world.a.leader2, world.a.mentor, world.b.facilitator]
    assert [sees(one, planned) for one in seen] == [True, True, True]
    assert [sees(one, planned) for one in unseen] == [False, False, False, False]
    assert not sees(world.b.coordinator, planned)


def test_page_of_a_webinar_says_that_it_is_for_a_run(world, run, sign_in):
    coordinator = sign_in(world.a.coordinator)
    said = "Only the people in a course run and those who plan it see this webinar."
    for planned, is_said in ((webinar(world.a, run=run), True), (webinar(world.a), False)):
        page = one_line(coordinator.get(planned.get_absolute_url()).content.decode())
        assert (said in page) is is_said


def test_without_a_run_everything_is_as_it_was(world):
    near, everywhere = webinar(world.a), webinar()
    assert [sees(world.a.leader, one) for one in (near, everywhere)] == [True, True]
    assert [sees(world.b.leader, one) for one in (near, everywhere)] == [False, True]


def test_run_with_a_webinar_is_not_deleted_which_would_open_it_to_the_region(world, run):
    webinar(world.a, run=run)
    with pytest.raises(ProtectedError):
        run.delete()


def test_run_that_is_cancelled_takes_its_webinars_along_and_no_other(world, run):
    planned, other = webinar(world.a, run=run), webinar(world.a)
    factories.run_place(run, world.a.leader)
    register(user=world.a.leader, webinar=planned)
    for _again in range(2):
        planning.cancel_run(by=world.a.facilitator, run=run)
    planned.refresh_from_db()
    other.refresh_from_db()
    assert (planned.is_cancelled, other.is_cancelled) == (True, False)
    told = sorted(world.a.leader.notices.values_list("kind", flat=True))
    assert told == ["run_cancelled", "webinar_cancelled"]


def test_who_leaves_the_run_loses_the_place_in_its_webinar(world, run):
    planned = webinar(world.a, run=run)
    factories.run_place(run, world.a.leader)
    register(user=world.a.leader, webinar=planned)
    assert places.free_lost() == 0
    runs.leave(user=world.a.leader, run=run)
    assert places.free_lost() == 1
    assert list(world.a.leader.notices.values_list("kind", flat=True)) == ["webinar_lost"]
    assert Registration.objects.count() == 0


def test_page_of_the_run_has_its_coming_webinars_within_six_queries(
    world, run, sign_in, django_assert_max_num_queries
):
    planned = webinar(world.a, run=run)
    over = webinar(world.a, run=run, starts_in=timedelta(days=-2))
    other = webinar(world.a)
    factories.run_place(run, world.a.leader)
    browser = sign_in(world.a.leader)
    browser.get(run.get_absolute_url())
    with django_assert_max_num_queries(6):
        page = one_line(browser.get(run.get_absolute_url()).content.decode())
    assert planned.get_absolute_url() in page
    assert over.get_absolute_url() not in page
    assert other.get_absolute_url() not in page
    assert (
        planned.title not in sign_in(world.a.leader2).get(run.get_absolute_url()).content.decode()
    )


def test_room_begins_with_the_name_of_the_run(world, run, sign_in):
    planned = webinar(world.a, run=run)
    factories.run_place(run, world.a.leader, handle="Quiet reed")
    page = sign_in(world.a.leader).get(planned.get_absolute_url())
    assert page.context["form"].initial == {"alias": "Quiet reed"}


def test_coordinator_chooses_among_the_runs_that_they_manage(world, run, sign_in):
    far = factories.course_run(world.b, factories.course(title="Far"))
    page = sign_in(world.a.coordinator).get(reverse("webinars:new"))
    offered = [value for value, _label in page.context["form"].fields["run"].choices]
    assert [str(one) for one in offered] == ["", str(run.pk)]
    assert far.pk not in offered


def test_another_webinar_like_one_of_a_run_that_is_over_says_that_it_has_no_run(
    world, run, sign_in
):
    planned = webinar(world.a, run=run)
    address = reverse("webinars:again", args=[planned.code])
    browser = sign_in(world.a.coordinator)
    for days, said in ((0, run.pk), (60, None)):
        CourseRun.objects.filter(pk=run.pk).update(
            **{name: getattr(run, name) - timedelta(days=days) for name in DAYS}
        )
        assert browser.get(address).context["form"]["run"].value() == said
