"""Joining a course run: places, the waiting list, switching, and names that lead to no one."""

from datetime import timedelta

import pytest
from django.urls import reverse

from learning.models import CourseRun, Enrolment, RunPlace
from learning.runs import actions, queries
from learning.runs.actions import HandleElsewhere, NoPlaceToSwitchTo, RunClosed
from people.aliases.names import NameTaken
from people.models import Event, Notice, User
from people.privacy import erasure
from tests import factories
from tests.factories import UserFactory
from tests.learning.runs.conftest import joining
from tests.racing import at_once
from tests.responses import errors, messages, text_of

pytestmark = pytest.mark.servers

PLACE, WAITING = RunPlace.State.PLACE, RunPlace.State.WAITING


def states(run: CourseRun) -> dict[str, str]:
    return dict(run.places.values_list("user__pseudonym", "state"))


def told(user: User) -> list[str]:
    return list(user.notices.order_by("pk").values_list("kind", flat=True))


def neighbours(world, number: int) -> list[User]:
    return UserFactory.create_batch(number, organisation=world.a.organisation)


def send(sign_in, user, run, **typed):
    form = {"handle": "Quiet reed"} | typed
    return sign_in(user).post(reverse("learning:join-run", args=[run.code]), form, follow=True)


def test_joining_takes_the_course_and_a_place_under_another_name(world, run, sign_in):
    response = send(sign_in, world.a.leader, run)
    assert messages(response) == ["You have a place."]
    place = RunPlace.objects.get()
    assert (place.user, place.handle, place.state, place.shows_progress) == (
        world.a.leader,
        "Quiet reed",
        PLACE,
        False,
    )
    assert Enrolment.objects.get(user=world.a.leader).course_key == run.course_key


def test_the_same_form_sent_again_makes_no_second_place(world, run, sign_in):
    send(sign_in, world.a.leader, run)
    response = send(sign_in, world.a.leader, run)
    assert messages(response) == ["Saved."]
    assert run.places.count() == 1
    assert Event.objects.filter(kind="join_run").count() == 1


def test_a_full_run_has_a_waiting_list_that_moves_up_and_tells_once(world, run, join):
    CourseRun.objects.filter(pk=run.pk).update(seats=1)
    first, second, third = neighbours(world, 3)
    assert [join(one, run).state for one in (first, second, third)] == [PLACE, WAITING, WAITING]
    actions.leave(user=first, run=run)
    actions.leave(user=first, run=run)
    assert states(run) == {second.pseudonym: PLACE, third.pseudonym: WAITING}
    assert (told(first), told(second), told(third)) == ([], ["run_place"], [])


def test_no_one_moves_up_after_the_last_day_to_join(world, run, join):
    CourseRun.objects.filter(pk=run.pk).update(seats=1)
    first, second = neighbours(world, 2)
    join(first, run)
    join(second, run)
    CourseRun.objects.filter(pk=run.pk).update(join_until=run.starts_on - timedelta(days=20))
    actions.leave(user=first, run=run)
    assert states(run) == {second.pseudonym: WAITING}
    assert told(second) == []


@pytest.mark.parametrize(("days", "can_join"), [(0, True), (-1, False)])
def test_late_joining_ends_with_the_day_that_the_run_sets(world, course, join, days, can_join):
    leader = world.a.leader
    last = leader.today + timedelta(days=days)
    run = factories.course_run(world.a, course, starts_in=-10, join_until=last)
    if can_join:
        assert join(leader, run).state == PLACE
    else:
        with pytest.raises(RunClosed):
            join(leader, run)
        assert run.places.count() == 0


@pytest.mark.parametrize("state", [CourseRun.State.DRAFT, CourseRun.State.CANCELLED])
def test_no_one_joins_what_is_not_open(world, run, join, state):
    CourseRun.objects.filter(pk=run.pk).update(state=state)
    with pytest.raises(RunClosed):
        join(world.a.leader, run)


