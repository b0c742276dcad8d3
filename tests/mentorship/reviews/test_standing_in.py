"""Facilitators and coordinators review what would wait for ever, and read no name."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from learning.exercises.actions import NotWaiting
from learning.models import CoursePage, Submission
from mentorship import notices
from mentorship.pairs import actions as pairing
from mentorship.reviews import actions as reviews
from mentorship.reviews.permissions import submissions_reviewable_by
from mentorship.tasks import tell_stand_ins_of_waiting_work
from people.models import AccessRecord, CountryRisk, Network, Notice, RoleGrant, User
from people.privacy import access_log
from people.roles.table import Role
from tests import factories
from tests.mentorship.forms import review_form
from tests.responses import text_of
from web.errors import NotAllowed

pytestmark = pytest.mark.servers

State = Submission.State
OVERVIEW = "/en/mentoring/"
WEEK = Submission.PROMISE


@pytest.fixture
def work(world) -> Submission:
    """Handed in by region A's leader, who has no mentor."""
    return factories.hand_in(world.a.leader, factories.course(), "ZQ our budget")


def aged(work: Submission, age: timedelta, **fields) -> Submission:
    Submission.objects.filter(pk=work.pk).update(sent_at=timezone.now() - age, **fields)
    return Submission.objects.get(pk=work.pk)


def address(work: Submission) -> str:
    return reverse("mentorship:review", args=[work.code])


def holder(role: Role, **place):
    user = factories.UserFactory()
    RoleGrant.objects.create(user=user, role=role, **place)
    return factories.loaded(user)


def may_read(user, work: Submission) -> bool:
    return submissions_reviewable_by(factories.loaded(user)).filter(pk=work.pk).exists()


def readers(world, role: Role) -> dict[User, bool]:
    """Return whether those with `role` at each kind of place are near region A's leader."""
    region = {"region": world.a.region}
    above, below, other = (
        Network.objects.create(name=name, short_name=name, level="national", **region)
        for name in ("above", "below", "other")
    )
    below.parent = above
    below.save()
    world.a.organisation.networks.add(below)
    near = [region, {}, {"network": above}]
    far = [{"region": world.b.region}, {"network": other}]
    return {
        **{holder(role, **place): True for place in near},
        **{holder(role, **place): False for place in far},
    }


@pytest.mark.parametrize("age", [timedelta(), WEEK - timedelta(minutes=1), WEEK])
@pytest.mark.parametrize("has_mentor", [True, False])
def test_facilitators_near_by_read_without_a_mentor_at_once_and_else_after_the_promise(
    world, work, age, has_mentor
):
    if has_mentor:
        factories.running_pair(world.a)
    waiting = aged(work, age)
    for reader, is_near in readers(world, Role.FACILITATOR).items():
        expected = is_near and (age >= WEEK or not has_mentor)
        assert may_read(reader, waiting) is expected


@pytest.mark.parametrize("age", [timedelta(), WEEK - timedelta(minutes=1), WEEK])
@pytest.mark.parametrize("has_mentor", [True, False])
def test_coordinators_near_by_read_after_the_promise(world, work, age, has_mentor):
    if has_mentor:
        factories.running_pair(world.a)
    waiting = aged(work, age)
    for reader, is_near in readers(world, Role.COORDINATOR).items():
        assert may_read(reader, waiting) is (is_near and age >= WEEK)


@pytest.mark.parametrize("of_host", [False, True])
@pytest.mark.parametrize("level", CountryRisk.Level)
@pytest.mark.parametrize("says_yes", [False, True])
def test_where_it_is_dangerous_a_coordinator_reads_only_with_a_yes(
    world, work, level, says_yes, of_host
):
    CountryRisk.objects.create(country="UG", level=level)
    group = world.a.organisation
    if of_host:
        group.part_of = world.a.other_organisation
        group.save()
        group = world.a.other_organisation
    group.country = "UG"
    group.save()
    waiting = aged(work, WEEK, is_for_coordinators=says_yes)
    assert may_read(world.a.coordinator, waiting) is (says_yes or level != CountryRisk.Level.HIGH)
    assert may_read(world.a.facilitator, waiting) is True


@pytest.mark.parametrize("role", [None, Role.LEAD, Role.SAFETY, Role.EDITOR, Role.ADMIN])
def test_no_other_role_opens_work(world, work, role):
    place = {"organisation": world.a.organisation} if role == Role.LEAD else {}
    reader = holder(role, **place) if role else world.a.leader2
    assert may_read(reader, aged(work, 4 * WEEK)) is False


def test_no_one_reviews_their_own_work_and_no_newcomer_any(world, work, sign_in):
    waiting = aged(work, WEEK)
    author = factories.with_role(world.a.leader, Role.FACILITATOR)
    assert may_read(author, waiting) is False
    newcomer = factories.quarantined(world.a.facilitator)
    assert may_read(newcomer, waiting) is False
    assert sign_in(newcomer).get(address(work)).status_code == 404


@pytest.mark.parametrize("state", State)
def test_they_read_only_what_waits(world, work, state):
    waiting = aged(work, WEEK, state=state)
    for reader in (world.a.facilitator, world.a.coordinator):
        assert may_read(reader, waiting) is (state == State.SENT)


def test_work_of_one_who_is_hidden_rests(world, work):
    world.a.leader.is_active = False
    world.a.leader.save()
    assert may_read(world.a.facilitator, aged(work, WEEK)) is False


