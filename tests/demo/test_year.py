"""The invented half year: enough of everything, and no day that cannot be."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.test import override_settings

from dashboard.region import course_figures
from demo import loading as demo
from learning.models import Enrolment, LessonProgress
from people.models import Organisation, Region, RoleGrant, User
from tests.factories import PASSPHRASE


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
