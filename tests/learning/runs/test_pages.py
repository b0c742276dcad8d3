"""The pages of a run: what they say, to whom, and what they cost with 500 people in it."""

import gzip
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from learning.models import CourseRun, Enrolment, LessonProgress, RunPlace
from learning.runs import queries, retention
from people.models import AccessRecord, User
from people.privacy import access_log
from people.privacy.export import gather
from tests import factories
from tests.factories import UserFactory
from tests.pages import one_line

LIMIT = 12_000


def fill(run: CourseRun, number: int) -> None:
    """Put `number` people of their own organisation into the run, half of whom show their
    progress."""
    home = factories.OrganisationFactory(region=run.region)
    people = User.objects.bulk_create(
        [
            User(
                pseudonym=f"Crowd {n}", name_key=f"crowd {n}", organisation=home, login_code=f"9{n}"
            )
            for n in range(number)
        ]
    )
    RunPlace.objects.bulk_create(
        RunPlace(
            run=run,
            user=one,
            handle=f"Reed {n * 7919 % 900_007}",
            state=RunPlace.State.PLACE,
            shows_progress=bool(n % 2),
        )
        for n, one in enumerate(people)
    )


def shown(browser, address: str) -> str:
    return one_line(browser.get(address).content.decode())


@pytest.mark.parametrize("is_in", [True, False])
def test_pages_of_a_run_of_500_cost_six_queries_and_twelve_kilobytes(
    world, course, run, sign_in, join, django_assert_max_num_queries, is_in
):
    CourseRun.objects.filter(pk=run.pk).update(
        seats=500,
        pre_work=[str(one.translation_key) for one in course.lessons()],
        follow_up={"en": "Meet again. " * 100},
    )
    fill(run, 499)
    for number in range(4):
        factories.course_run(world.a, course, starts_in=30 + number)
    browser = sign_in(world.a.leader)
    if is_in:
        join(world.a.leader, run)
    for address in (
        run.get_absolute_url(),
        reverse("learning:runs"),
        reverse("learning:course", args=[course.translation_key]),
    ):
        browser.get(address)
        with django_assert_max_num_queries(6):
            page = browser.get(address)
        assert page.status_code == 200
        assert len(gzip.compress(page.content, 6)) <= LIMIT


def test_people_page_of_500_asks_as_much_as_of_one(
    world, course, run, sign_in, django_assert_max_num_queries
):
    CourseRun.objects.filter(pk=run.pk).update(seats=500)
    fill(run, 500)
    browser = sign_in(world.a.facilitator)
    address = reverse("learning:people-in-run", args=[run.code])
    browser.get(address)
    with django_assert_max_num_queries(8):
        page = browser.get(address)
    assert page.content.decode().count("<td>Reed ") == 500
    # What is read under a handle takes nothing of the day’s share of names.
    roster = access_log.roster(actor=world.a.facilitator, rows=[[world.a.leader.pk]])
    assert roster.has(world.a.leader.pk)


def test_learner_sees_no_one_else_in_the_run(world, run, sign_in, join):
    join(world.a.leader2, run, "Quiet mango")
    join(world.a.leader, run, "Quiet reed")
    page = shown(sign_in(world.a.leader), run.get_absolute_url())
    assert "In this run your name is Quiet reed." in page
    assert "Quiet mango" not in page
    assert world.a.leader2.pseudonym not in page
    assert "Places taken" not in page


def test_who_coordinates_the_place_organises_a_run_that_another_leads(world, run, sign_in):
    assert run.facilitator != world.a.coordinator
    page = shown(sign_in(world.a.coordinator), run.get_absolute_url())
    assert "<h2>You organise this run</h2>" in page


def test_code_of_a_run_that_is_cancelled_or_over_is_not_shown(world, course, sign_in):
    browser = sign_in(world.a.coordinator)
    invited = {"entry": CourseRun.Entry.INVITED}
    run = factories.course_run(world.a, course, **invited)
    code = queries.code_of(run)
    assert code in shown(browser, run.get_absolute_url())
    over = factories.course_run(world.a, course, starts_in=-90, **invited)
    assert queries.code_of(over) not in shown(browser, over.get_absolute_url())
    CourseRun.objects.filter(pk=run.pk).update(state=CourseRun.State.CANCELLED)
    assert code not in shown(browser, run.get_absolute_url())


def test_names_of_what_is_folded_stand_beside_their_arrows(world, course, sign_in):
    address = reverse("learning:plan-run", args=[course.translation_key])
    page = shown(sign_in(world.a.coordinator), address)
    assert "<summary><b>Lessons to do before the first day</b></summary>" in page


