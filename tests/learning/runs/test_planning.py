"""Planning a run, opening it, changing it, cancelling it; who is told what, once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from cms import history
from learning.models import CourseRun, RunPlace
from people.models import Event, Notice, Organisation, RoleGrant
from people.roles.table import Role
from tests import factories
from tests.factories import UserFactory, loaded
from tests.responses import errors, messages

pytestmark = pytest.mark.servers


def plan(sign_in, user, course, **typed):
    address = reverse("learning:plan-run", args=[course.translation_key])
    return sign_in(user).post(address, factories.run_form(**typed), follow=True)


def change(sign_in, user, run, **typed):
    address = reverse("learning:edit-run", args=[run.code])
    return sign_in(user).post(address, factories.run_form(run, **typed), follow=True)


def press(sign_in, user, run, name):
    return sign_in(user).post(reverse(f"learning:{name}-run", args=[run.code]), follow=True)


def told(user) -> list[str]:
    return list(user.notices.order_by("pk").values_list("kind", flat=True))


def test_coordinator_plans_a_draft_once_and_opens_it(world, course, sign_in):
    lesson = course.lessons()[0]
    typed = {
        "key": str(uuid4()),
        "node": str(world.a.region.code),
        "facilitator": world.a.facilitator.pk,
        "pre_work": [str(lesson.translation_key)],
        "also": [str(world.b.region.code)],
        "follow_up_en": "Meet again in a month.",
    }
    for _again in range(2):
        response = plan(sign_in, world.a.coordinator, course, **typed)
    run = CourseRun.objects.get()
    assert response.redirect_chain == [(run.get_absolute_url(), 302)]
    assert (run.state, run.region, run.network, run.course_key, run.created_by) == (
        CourseRun.State.DRAFT,
        world.a.region,
        None,
        course.translation_key,
        world.a.coordinator,
    )
    assert (run.join_until, run.pre_work, run.follow_up, list(run.regions.all())) == (
        run.starts_on,
        [str(lesson.translation_key)],
        {"en": "Meet again in a month."},
        [world.b.region],
    )
    assert told(world.a.facilitator) == ["run_lead"]
    for _again in range(2):
        response = press(sign_in, world.a.coordinator, run, "open")
        assert messages(response) == ["The run is open. Members can join it."]
    assert CourseRun.objects.get().state == CourseRun.State.OPEN
    kinds = Event.objects.filter(kind__in=["plan_run", "open_run"]).values_list("kind", flat=True)
    assert sorted(kinds) == ["open_run", "plan_run"]


def test_facilitator_leads_the_run_that_they_plan(world, course, sign_in):
    form = plan(sign_in, world.a.facilitator, course, node=str(world.a.region.code))
    run = CourseRun.objects.get()
    assert form.redirect_chain == [(run.get_absolute_url(), 302)]
    assert (run.facilitator, run.created_by) == (world.a.facilitator, world.a.facilitator)
    assert told(world.a.facilitator) == []


@pytest.mark.parametrize(
    ("typed", "faults"),
    [
        (
            {"starts_in": -1},
            {"starts_on": ["This day has already passed. Choose a later day."]},
        ),
        ({"ends_in": 6}, {"ends_on": ["The last day is too early. Choose a later day."]}),
        (
            {"ends_in": 400},
            {"ends_on": ["A run lasts one year at most. Choose an earlier day."]},
        ),
        (
            {"join_in": 36},
            {"join_until": ["The run is over on that day. Choose an earlier day."]},
        ),
        ({"entry": "organisation"}, {"organisation": ["Choose the organisation."]}),
    ],
)
def test_wrong_plan_says_beside_the_field_what_to_do(world, course, sign_in, typed, faults):
    today = world.a.coordinator.today
    for name, field in (
        ("starts_in", "starts_on"),
        ("ends_in", "ends_on"),
        ("join_in", "join_until"),
    ):
        if name in typed:
            typed = {**typed, field: (today + timedelta(days=typed[name])).isoformat()}
    sent = {name: value for name, value in typed.items() if not name.endswith("_in")}
    response = plan(sign_in, world.a.coordinator, course, node=str(world.a.region.code), **sent)
    assert errors(response) == faults
    assert CourseRun.objects.count() == 0


def test_place_that_is_not_theirs_cannot_be_chosen(world, course, sign_in):
    response = plan(sign_in, world.a.coordinator, course, node=str(world.b.region.code))
    assert list(errors(response)) == ["node"]


def test_same_person_does_not_lead_twice(world, course, sign_in):
    both = dict.fromkeys(("facilitator", "second_facilitator"), world.a.facilitator.pk)
    response = plan(sign_in, world.a.coordinator, course, node=str(world.a.region.code), **both)
    assert errors(response) == {"second_facilitator": ["Choose another person."]}


def test_other_days_are_told_once_to_those_in_the_run(world, run, sign_in, join):
    CourseRun.objects.filter(pk=run.pk).update(seats=1)
    join(world.a.leader, run)
    join(world.a.leader2, run)
    run.refresh_from_db()
    later = run.ends_on + timedelta(days=7)
    for _again in range(2):
        change(
            sign_in,
            world.a.coordinator,
            run,
            ends_on=later.isoformat(),
            facilitator=world.a.facilitator.pk,
        )
    for user in (world.a.leader, world.a.leader2, world.a.facilitator):
        assert told(user) == ["run_moved"]
    assert told(world.a.coordinator) == []
    notice = world.a.leader.notices.get()
    run.refresh_from_db()
    assert notice.key == f"{run.code}@1:{run.starts_on}/{later}"


def test_days_of_a_draft_are_told_to_no_one(world, course, sign_in):
    draft = factories.course_run(world.a, course, state=CourseRun.State.DRAFT)
    later = draft.ends_on + timedelta(days=7)
    change(sign_in, world.a.facilitator, draft, ends_on=later.isoformat())
    draft.refresh_from_db()
    assert draft.ends_on == later
    assert Notice.objects.count() == 0


def test_more_places_go_to_the_waiting_list_and_fewer_than_taken_are_refused(
    world, run, sign_in, join
):
    CourseRun.objects.filter(pk=run.pk).update(seats=1)
    run.refresh_from_db()
    for user in (world.a.leader, world.a.leader2):
        join(user, run)
    change(sign_in, world.a.facilitator, run, seats="2")
    assert set(run.places.values_list("state", flat=True)) == {RunPlace.State.PLACE}
    assert (told(world.a.leader), told(world.a.leader2)) == ([], ["run_place"])
    run.refresh_from_db()
    response = change(sign_in, world.a.facilitator, run, seats="1")
    assert errors(response) == {
        "seats": ["2 people already have a place. Give at least that many places."]
    }


def test_run_that_becomes_one_organisations_frees_the_places_of_others(world, run, sign_in, join):
    neighbour = UserFactory(organisation=world.a.other_organisation)
    join(world.a.leader, run)
    join(neighbour, run)
    change(
        sign_in,
        world.a.coordinator,
        run,
        entry="organisation",
        organisation=world.a.organisation.pk,
        facilitator=world.a.facilitator.pk,
    )
    assert list(run.places.values_list("user", flat=True)) == [world.a.leader.pk]
    assert (told(world.a.leader), told(neighbour)) == ([], ["run_lost"])


def test_another_facilitator_is_told(world, run, sign_in):
    second = factories.with_role(UserFactory(organisation=world.a.organisation), "facilitator")
    change(sign_in, world.a.coordinator, run, facilitator=second.pk)
    run.refresh_from_db()
    assert run.facilitator == second
    assert (told(second), told(world.a.facilitator)) == (["run_lead"], [])


def test_facilitator_changes_nothing_about_who_leads(world, run, sign_in):
    change(sign_in, world.a.facilitator, run, seats="9", facilitator="", second_facilitator="")
    run.refresh_from_db()
    assert (run.seats, run.facilitator) == (9, world.a.facilitator)


def test_cancelling_tells_all_once_and_keeps_no_one(world, run, sign_in, join):
    CourseRun.objects.filter(pk=run.pk).update(seats=1)
    join(world.a.leader, run)
    join(world.a.leader2, run)
    for _again in range(2):
        response = press(sign_in, world.a.coordinator, run, "cancel")
        assert messages(response) == ["The run is cancelled."]
    for user in (world.a.leader, world.a.leader2, world.a.facilitator):
        assert told(user) == ["run_cancelled"]
    assert run.places.count() == 0
    page = sign_in(world.a.leader).get(run.get_absolute_url())
    assert "This course run is cancelled." in page.content.decode()


@pytest.mark.parametrize("name", ["open", "cancel"])
def test_run_that_is_over_stays_as_it_was(world, course, sign_in, name):
    state = CourseRun.State.DRAFT if name == "open" else CourseRun.State.OPEN
    over = factories.course_run(world.a, course, starts_in=-60, state=state)
    press(sign_in, world.a.coordinator, over, name)
    over.refresh_from_db()
    assert over.state == state
    assert Event.objects.filter(kind=f"{name}_run").count() == 0


def test_history_says_what_changed_and_names_no_member(world, course, run, sign_in):
    lesson = course.lessons()[0]
    change(sign_in, world.a.facilitator, run, seats="9", pre_work=[str(lesson.translation_key)])
    [change_of_today, _made] = history.changes(run)
    said = {field.label: (field.before, field.after) for field in change_of_today.fields}
    assert said == {
        "places": ("3", "9"),
        "to do before the first day": ("", lesson.title),
    }
    address = reverse("learning:edit-run", args=[run.code])
    for user, is_shown in ((world.a.facilitator, False), (world.a.coordinator, True)):
        page = sign_in(user).get(address)
        assert (page.context["changes"] is not None) is is_shown


def test_coordinator_reads_no_more_names_of_facilitators_than_a_day_allows(world, course, sign_in):
    people = UserFactory.create_batch(45, organisation=world.a.organisation)
    for one in people:
        factories.with_role(one, "facilitator")
    page = sign_in(world.a.coordinator).get(
        reverse("learning:plan-run", args=[course.translation_key])
    )
    assert page.context["form"].fields["facilitator"].queryset.count() == 40


def test_history_does_not_name_an_organisation_that_its_reader_may_not_know(world, course, sign_in):
    hidden = factories.OrganisationFactory(
        region=world.b.region, listing=Organisation.Listing.HIDDEN
    )
    everywhere = UserFactory(organisation=world.b.organisation)
    RoleGrant.objects.create(user=everywhere, role=Role.COORDINATOR)
    run = factories.course_run(world.a, course)
    change(sign_in, everywhere, run, entry="organisation", organisation=str(hidden.pk))
    run.refresh_from_db()
    assert run.organisation == hidden
    page = sign_in(world.a.coordinator).get(reverse("learning:edit-run", args=[run.code]))
    assert "the members of one organisation" in page.content.decode()
    assert hidden.name not in page.content.decode()


def test_organisation_that_someone_else_chose_stays(world, course, sign_in):
    hidden = factories.OrganisationFactory(
        region=world.a.region, listing=Organisation.Listing.HIDDEN
    )
    run = factories.course_run(
        world.a, course, entry=CourseRun.Entry.ORGANISATION, organisation=hidden
    )
    page = sign_in(world.a.facilitator).get(reverse("learning:edit-run", args=[run.code]))
    assert hidden.name not in page.content.decode()
    change(sign_in, world.a.facilitator, run, seats="9", organisation="")
    run.refresh_from_db()
    assert (run.seats, run.organisation) == (9, hidden)
    assert loaded(world.a.facilitator).permissions.roles == {"facilitator"}
