"""The invented half year: enough of everything, and no day that cannot be."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.test import override_settings
from django.utils import timezone

from cms import history
from dashboard.region import course_figures
from demo import loading as demo
from demo.concerns import CONCERNS
from demo.members import SIGN_INS, called
from learning.enquiries.permissions import enquiries_answerable_by
from learning.models import Enquiry, Enrolment, LessonProgress, PublishedStory, Submission
from learning.progress import recount
from learning.stories.permissions import stories_editable_by
from mentorship.models import Draft, Pair, PlannedMeeting, Programme
from mentorship.overview import count_quiet_pairs
from mentorship.reviews.permissions import submissions_reviewable_by
from people.models import Organisation, Region, RoleGrant, User
from people.privacy import erasure
from people.vouching.permissions import newcomers_vouchable_by
from people.vouching.queries import newcomers_of
from safety import actions as safety
from safety.models import Concern, ConcernMessage
from safety.overview import unanswered_concerns
from safety.permissions import concerns_readable_by
from tests.factories import PASSPHRASE
from webinars.models import Registration, Series, Webinar
from webinars.planning import actions as planning
from webinars.planning.permissions import can_lead
from webinars.registration.queries import with_places


@pytest.fixture(scope="module")
def once(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo, loaded once, and gone when the last of these tests is over."""
    folder = tmp_path_factory.mktemp("demo")
    with (
        override_settings(MEDIA_ROOT=folder),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        demo.load(passphrase=PASSPHRASE)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(once, db) -> None:
    """The demo; what a test changes is undone."""


def test_eight_organisations_in_three_regions_and_their_networks(loaded):
    groups = Organisation.objects.all()
    assert groups.count() == 8
    assert groups.values("region").distinct().count() == 3
    assert not groups.filter(networks=None).exists()
    assert len({code for one in groups for code in one.languages}) == 8
    cell = groups.get(form=Organisation.Form.CELL)
    assert (cell.part_of.name, cell.part_of.region) == ("Collectif du Grand Marché", cell.region)
    assert set(groups.values_list("listing", flat=True)) == set(Organisation.Listing.values)


def test_region_sees_its_numbers_and_a_small_one_does_not(loaded):
    africa = Region.objects.get(key="africa").pk
    (course,) = course_figures(called("coordinator"), [africa], "fr")
    assert [count.is_hidden for _label, count in course.counts] == [False, False, False]
    asia = Region.objects.get(key="asia-pacific").pk
    (course,) = course_figures(called("coordinator-asia"), [asia], "en")
    assert [count.is_hidden for _label, count in course.counts] == [True, True, True]


def test_members_have_joined_before_all_else(loaded):
    assert not User.objects.filter(vouched_on__lt=F("joined_on")).exists()
    assert not RoleGrant.objects.filter(granted_on__lt=F("user__joined_on")).exists()
    for one in Enrolment.objects.select_related("user"):
        assert one.user.vouched_on <= one.enrolled_at.date()
    completed = Enrolment.objects.exclude(completed_at=None)
    assert completed.count() >= 20
    assert not completed.filter(completed_at__lt=F("enrolled_at")).exists()
    done = LessonProgress.objects.filter(enrolment__in=completed)
    assert done.count() == 5 * completed.count()
    assert not done.filter(done_at__gt=F("enrolment__completed_at")).exists()
    assert not done.filter(done_at__lt=F("enrolment__enrolled_at")).exists()
    for one in completed:
        assert one.certificates.get().month == one.completed_at.date().replace(day=1)


def test_newcomers_wait_where_someone_may_vouch_for_them(loaded):
    newcomers = User.objects.filter(vouched_on=None)
    assert newcomers.count() == 2
    for name in ("leader3", "mentor2"):
        (waiting,) = newcomers_vouchable_by(called(name))
        assert called(name).today <= waiting.vouch_until
    assert set(newcomers_of(called("coordinator"))) == set(newcomers)


def test_everyone_is_within_the_half_year(loaded):
    first = min(User.objects.values_list("joined_on", flat=True))
    last = max(User.objects.values_list("joined_on", flat=True))
    assert timedelta(days=120) < last - first < timedelta(days=190)


def test_another_passphrase_opens_all_who_sign_in_and_no_one_else(loaded):
    User.objects.filter(pk=called("mentor").pk).update(password=make_password("their own words"))
    demo.load(passphrase="now-five-other-words-here")
    for name in SIGN_INS:
        assert called(name).check_password("now-five-other-words-here")
    others = User.objects.exclude(pseudonym__in=SIGN_INS.values())
    assert set(others.values_list("password", flat=True)) == {"!"}


def test_series_repeats_and_someone_has_a_place_on_each_date(loaded):
    series = Series.objects.exclude(rule="").get()
    assert series.webinars.upcoming().count() == 4
    assert Registration.objects.filter(user=called("leader"), webinar__series=series).count() == 4
    assert {one.who for one in history.changes(series)} == {called("coordinator").pseudonym}


def test_ten_webinars_past_and_coming_in_four_zones_and_three_languages(loaded):
    webinars = Webinar.objects.filter(recurs_on=None)
    assert webinars.count() == 10
    assert webinars.values("time_zone").order_by().distinct().count() == 4
    assert {code for one in webinars for code in one.languages} == {"fr", "en", "es"}
    assert webinars.planned().filter(starts_at__lt=timezone.now()).count() == 4
    assert webinars.upcoming().count() == 5
    assert webinars.upcoming().filter(facilitator=None).count() == 1
    assert webinars.filter(status=Webinar.Status.CANCELLED).count() == 1
    # Long ago only the number is kept who came, as after the sweep of each night.
    assert webinars.to_count().count() == 0
    assert webinars.exclude(attended=None).count() == 2


def test_one_webinar_is_full_and_no_one_else_waits(loaded):
    (full,) = with_places(Webinar.objects.all()).filter(waiting__gt=0)
    assert (full.taken, full.seats_left, full.waiting) == (12, 0, 3)
    first_waiting = full.registrations.waiting().first()
    with_place = full.registrations.registered().order_by("registered_at").last()
    assert with_place.registered_at < first_waiting.registered_at


def test_places_are_taken_after_the_plan_and_before_the_start(loaded):
    for one in Registration.objects.select_related("webinar", "user__organisation"):
        webinar = one.webinar
        assert one.user.vouched_on <= one.registered_at.date()
        assert webinar.created_at <= one.registered_at <= min(webinar.starts_at, timezone.now())
        if webinar.region_id:
            assert one.user.region_id == webinar.region_id
        assert one.joined_at is None or webinar.starts_at <= one.joined_at < webinar.ends_at
    leaders = Webinar.objects.exclude(facilitator=None).select_related("facilitator")
    assert all(can_lead(webinar.facilitator, webinar) for webinar in leaders)


def test_webinars_say_who_planned_and_changed_them(loaded):
    for webinar in Webinar.objects.select_related("created_by"):
        made = history.changes(webinar)
        assert {one.who for one in made} == {webinar.created_by.pseudonym}
        assert made[-1].when == webinar.created_at or webinar.is_live
        assert [one.when for one in made] == sorted((one.when for one in made), reverse=True)
    changed = [one for one in Webinar.objects.all() if len(history.changes(one)) > 1]
    assert len(changed) == 2


def test_pairs_are_at_every_stage(loaded):
    pairs = Pair.objects.all()
    proposed = pairs.open().filter(started_at=None)
    assert Draft.objects.undecided().count() == 1
    assert proposed.filter(mentor_yes=True, mentee_yes=None).count() == 2
    assert proposed.filter(mentor_yes=None, mentee_yes=None).count() == 1
    assert proposed.filter(mentee=called("leader-asia"), mentee_yes=None).count() == 1
    # Who is asked can read why.
    assert all(pair.draft.reasons for pair in proposed)
    assert pairs.live().count() == 3
    assert PlannedMeeting.objects.open().filter(starts_at__gt=timezone.now()).count() == 1
    assert PlannedMeeting.objects.open().filter(starts_at=None).count() == 1
    assert count_quiet_pairs(called("coordinator")) == 1
    assert pairs.exclude(ended_at=None).exclude(started_at=None).count() == 1
    assert pairs.filter(mentee_yes=False, started_at=None).exclude(ended_at=None).count() == 1


def test_pairs_begin_after_both_have_joined_and_meet_while_they_last(loaded):
    for pair in Pair.objects.with_people().select_related("programme", "approved_by"):
        held = pair.mentor.roles.get(role="mentor")
        approved = pair.approved_at.date()
        assert max(pair.mentor.vouched_on, pair.mentee.vouched_on, held.granted_on) <= approved
        assert pair.programme.history.earliest().history_date <= pair.approved_at
        assert pair.approved_by.joined_on < approved
        moments = [pair.approved_at, pair.started_at, pair.ended_at, timezone.now()]
        known = [one for one in moments if one]
        assert known == sorted(known)
        last = pair.ended_at or timezone.now()
        for meeting in pair.meetings.all():
            assert pair.started_at.date() < meeting.held_on < last.date()
        for goal in pair.goals.exclude(done_at=None):
            assert pair.started_at < goal.done_at < last
        for message in pair.messages.all():
            assert pair.started_at < message.written_at < last


def test_exercise_is_accepted_in_the_third_round_and_another_waits_in_its_third(loaded):
    verdicts = {
        one.enrolment.user: [review.verdict for review in one.reviews.all()]
        for one in Submission.objects.select_related("enrolment__user")
    }
    assert verdicts == {
        called("lead"): ["improve", "improve", "accept"],
        called("leader3"): ["improve", "improve"],
    }
    (waiting,) = submissions_reviewable_by(called("mentor")).filter(state="sent")
    assert waiting.enrolment.user == called("leader3")
    assert Enrolment.objects.get(user=called("lead")).completed_at is not None


def test_reviews_follow_what_was_handed_in(loaded):
    for work in Submission.objects.select_related("enrolment__user"):
        enrolment = work.enrolment
        reviews = list(work.reviews.select_related("reviewer"))
        last_lesson = max(enrolment.progress.values_list("done_at", flat=True))
        moments = [last_lesson, *(one.written_at for one in reviews)]
        assert moments == sorted(moments)
        assert work.decided_at == reviews[-1].written_at
        assert work.sent_at > (reviews[-2 if work.state == "accepted" else -1].written_at)
        assert enrolment.completed_at in (None, work.decided_at)
        pair = Pair.objects.get(mentee=enrolment.user)
        assert {one.reviewer for one in reviews} == {pair.mentor}
        assert pair.started_at < reviews[0].written_at < (pair.ended_at or timezone.now())


def test_practice_stories_are_published_and_waiting(loaded):
    published = PublishedStory.objects.select_related("story").order_by("published_on")
    assert [one.language for one in published] == ["en", "fr"]
    for one in published:
        assert one.story.sent_at < one.story.decided_at
        assert one.story.decided_at.date() < one.published_on
    [waiting] = stories_editable_by(called("editor"))
    assert waiting.user == called("leader")


def test_questions_about_lessons_are_answered_and_waiting(loaded):
    [answered] = Enquiry.objects.exclude(answered_at=None)
    assert answered.sent_at < answered.answered_at
    assert answered.answered_by == called("facilitator")
    waiting = enquiries_answerable_by(called("facilitator"))
    assert [one.enrolment.user for one in waiting] == [called("leader3")]
    assert Enquiry.objects.waiting().count() == 2


def test_programmes_say_who_made_and_changed_them(loaded):
    by = {
        one.name: {change.who for change in history.changes(one)} for one in Programme.objects.all()
    }
    assert by["Grandir ensemble · Growing together"] == {SIGN_INS["coordinator"]}
    assert all(who != {""} for who in by.values())


def test_counting_again_changes_nothing(loaded):
    before = list(LessonProgress.objects.order_by("pk").values())
    assert recount.recount_changed() == Enrolment.objects.count()
    assert list(LessonProgress.objects.order_by("pk").values()) == before


def test_concerns_are_answered_and_waiting_and_no_one_else_reads_them(loaded):
    concerns = Concern.objects.with_state()
    assert concerns.count() == 4
    assert unanswered_concerns(called("safety")).count == 2
    for concern in concerns:
        days = [concern.left_on, *(one.written_on for one in concern.messages.all())]
        assert days == sorted(days)
        assert concern.keep_until > timezone.now().date()
        assert safety.read(concern=concern, by=called("safety"))
    for name in set(SIGN_INS) - {"safety"}:
        assert not concerns_readable_by(called(name)).exists()


def test_texts_of_concerns_are_sealed(loaded):
    kept = [bytes(one) for one in ConcernMessage.objects.values_list("sealed_text", flat=True)]
    said = [part.text.encode() for _about, texts in CONCERNS for part in texts]
    assert len(kept) == len(said)
    assert not any(text in row for text in said for row in kept)


@pytest.mark.servers
def test_the_demo_loads_again_whatever_was_done_in_it(loaded, settings, tmp_path):
    settings.ERASURE_LIST = tmp_path / "erased.txt"
    planned = set(Webinar.objects.values_list("pk", flat=True))
    Webinar.objects.update(starts_at=timezone.now() - timedelta(hours=4))
    demo.load()
    called_off = Webinar.objects.upcoming().get()
    planning.cancel(by=called("coordinator"), webinar=called_off)
    for name in ("leader", "leader2", "facilitator"):
        erasure.erase(user=called(name))

    again = demo.load()

    assert again.is_new is False
    assert list(again.sign_ins) == [
        *("leader3", "mentor", "mentor2", "coordinator", "coordinator-west", "lead", "safety"),
        *("leader-asia", "coordinator-asia", "editor", "translator", "admin"),
    ]
    assert Webinar.objects.upcoming().exclude(pk__in=[*planned, called_off.pk]).count() == 1
    erasure.erase(user=called("coordinator"))
    Webinar.objects.all().delete()
    demo.load()
    assert Webinar.objects.count() == 0