def test_switching_keeps_the_progress_and_gives_the_place_to_the_next(world, course, run, join):
    CourseRun.objects.filter(pk=run.pk).update(seats=1)
    leader, other = world.a.leader, world.a.leader2
    factories.do_lessons(leader, course.translation_key)
    before = Enrolment.objects.get(user=leader)
    join(leader, run)
    join(other, run)
    later = factories.course_run(world.a, course, starts_in=40)
    assert join(leader, later, "Quiet mango").state == PLACE
    assert states(run) == {other.pseudonym: PLACE}
    assert states(later) == {leader.pseudonym: PLACE}
    after = Enrolment.objects.get(user=leader)
    assert (after.pk, after.progress.filter(done_at__isnull=False).count()) == (before.pk, 2)


def test_who_has_a_place_keeps_it_where_the_other_run_is_full(world, course, run, join):
    later = factories.course_run(world.a, course, starts_in=40, seats=1)
    join(world.a.leader2, later)
    join(world.a.leader, run)
    with pytest.raises(NoPlaceToSwitchTo):
        join(world.a.leader, later, "Quiet mango")
    assert states(run) == {world.a.leader.pseudonym: PLACE}
    assert states(later) == {world.a.leader2.pseudonym: PLACE}


def test_page_of_a_full_run_offers_nothing_to_who_has_a_place_elsewhere(
    world, course, run, join, sign_in
):
    later = factories.course_run(world.a, course, starts_in=40, seats=1)
    join(world.a.leader2, later)
    join(world.a.leader, run)
    page = text_of(sign_in(world.a.leader).get(later.get_absolute_url()))
    assert "All places are taken here. You keep your place in the other run." in page
    assert reverse("learning:join-run", args=[later.code]) not in page
    CourseRun.objects.filter(pk=later.pk).update(seats=2)
    page = text_of(sign_in(world.a.leader).get(later.get_absolute_url()))
    assert reverse("learning:join-run", args=[later.code]) in page


def test_a_run_of_another_course_or_one_that_is_over_stays(world, course, run, join):
    other = factories.course_run(world.a, factories.course(title="Another"))
    over = factories.course_run(world.a, course, starts_in=-40)
    factories.run_place(over, world.a.leader, handle="Old reed 1")
    join(world.a.leader, other, "Mango one")
    join(world.a.leader, run, "Mango two")
    assert RunPlace.objects.filter(user=world.a.leader).count() == 3


def test_course_that_others_come_before_is_not_joined_round_them(world, course, run, sign_in):
    first = factories.course(title="The first")
    course.before = [("course", {"course": first, "why": "Because."})]
    course.save_revision().publish()
    response = send(sign_in, world.a.leader, run)
    assert response.redirect_chain[-1][0] == reverse(
        "learning:course", args=[course.translation_key]
    )
    assert run.places.count() == 0


# Names


def test_no_two_in_a_run_have_the_same_name(world, run, join):
    join(world.a.leader, run, "Quiet reed")
    with pytest.raises(NameTaken):
        join(world.a.leader2, run, "quiet  REED")
    assert states(run) == {world.a.leader.pseudonym: PLACE}


def test_own_pseudonym_and_the_name_of_another_run_are_refused(world, course, run, sign_in, join):
    other = factories.course_run(world.a, factories.course(title="Another"))
    join(world.a.leader, other, "Quiet reed")
    sentence = (
        "You already have this name here or in another course run. Choose another one, so that no "
        "one can tell that it is you."
    )
    for handle in (world.a.leader.pseudonym, "quiet Reed"):
        response = send(sign_in, world.a.leader, run, handle=handle)
        assert errors(response) == {"handle": [sentence]}
    with pytest.raises(HandleElsewhere):
        join(world.a.leader, run, "Quiet reed")
    assert run.places.count() == 0


def test_name_that_reads_as_a_facilitator_is_refused(world, run, sign_in):
    response = send(sign_in, world.a.leader, run, handle="Facilitator")
    assert errors(response) == {
        "handle": ["This name is kept for the people who lead the run. Choose another name."]
    }


