"""Members are told of a role: what it lets them do, from which day, until when, and its end."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.utils import timezone

from people.models import Notice, RoleGrant
from people.notices import kinds
from people.roles import actions as roles
from people.roles.table import Role
from people.vouching import actions as vouching
from tests import factories
from tests.factories import loaded
from tests.pages import one_line

TODAY = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def one_day():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def admin():
    return factories.UserFactory(is_superuser=True)


def told(sign_in, user, language: str = "en") -> str:
    page = one_line(sign_in(user).get(f"/{language}/home/").content.decode())
    return unescape(
        page.partition('class="news"')[2].partition("<span>")[2].partition("</span>")[0]
    )


def give(world, role=Role.MENTOR, *, by=None, to=None, until=None) -> RoleGrant:
    by, node = (by, world.a.region) if by else (world.a.coordinator, world.a.region)
    return roles.give(user=to or world.a.leader, role=role, node=node, by=loaded(by), until=until)


def test_member_reads_what_a_new_role_lets_them_do(world, sign_in):
    give(world)
    assert told(sign_in, world.a.leader) == (
        "You have been given a role: mentor. You can be proposed as a mentor, and review what your "
        "mentees hand in. It applies now."
    )
    assert told(sign_in, world.a.leader, "fr") == (
        "Un rôle vous a été confié\u00a0: mentor. Vous pouvez être proposéE comme mentor et relire "
        "ce que les personnes que vous suivez remettent. Il s’applique dès maintenant."
    )
    assert Notice.objects.exclude(user=world.a.leader).count() == 0


@pytest.mark.parametrize("role", Role)
def test_each_role_says_what_it_lets_its_holder_do(role):
    key = kinds.key_of_role(role, first=TODAY.date(), last=None)
    said = kinds.ROLE_GIVEN.words(f"{key}/x")
    assert str(role.traits.lets_them) in said
    assert len(str(role.traits.lets_them)) > 20
    assert len(f"{key[:-1]}/2026-03-02/{'0' * 32}") <= Notice._meta.get_field("key").max_length


def test_newcomer_reads_from_which_day_it_applies(world, sign_in):
    world.a.leader.new_until = timezone.localdate() + timedelta(days=7)
    world.a.leader.save()
    give(world)
    assert told(sign_in, world.a.leader).endswith(" It applies from 10 March 2026.")
    with time_machine.travel(TODAY + timedelta(days=8)):
        assert told(sign_in, world.a.leader).endswith(" It applies now.")


def test_role_of_an_invitation_is_told_with_the_vouch_and_its_first_day(world, settings):
    settings.NEWCOMER_DAYS = 14
    invited = factories.invited(world.a.coordinator, world.a.organisation, role=Role.MENTOR)
    assert not Notice.objects.filter(user=invited).exists()
    vouching.vouch(code=vouching.code_of(invited), by=loaded(world.a.leader))
    [notice] = Notice.objects.filter(user=invited)
    assert notice.key.startswith("mentor/2026-03-17//")


def test_another_last_day_replaces_what_was_said_before(world, sign_in):
    give(world)
    for _ in range(2):
        give(world, until=TODAY.date() + timedelta(days=9))
    assert Notice.objects.filter(user=world.a.leader).count() == 1
    assert told(sign_in, world.a.leader).endswith("It applies now. Its last day is 11 March 2026.")


def test_end_of_a_role_is_told_and_replaces_that_it_was_given(world, sign_in):
    for _ in range(2):
        grant = give(world)
        assert told(sign_in, world.a.leader).startswith("You have been given a role: mentor.")
        roles.end(grant=grant, by=loaded(world.a.coordinator))
        assert told(sign_in, world.a.leader) == "A role of yours has ended: mentor."
        assert Notice.objects.filter(user=world.a.leader).count() == 1
    assert told(sign_in, world.a.leader, "fr") == "Un de vos rôles a pris fin\u00a0: mentor."


def test_last_day_that_is_over_is_told_once(world, sign_in):
    give(world, until=TODAY.date())
    with time_machine.travel(TODAY + timedelta(days=1)):
        assert roles.forget_ended() == 1
        assert roles.forget_ended() == 0
        assert told(sign_in, world.a.leader) == "A role of yours has ended: mentor."


def test_same_role_at_two_places_is_told_for_each(world, admin):
    for node in (None, world.a.region):
        roles.give(user=world.a.leader, role=Role.COORDINATOR, node=node, by=loaded(admin))
    assert Notice.objects.filter(user=world.a.leader, kind="role_given").count() == 2
    roles.end(grant=world.a.leader.roles.get(region=None), by=loaded(admin))
    left = Notice.objects.filter(user=world.a.leader).values_list("kind", flat=True)
    assert sorted(left) == ["role_ended", "role_given"]


@pytest.mark.parametrize("key", ["", "x", "mentor", "mentor/soon/", "king/2026-03-02/"])
def test_key_without_a_role_has_the_sentence_alone(key):
    assert kinds.ROLE_GIVEN.words(key) == "You have been given a role."
    assert kinds.ROLE_ENDED.words("king/x") == "A role of yours has ended."