def test_mentor_without_the_role_counts_as_none(world, work):
    factories.running_pair(world.a)
    assert may_read(world.a.facilitator, work) is False
    world.a.mentor.roles.all().delete()
    assert may_read(world.a.facilitator, work) is True
    assert may_read(world.a.mentor, work) is False


def test_pair_that_is_over_leaves_the_work_to_facilitators(world, work):
    pair = factories.running_pair(world.a)
    pairing.end(pair=pair, user=world.a.leader)
    assert may_read(world.a.facilitator, work) is True


def test_they_find_it_read_no_name_and_are_in_the_author_s_list(world, work, sign_in):
    facilitator, leader = sign_in(world.a.facilitator), world.a.leader
    for page in ("/en/home/", OVERVIEW):
        html = text_of(facilitator.get(page))
        assert "1 exercise is waiting for your review" in html
        assert leader.pseudonym not in html
    assert address(work) in html
    assert "From a member, handed in on" in html

    html = text_of(facilitator.get(address(work)))
    assert "ZQ our budget" in html
    assert leader.pseudonym not in html
    [seen] = access_log.seen(user=leader)
    assert (seen.what, seen.by) == ("an exercise that you handed in", "a facilitator")
    # They are in none of the lists of the others.
    assert "waiting for your review" not in text_of(sign_in(world.b.facilitator).get(OVERVIEW))


def test_mentor_is_in_the_list_too_and_reads_the_name(world, work, sign_in):
    factories.running_pair(world.a)
    html = text_of(sign_in(world.a.mentor).get(address(work)))
    assert f"From {world.a.leader.pseudonym}, handed in on" in html
    [seen] = [one for one in access_log.seen(user=world.a.leader) if "exercise" in one.what]
    assert seen.by == "a mentor"


def test_their_decision_counts_and_the_author_is_told(world, work, sign_in):
    facilitator = sign_in(world.a.facilitator)
    sent = facilitator.post(address(work), review_form(verdict="accept", text="Clear."))
    assert sent["Location"] == OVERVIEW
    work.refresh_from_db()
    assert (work.state, work.reviews.get().reviewer) == (State.ACCEPTED, world.a.facilitator)
    assert list(world.a.leader.notices.values_list("kind", flat=True)) == ["exercise_accepted"]
    # What they have answered is not theirs to read any more.
    assert facilitator.get(address(work)).status_code == 404


def test_second_of_two_reviewers_changes_nothing_and_keeps_what_they_typed(world, work, sign_in):
    factories.running_pair(world.a)
    aged(work, WEEK)
    facilitator = sign_in(world.a.facilitator)
    assert facilitator.get(address(work)).status_code == 200
    fields = {"submission": work, "reviewer": world.a.mentor, "key": uuid4()}
    reviews.review(verdict="accept", text="Clear and ours.", **fields)

    late = facilitator.post(address(work), review_form(verdict="improve", text="ZQ Add the rent."))
    html = text_of(late)
    assert late.status_code == 200
    assert str(NotWaiting.sentence) in html
    assert "ZQ Add the rent." in html
    for private in ("ZQ our budget", "Clear and ours.", world.a.leader.pseudonym):
        assert private not in html
    work.refresh_from_db()
    assert (work.state, work.reviews.count()) == (State.ACCEPTED, 1)


def test_they_are_told_of_the_oldest_once_and_no_more_when_it_is_not_theirs(world, work):
    second = aged(
        factories.hand_in(world.a.leader2, CoursePage.objects.get(), "Older"), timedelta(days=1)
    )
    sent = Notice.objects.filter(kind=notices.EXERCISE_SENT.name)

    def told() -> list[tuple]:
        for _time in range(2):
            tell_stand_ins_of_waiting_work()
        return list(sent.values_list("user", "subject_code"))

    # Not the coordinator, for whom it is too early, and no one of region B.
    facilitator = world.a.facilitator
    assert told() == [(facilitator.pk, second.code)]
    reviews.review(
        submission=second, reviewer=facilitator, verdict="accept", text="Clear.", key=uuid4()
    )
    assert told() == [(facilitator.pk, work.code)]
    # A pair begins: now it is the mentor's.
    factories.running_pair(world.a)
    assert told() == []
    aged(work, WEEK)
    assert sorted(told()) == sorted(
        (one.pk, work.code) for one in (facilitator, world.a.coordinator)
    )


@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_get_nothing_and_leave_no_record(world, work, sign_in, method):
    for stranger in (world.b.facilitator, world.b.coordinator, world.a.coordinator):
        client = sign_in(stranger)
        assert getattr(client, method)(address(work), review_form()).status_code == 404
        with pytest.raises(NotAllowed):
            reviews.review(
                submission=work, reviewer=stranger, verdict="accept", text="No", key=uuid4()
            )
    assert not AccessRecord.objects.exists()
    work.refresh_from_db()
    assert (work.state, work.is_read, work.reviews.count()) == (State.SENT, False, 0)


def test_long_list_shows_the_oldest_and_counts_all(world, work, sign_in, monkeypatch):
    monkeypatch.setattr("mentorship.pairs.views.LONGEST_QUEUE", 1)
    second = factories.hand_in(world.a.leader2, CoursePage.objects.get(), "Later")
    aged(second, timedelta(days=1))
    html = text_of(sign_in(world.a.facilitator).get(OVERVIEW))
    assert "2 exercises are waiting for your review" in html
    assert "Here are those that have waited longest." in html
    assert address(second) in html
    assert address(work) not in html
