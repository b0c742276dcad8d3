"""What a pair writes: open for its two members, sealed for everyone else and at rest."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from mentorship import overview
from mentorship.models import Goal, Meeting, Pair, PairKey, Programme
from mentorship.pairs import actions as pairing
from mentorship.pairs import goals, notes, retention
from mentorship.pairs.permissions import can_read_notes, pairs_readable_by
from people import sealing
from people.models import AccessRecord, RoleGrant, User
from people.privacy import erasure
from people.privacy import export as exporting
from tests import canaries, factories
from tests.responses import text_of
from tests.unwritable import unwritable_access_log
from web.errors import NotAllowed

pytestmark = pytest.mark.servers

GOAL, LINE = "ZQSECRET goal", "ZQSECRET line"
HOME, OVERVIEW = "/en/home/", "/en/mentoring/"


@pytest.fixture
def pair(world) -> Pair:
    """A running pair with a secret goal and a secret note."""
    made = factories.running_pair(world.a)
    goals.add(pair=made, user=world.a.leader, text=GOAL, key=uuid4())
    factories.meeting(made, LINE)
    # The goal of the factory is done, so the secret goal is the next one.
    goals.set_done(goal=made.goals.first(), user=world.a.leader, done=True)
    return made


def views() -> list[tuple]:
    return list(AccessRecord.objects.order_by("pk").values_list("subject", "actor", "what"))


def everything_at_rest() -> str:
    """Return all tables as one text; bytes stay the same with every database driver."""
    values = [value for rows in canaries.tables().values() for row in rows for value in row]
    return "\n".join(
        bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
        for value in values
    )


def test_no_table_holds_a_word_of_it(world, pair, sign_in):
    for user in (world.a.leader, world.a.mentor):
        assert "ZQSECRET" in text_of(sign_in(user).get(pair.get_absolute_url()))
    assert "ZQSECRET" not in everything_at_rest()


def test_both_of_the_pair_read_it_with_the_day_and_the_goal(pair, world):
    found = pairs_readable_by(world.a.leader).get()
    read = notes.read(pair=found, by=world.a.leader)
    assert [words for _goal, words in read.goals] == ["ZQA goal", GOAL]
    assert {words for _meeting, words in read.meetings} == {"ZQA line", LINE}


def everyone(world) -> list[User]:
    officer = factories.with_role(
        factories.UserFactory(organisation=world.a.organisation), RoleGrant.Role.SAFETY
    )
    lead = factories.with_role(
        factories.UserFactory(organisation=world.a.organisation), RoleGrant.Role.LEAD
    )
    admin = factories.UserFactory(organisation=world.a.organisation, is_superuser=True)
    sides = [
        getattr(side, name)
        for side in (world.a, world.b)
        for name in ("leader", "leader2", "mentor", "facilitator", "coordinator")
    ]
    return [*sides, officer, lead, admin]


def test_all_others_read_nothing_on_any_page_of_mentoring(world, pair, sign_in):
    two = {world.a.leader.pk, world.a.mentor.pk}
    programme = reverse("mentorship:programme", args=[Programme.objects.get().code])
    for user in everyone(world):
        client = sign_in(user)
        status = client.get(pair.get_absolute_url()).status_code
        assert (user, status) == (user, 200 if user.pk in two else 404)
        pages = [text_of(client.get(address)) for address in (HOME, OVERVIEW, programme)]
        assert (user, any("ZQSECRET" in page for page in pages)) == (user, user.pk in two)


def test_the_rule_for_one_is_the_rule_for_many(world, pair):
    proposed, ended = factories.proposed_pair(world.b), pair
    ended_id = pairing.end(pair=ended, user=world.a.mentor).pk
    kept = factories.running_pair(world.a)
    for user in everyone(world):
        many = set(pairs_readable_by(user).values_list("pk", flat=True))
        one = {found.pk for found in Pair.objects.all() if can_read_notes(user, found)}
        assert (user, one) == (user, many)
    assert {ended_id, kept.pk, proposed.pk} == set(Pair.objects.values_list("pk", flat=True))


def test_action_refuses_members_outside_the_pair(world, pair):
    for user in (world.a.coordinator, world.b.mentor):
        with pytest.raises(NotAllowed):
            notes.read(pair=pair, by=user)
    assert views() == []


def test_words_open_in_their_own_row_of_their_own_pair_only(world, pair):
    other = factories.running_pair(world.b)
    sealed = pair.goals.last().sealed_text
    places = [pair.goals.first(), pair.meetings.first(), other.goals.get(), other.meetings.get()]
    for note in places:
        note.sealed_text = sealed
        with pytest.raises(sealing.CannotUnseal):
            notes.words_of(note)


def test_each_pair_has_one_key_of_its_own(world, pair):
    other = factories.running_pair(world.b)
    keys = {bytes(one.wrapped_key) for one in PairKey.objects.all()}
    assert (len(keys), pair.key.pair, other.key.pair) == (2, pair, other)


def test_a_line_that_stays_empty_is_sealed_like_any_other(world, pair):
    note = factories.meeting(pair, "")
    assert notes.words_of(note) == ""
    assert len(note.sealed_text) > 0


@pytest.mark.parametrize("who", ["leader", "mentor"])
def test_erasing_one_of_the_two_ends_words_and_key(world, pair, settings, tmp_path, who):
    settings.ERASURE_LIST = tmp_path / "erased.txt"
    erasure.erase(user=getattr(world.a, who))
    assert (Goal.objects.count(), Meeting.objects.count(), PairKey.objects.count()) == (0, 0, 0)


def test_the_key_goes_with_the_notes_when_their_time_is_over(world, pair, time_machine):
    other = factories.running_pair(world.b)
    pairing.end(pair=pair, user=world.a.leader)
    time_machine.move_to(timezone.now() + timedelta(days=183))
    retention.forget_notes()
    assert [key.pair for key in PairKey.objects.all()] == [other]


# Their own copies


def copy_of(user: User) -> str:
    """Return all that the member's own copy says, read as in a new request."""
    sections = exporting.gather(User.objects.get(pk=user.pk))
    return "\n".join(entry.told for section in sections for row in section.rows for entry in row)