def test_facilitator_reads_names_of_the_run_and_progress_where_it_is_shown(
    world, course, run, sign_in, join
):
    shows, hides, waits = UserFactory.create_batch(3, organisation=world.a.organisation)
    CourseRun.objects.filter(pk=run.pk).update(seats=2)
    join(shows, run, "Zebra reed", shows=True)
    join(hides, run, "Apple reed")
    join(waits, run, "Mango reed", shows=True)
    for user in (shows, hides):
        LessonProgress.objects.create(
            enrolment=Enrolment.objects.get(user=user),
            lesson_key=course.lessons()[0].translation_key,
            done_at=timezone.now(),
        )
    address = reverse("learning:people-in-run", args=[run.code])
    page = sign_in(world.a.facilitator).get(address)
    rows = [(one.handle, one.done) for one in page.context["people"]]
    assert rows == [("Apple reed", None), ("Zebra reed", 1)]
    text = page.content.decode()
    for user in (shows, hides, waits):
        assert user.pseudonym not in text
        assert str(user.code) not in text
    record = AccessRecord.objects.get(actor=world.a.facilitator.code)
    assert (record.subject, record.what) == (shows, AccessRecord.What.RUN)
    assert sign_in(world.a.leader).get(address).status_code == 404


def test_names_in_two_runs_are_in_no_common_order(world, course, run):
    other = factories.course_run(world.a, factories.course(title="Another"))
    people = UserFactory.create_batch(3, organisation=world.a.organisation)
    found = {}
    for place, names in ((run, ["C reed", "A reed", "B reed"]), (other, ["Kite", "Lime", "Jade"])):
        for user, name in zip(people, names, strict=True):
            factories.run_place(place, user, handle=name)
        outline_of = factories.learning._outline(place.course_key)
        found[place.pk] = [one.handle for one in queries.people_in(place, outline_of)]
    assert found == {run.pk: ["A reed", "B reed", "C reed"], other.pk: ["Jade", "Kite", "Lime"]}
    fields = {field.name for field in RunPlace._meta.get_fields()}
    assert fields == {"id", "run", "user", "handle", "state", "shows_progress"}


def test_course_page_says_which_runs_are_open(world, course, run, sign_in, join):
    draft = factories.course_run(world.a, course, state=CourseRun.State.DRAFT)
    address = reverse("learning:course", args=[course.translation_key])
    page = sign_in(world.a.leader).get(address)
    assert page.context["runs"] == [run]
    assert sign_in(world.b.leader).get(address).context["runs"] == []
    join(world.a.leader, run)
    assert "You are in this run" in shown(sign_in(world.a.leader), address)
    assert draft.get_absolute_url() not in shown(sign_in(world.a.leader), address)


def test_list_has_what_one_may_join_is_in_or_manages(world, course, run, sign_in, join):
    draft = factories.course_run(world.a, course, starts_in=9, state=CourseRun.State.DRAFT)
    elsewhere = factories.course_run(world.b, course, starts_in=20)
    factories.run_place(elsewhere, world.a.leader)
    address = reverse("learning:runs")

    def listed(user):
        return [one for one, *_rest in sign_in(user).get(address).context["runs"]]

    assert listed(world.a.leader) == [run, elsewhere]
    assert listed(world.a.coordinator) == [run, draft]
    assert listed(world.b.leader) == [elsewhere]


def test_follow_up_is_read_by_those_in_the_run_in_their_language(world, run, sign_in, join):
    CourseRun.objects.filter(pk=run.pk).update(follow_up={"fr": "Retrouvez-vous.", "en": "Meet."})
    assert "Meet." not in shown(sign_in(world.a.leader), run.get_absolute_url())
    join(world.a.leader, run)
    page = shown(sign_in(world.a.leader), run.get_absolute_url())
    assert '<div lang="en"><p>Meet.</p></div>' in page
    CourseRun.objects.filter(pk=run.pk).update(follow_up={"fr": "Retrouvez-vous."})
    page = shown(sign_in(world.a.leader), run.get_absolute_url())
    assert '<div lang="fr"><p>Retrouvez-vous.</p></div>' in page


def test_code_of_a_run_by_invitation_is_shown_to_those_who_lead_it(world, run, sign_in):
    CourseRun.objects.filter(pk=run.pk).update(entry=CourseRun.Entry.INVITED)
    code = queries.code_of(run)
    assert code in shown(sign_in(world.a.facilitator), run.get_absolute_url())
    assert code not in shown(sign_in(world.a.leader), run.get_absolute_url())


def test_run_of_a_course_that_was_taken_down_can_still_be_left(world, course, run, sign_in, join):
    join(world.a.leader, run)
    course.unpublish()
    browser = sign_in(world.a.leader)
    assert "This course is not here at the moment." in shown(browser, run.get_absolute_url())
    browser.post(reverse("learning:leave-run", args=[run.code]))
    assert run.places.count() == 0


def test_names_go_30_days_after_the_end(world, course):
    gone = factories.course_run(world.a, course, starts_in=-59 - 0, ends_on=days(-31))
    kept = factories.course_run(world.a, course, starts_in=-59, ends_on=days(-30))
    for run in (gone, kept):
        factories.run_place(run, world.a.leader)
    assert (retention.forget_places(), retention.forget_places()) == (1, 0)
    assert RunPlace.objects.get().run == kept


def days(number: int):
    return timezone.now().date() + timedelta(days=number)


def test_members_own_copy_has_their_names_and_days(world, run, join):
    join(world.a.leader, run, "Quiet reed", shows=True)
    copy = str(gather(world.a.leader))
    assert "Quiet reed" in copy
    assert "Your places in course runs" in copy
