"""Wagtail's user management: deleting an account erases it, and there is no list of members."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks

from cms.editors import ensure_editors_group
from people.invitations import actions as invitations
from people.models import Event, Invitation, MemberSession, User
from people.privacy import erasure
from people.sessions import stepup
from tests import canaries, factories
from tests.factories import lives
from tests.proving import prove
from webinars.models import Registration


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.ERASURE_LIST = tmp_path / "erased.txt"
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def studio(world, sign_in) -> Client:
    return prove(sign_in(factories.UserFactory(pseudonym="Chief", is_superuser=True)))


def delete(user: User) -> str:
    return reverse("wagtailusers_users:delete", args=[user.pk])


def test_deleting_in_the_studio_erases(world, studio, settings, django_capture_on_commit_callbacks):
    member = lives.full(world.a)
    marks = (lives.CANARY, *canaries.marks_of(member))
    code, address = member.code, delete(member)
    assert studio.get(address).status_code == 200
    assert User.objects.filter(pk=member.pk).exists()
    with django_capture_on_commit_callbacks(execute=True):
        answer = studio.post(address)
    assert answer.url == reverse("wagtailusers_users:index")
    assert erasure.erased_codes() == [code]
    assert canaries.hits(*marks) == []
    assert canaries.files_with(lives.CANARY, settings.MEDIA_ROOT) == []


def test_deleting_in_the_studio_says_when_it_did_not_work(world, studio, settings, tmp_path):
    studio.get(reverse("wagtailadmin_home"))
    (tmp_path / "file").write_text("")
    settings.ERASURE_LIST = tmp_path / "file" / "erased.txt"
    page = studio.post(delete(world.a.leader), follow=True).content.decode()
    assert "The erasure list cannot be written." in page
    assert User.objects.filter(pk=world.a.leader.pk).exists()


def test_studio_lists_only_editors_and_translators(world, studio):
    world.a.facilitator.groups.add(ensure_editors_group())
    for name in ("wagtailusers_users:index", "wagtailusers_users:index_results"):
        page = studio.get(reverse(name)).content.decode()
        listed = [name for name in User.objects.values_list("pseudonym", flat=True) if name in page]
        assert sorted(listed) == ["Chief", world.a.facilitator.pseudonym]


def test_search_in_the_studio_finds_no_member(world, studio):
    found = studio.get(reverse("wagtailusers_users:index"), {"q": world.a.leader.pseudonym})
    assert f"users/edit/{world.a.leader.pk}/" not in found.content.decode()


def edit(user: User) -> str:
    return reverse("wagtailusers_users:edit", args=[user.pk])


def test_account_is_changed_without_a_name_or_an_address(world, studio):
    page = studio.get(edit(world.a.leader)).content.decode()
    assert [name for name in ("email", "first_name", "last_name") if f'name="{name}"' in page] == []
    sent = {"pseudonym": "Another name", "is_superuser": "on"}
    assert studio.post(edit(world.a.leader), sent).url == reverse("wagtailusers_users:index")
    member = User.objects.get(pk=world.a.leader.pk)
    assert (member.pseudonym, member.is_active, member.is_superuser) == (
        world.a.leader.pseudonym,
        False,
        True,
    )
    event = Event.objects.get(kind="change_account")
    assert (event.actor, event.subject) == (User.objects.get(pseudonym="Chief").code, member.code)


def test_suspending_in_the_studio_settles_what_suspending_elsewhere_settles(world, studio, sign_in):
    sign_in(world.a.leader)
    planned = factories.webinar(world.a, seats=1)
    factories.place(planned, world.a.leader)
    factories.place(planned, world.a.leader2, state=Registration.State.WAITING)
    invitations.invite(key=uuid4(), by=world.a.coordinator, organisation=world.a.organisation)
    for user in (world.a.leader, world.a.coordinator):
        assert studio.post(edit(user), {"pseudonym": user.pseudonym}).status_code == 302
    assert not MemberSession.objects.filter(user=world.a.leader).exists()
    assert Registration.objects.registered().get().user == world.a.leader2
    assert Invitation.objects.get().expires_at <= timezone.now()


def test_studio_makes_no_account_without_an_invitation(world, studio):
    before = User.objects.count()
    for address in ("/studio/users/new/", f"/studio/users/copy/{world.a.leader.pk}/"):
        assert studio.get(address).status_code == 404
        assert studio.post(address, {"pseudonym": "Intruder"}).status_code == 404
    assert User.objects.count() == before
    assert "/users/new/" not in studio.get(reverse("wagtailusers_users:index")).content.decode()


def test_studio_changes_no_accounts_in_bulk(world, studio):
    """The buttons for it write no event, and their «all» is every member there is."""
    buttons = [hook for hook in hooks.get_hooks("register_bulk_action") if User in hook.models]
    assert len(buttons) == 3
    before = list(User.objects.order_by("pk").values())
    sent = {"mark_as_active": "False", "role": ensure_editors_group().pk}
    for button in buttons:
        address = reverse("wagtail_bulk_action", args=["people", "user", button.action_type])
        assert studio.get(address, query_params={"id": "all"}).status_code == 404
        assert studio.post(address, sent, query_params={"id": "all"}).status_code == 404
    assert list(User.objects.order_by("pk").values()) == before
    page = studio.get(reverse("wagtailusers_users:index")).content.decode()
    assert (page.count("data-bulk-action"), page.count("bulk-action-checkbox")) == (0, 0)


def test_accounts_open_only_with_fresh_proof(world, studio):
    prove(studio, seconds_ago=stepup.HOLDS_FOR)
    for address in (edit(world.a.leader), delete(world.a.leader), "/studio/groups/"):
        for answer in (studio.get(address), studio.post(address, {"is_superuser": "on"})):
            assert answer.url.startswith(reverse("people:again"))
    assert not User.objects.get(pk=world.a.leader.pk).is_superuser
