"""What Django checks before a site is opened."""

import io

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from cms.editors import ensure_editors_group, ensure_translators_group
from people.models import RoleGrant, User
from tests import factories

pytestmark = pytest.mark.django_db


def complaints() -> list[str]:
    """Return the ids of our own complaints."""
    words = io.StringIO()
    try:
        call_command("check", deploy=True, databases=["default"], stdout=words, stderr=words)
    except SystemCheckError as error:
        words.write(str(error))
    return [
        name
        for name in ("people.E001", "people.E002", "people.W001", "people.W002")
        if name in words.getvalue()
    ]


@pytest.fixture(autouse=True)
def strict(settings):
    settings.SECOND_STEP_REQUIRED = True
    factories.home_page()
    ensure_editors_group()
    ensure_translators_group()
    for _organisation in range(2):
        factories.with_role(factories.UserFactory(), RoleGrant.Role.SAFETY)


def test_officers_of_one_organisation_alone_are_too_few():
    assert complaints() == []
    RoleGrant.objects.filter(role=RoleGrant.Role.SAFETY).first().delete()
    assert complaints() == ["people.W002"]


def newcomer(officer: User) -> None:
    User.objects.filter(pk=officer.pk).update(new_until=officer.today)


def without_a_vouch(officer: User) -> None:
    User.objects.filter(pk=officer.pk).update(vouched_on=None)


@pytest.mark.parametrize("becomes", [newcomer, without_a_vouch])
def test_officer_whose_role_rests_does_not_count(becomes):
    becomes(User.objects.filter(roles__role=RoleGrant.Role.SAFETY).first())
    assert complaints() == ["people.W002"]


def about_people() -> Permission:
    return Permission.objects.get(content_type__app_label="people", codename="change_user")


def test_three_superusers_are_enough():
    factories.UserFactory.create_batch(3, is_superuser=True)
    factories.UserFactory(is_superuser=True, is_active=False)
    assert complaints() == []
    factories.UserFactory(is_superuser=True)
    assert complaints() == ["people.E001"]


def test_no_group_manages_people():
    group = Group.objects.create(name="Helpers")
    group.permissions.add(about_people())
    assert complaints() == ["people.E002"]


def test_no_member_manages_people():
    factories.UserFactory(is_superuser=True).user_permissions.add(about_people())
    assert complaints() == []
    member: User = factories.UserFactory()
    member.user_permissions.add(Permission.objects.get(codename="add_group"))
    assert complaints() == ["people.E002"]


def test_passphrases_alone_are_noticed(settings):
    settings.SECOND_STEP_REQUIRED = False
    assert complaints() == ["people.W001"]