# Invitations


def test_run_by_invitation_wants_its_code(world, run, sign_in):
    CourseRun.objects.filter(pk=run.pk).update(entry=CourseRun.Entry.INVITED)
    response = send(sign_in, world.a.leader, run)
    assert errors(response) == {"code": ["This field is required."]}
    response = send(sign_in, world.a.leader, run, code="2345-6789")
    assert errors(response) == {"code": ["This is not the code of this run. Check it again."]}
    assert run.places.count() == 0
    typed = queries.code_of(run).replace("-", " ").swapcase()
    assert messages(send(sign_in, world.a.leader, run, code=typed)) == ["You have a place."]
    # Who is in it is not asked again.
    assert messages(send(sign_in, world.a.leader, run, handle="Mango 7")) == ["Saved."]


def test_codes_are_not_guessed(world, run, sign_in):
    CourseRun.objects.filter(pk=run.pk).update(entry=CourseRun.Entry.INVITED)
    for _try in range(5):
        send(sign_in, world.a.leader, run, code="2345-6789")
    response = send(sign_in, world.a.leader, run, code=queries.code_of(run))
    assert errors(response) == {"code": ["Too many tries. Wait a few minutes, then try again."]}


# Those who may not be in it any more


def test_place_of_a_member_who_may_not_use_it_goes_to_the_next_once(world, run, join):
    CourseRun.objects.filter(pk=run.pk).update(seats=1)
    join(world.a.leader, run)
    join(world.a.leader2, run)
    User.objects.filter(pk=world.a.leader.pk).update(organisation=world.b.organisation)
    assert (actions.free_lost(), actions.free_lost()) == (1, 0)
    assert states(run) == {world.a.leader2.pseudonym: PLACE}
    assert told(world.a.leader) == ["run_lost"]
    assert told(world.a.leader2) == ["run_place"]


def test_suspended_member_loses_the_place(world, run, join):
    join(world.a.leader, run)
    User.objects.filter(pk=world.a.leader.pk).update(is_active=False)
    assert actions.free_lost(members=[world.a.leader.pk]) == 1
    assert run.places.count() == 0


def test_erased_member_leaves_no_name_and_the_next_moves_up(world, run, join):
    CourseRun.objects.filter(pk=run.pk).update(seats=1)
    join(world.a.leader, run, "Quiet reed")
    join(world.a.leader2, run)
    erasure.erase(user=world.a.leader)
    assert list(RunPlace.objects.filter(handle="Quiet reed")) == []
    assert states(run) == {world.a.leader2.pseudonym: PLACE}


# At once


@pytest.mark.django_db(transaction=True)
def test_last_place_is_taken_once():
    world = factories.world()
    run = factories.course_run(world.a, factories.course(), seats=1)
    people = neighbours(world, 6)
    at_once(lambda user: joining(user, run), people)
    found = list(run.places.values_list("state", flat=True))
    assert (found.count(PLACE), found.count(WAITING)) == (1, 5)


@pytest.mark.django_db(transaction=True)
def test_one_member_joins_once_in_two_runs_at_once():
    world = factories.world()
    page = factories.course()
    runs = [factories.course_run(world.a, page, starts_in=days) for days in (7, 40)]
    things = [(run, number) for run in runs for number in range(3)]
    at_once(lambda thing: joining(world.a.leader, thing[0], f"Reed 1{thing[0].pk}"), things)
    assert RunPlace.objects.filter(user=world.a.leader).count() == 1


@pytest.mark.django_db(transaction=True)
def test_places_left_at_once_are_filled_again():
    world = factories.world()
    run = factories.course_run(world.a, factories.course(), seats=3)
    people = neighbours(world, 8)
    for one in people:
        joining(one, run)
    at_once(lambda user: actions.leave(user=user, run=run), people[:3])
    found = list(run.places.values_list("state", flat=True))
    assert (found.count(PLACE), found.count(WAITING)) == (3, 2)
    assert Notice.objects.filter(kind="run_place").count() == 3