def test_copy_holds_the_words_that_its_reader_may_read_and_logs_the_view(world, pair):
    for _time in range(2):
        assert {GOAL in copy_of(world.a.mentor), LINE in copy_of(world.a.mentor)} == {True}
    assert views() == [(world.a.leader.pk, world.a.mentor.code, "note")]


def test_a_pair_that_is_over_leaves_its_mentors_copy_at_once(world, pair):
    pairing.end(pair=pair, user=world.a.leader)
    assert "ZQSECRET" not in copy_of(world.a.mentor)
    assert GOAL in copy_of(world.a.leader)
    assert views() == [(world.a.mentor.pk, world.a.leader.code, "note")]


def test_a_copy_of_a_former_mentor_holds_no_words_of_a_pair(world, pair):
    RoleGrant.objects.filter(user=world.a.mentor).update(until=factories.day_over())
    assert "ZQSECRET" not in copy_of(world.a.mentor)
    assert views() == []


# The access log


@pytest.mark.parametrize("path", ["pair", OVERVIEW, HOME])
def test_each_page_with_their_words_logs_exactly_one_view_a_day(world, pair, sign_in, path):
    address = pair.get_absolute_url() if path == "pair" else path
    for _time in range(2):
        assert GOAL in text_of(sign_in(world.a.mentor).get(address))
    assert views() == [(world.a.leader.pk, world.a.mentor.code, "note")]
    assert GOAL in text_of(sign_in(world.a.leader).get(address))
    assert views()[1:] == [(world.a.mentor.pk, world.a.leader.code, "note")]


def test_next_day_is_another_view(world, pair, sign_in, time_machine):
    for hours in (0, 24):
        time_machine.move_to(timezone.now() + timedelta(hours=hours))
        sign_in(world.a.mentor).get(pair.get_absolute_url())
    assert len(views()) == 2


@pytest.mark.parametrize("path", ["pair", OVERVIEW, HOME])
def test_nothing_is_read_where_no_view_can_be_logged(world, pair, sign_in, path):
    client = sign_in(world.a.mentor)
    client.raise_request_exception = False
    with unwritable_access_log():
        response = client.get(pair.get_absolute_url() if path == "pair" else path)
    assert response.status_code == 500
    assert "ZQSECRET" not in text_of(response)


def test_page_without_words_logs_no_view(world, sign_in):
    factories.proposed_pair(world.a)
    for user in (world.a.leader, world.a.mentor):
        for address in (HOME, OVERVIEW, Pair.objects.get().get_absolute_url()):
            assert sign_in(user).get(address).status_code == 200
    assert views() == []


def test_goal_that_is_done_is_not_the_next_goal(world, pair):
    assert overview.accompaniments(world.a.leader)[0].next_goal == GOAL
    goals.set_done(goal=pair.goals.last(), user=world.a.leader, done=True)
    assert overview.accompaniments(world.a.leader)[0].next_goal == ""
