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
from learning.models import Enrolment, LessonProgress
from people.models import Organisation, Region, RoleGrant, User
from tests.factories import PASSPHRASE
from webinars.models import Registration, Webinar
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


def named(pseudonym: str) -> User:
    return User.objects.get(pseudonym=pseudonym)


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
    (course,) = course_figures(named("coordinator"), [africa], "fr")
    assert [count.is_hidden for _label, count in course.counts] == [False, False]
    asia = Region.objects.get(key="asia-pacific").pk
    (course,) = course_figures(named("coordinator-asia"), [asia], "en")
    assert [count.is_hidden for _label, count in course.counts] == [True, True]


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
    for one in completed.select_related("certificate"):
        assert one.certificate.month == one.completed_at.date().replace(day=1)


def test_everyone_is_within_the_half_year(loaded):
    first = min(User.objects.values_list("joined_on", flat=True))
    last = max(User.objects.values_list("joined_on", flat=True))
    assert timedelta(days=120) < last - first < timedelta(days=190)


def test_another_passphrase_opens_all_who_sign_in_and_no_one_else(loaded):
    User.objects.filter(pseudonym="mentor").update(password=make_password("their own words"))
    demo.load(passphrase="now-five-other-words-here")
    for pseudonym in demo.SIGN_INS:
        assert named(pseudonym).check_password("now-five-other-words-here")
    others = User.objects.exclude(pseudonym__in=demo.SIGN_INS)
    assert set(others.values_list("password", flat=True)) == {"!"}


def test_ten_webinars_past_and_coming_in_four_zones_and_three_languages(loaded):
    webinars = Webinar.objects.all()
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
