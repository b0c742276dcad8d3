"""Lives in any order: invited, vouched for, paired, parted, suspended, erased.

After each step, a member can open of another exactly what their relation allows at that moment, and
reads their name only then. Hypothesis makes up the order.
"""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from learning.models import CoursePage, Submission
from mentorship.matching import actions as matching
from mentorship.models import Draft, Pair, Programme
from mentorship.pairs import actions as pairing
from mentorship.pairs.permissions import pairs_readable_by
from mentorship.reviews.permissions import submissions_reviewable_by
from people.invitations import actions as invitations
from people.models import RoleGrant, User
from people.privacy import erasure
from people.roles.permissions import Role
from people.vouching import actions as vouching
from tests import factories
from tests.factories import Side

pytestmark = pytest.mark.servers

PASSPHRASE = factories.PASSPHRASE
# More steps would be slower and find nothing new.
MOST = 6


@dataclass
class Person:
    """What the test itself knows of a member, apart from the site."""

    user: User
    side: Side
    name: str
    client: Client
    guides: bool
    vouched: bool = False
    settled: bool = False
    suspended: bool = False
    erased: bool = False

    @property
    def is_in(self) -> bool:
        return self.vouched and not self.suspended and not self.erased


@dataclass
class Bond:
    """What the test knows of a pair."""

    pair: Pair
    mentor: Person
    mentee: Person
    work: Submission | None = None
    yes: frozenset[str] = frozenset()
    begun: bool = False
    over: bool = False

    @property
    def is_gone(self) -> bool:
        return self.mentor.erased or self.mentee.erased

    def opens_for(self, one: Person) -> bool:
        """Whether the pair's page exists for this member."""
        if self.is_gone or not one.is_in:
            return False
        if one is self.mentor:
            return one.guides and not self.over
        return one is self.mentee and (self.begun or not self.over)

    def work_opens_for(self, one: Person) -> bool:
        running = self.begun and not self.over
        return one is self.mentor and running and self.opens_for(one)


class Lives(RuleBasedStateMachine):
    """People of two regions; the test sets `world` and `programmes`."""

    world: factories.World
    programmes: dict[str, Programme]
    numbers = count(1)

    people = Bundle("people")
    bonds = Bundle("bonds")

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.known: list[Person] = []
        self.ties: list[Bond] = []

    def teardown(self) -> None:
        for viewer in self.known:
            self.sees_what_they_may(viewer)
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    # --- Steps -------------------------------------------------------------------------------

    @precondition(lambda self: len(self.known) < MOST)
    @rule(target=people, in_a=st.booleans(), guides=st.booleans())
    def joins(self, in_a: bool, guides: bool) -> Person:
        side = self.world.a if in_a else self.world.b
        code = invitations.invite(
            key=uuid4(),
            by=side.coordinator,
            # A mentor is never of the organisation of their mentee.
            organisation=side.other_organisation if guides else side.organisation,
            role=Role.MENTOR if guides else "",
        )
        name = f"Quince {next(self.numbers)} Q"
        user = invitations.join(code=code, pseudonym=name, passphrase=PASSPHRASE)
        with pytest.raises(invitations.InvitationUnusable):
            invitations.join(code=code, pseudonym=f"{name} 2", passphrase=PASSPHRASE)
        client = Client()
        client.force_login(user)
        person = Person(user, side, name, client, guides)
        self.known.append(person)
        return person

    @rule(person=people, by_inviter=st.booleans(), from_elsewhere=st.booleans())
    def is_vouched_for(self, person: Person, by_inviter: bool, from_elsewhere: bool) -> None:
        side = person.side
        if from_elsewhere:
            side = self.world.b if side is self.world.a else self.world.a
        # Who laid the role down is still of the organisation that they joined.
        is_of_other = person.user.organisation == person.side.other_organisation
        own = side.mentor if is_of_other else side.leader
        voucher = side.coordinator if by_inviter else own
        allowed = not by_inviter and not from_elsewhere
        if allowed and person.is_in:
            return  # The same member again: nothing changes, and no notice is left.
        try:
            vouching.vouch(code=vouching.code_of(person.user), by=voucher)
        except vouching.CannotVouch:
            assert not allowed or person.suspended or person.erased or person.vouched
        else:
            assert allowed
            assert not person.erased
            person.vouched = True

    @rule(person=people)
    def is_no_newcomer_any_more(self, person: Person) -> None:
        yesterday = timezone.localdate() - timedelta(days=1)
        User.objects.filter(pk=person.user.pk).update(new_until=yesterday)
        person.settled = True

    @rule(target=bonds, mentor=people, mentee=people)
    def are_proposed(self, mentor: Person, mentee: Person) -> Bond:
        """The coordinator approves what a matching might have drafted, and may be refused."""
        nothing = Bond(Pair(), mentor, mentee, over=True)
        if mentor is mentee or mentor.erased or mentee.erased:
            return nothing
        fresh_mentor, fresh_mentee = self._fresh(mentor), self._fresh(mentee)
        factories.is_mentor(fresh_mentor)
        factories.wants_mentor(fresh_mentee)
        programme = self.programmes[mentee.side.region.key]
        Draft.objects.filter(mentee=fresh_mentee).delete()
        draft = Draft.objects.create(
            programme=programme,
            mentor=fresh_mentor,
            mentee=fresh_mentee,
            run=uuid4(),
            score=1,
            parts={},
            reasons=[],
            alternatives=[],
        )
        try:
            pair = matching.approve(draft=draft, by=mentee.side.coordinator)
        except pairing.PairingRefused:
            return nothing
        assert mentor.is_in
        assert mentor.settled
        assert mentor.guides
        assert mentee.is_in
        assert mentee.settled
        assert mentor.side is mentee.side
        bond = Bond(pair, mentor, mentee)
        self.ties.append(bond)
        return bond

    @rule(bond=bonds, side=st.sampled_from(["mentor", "mentee"]))
    def says_yes(self, bond: Bond, side: str) -> None:
        if bond.over or bond.is_gone:
            return
        pairing.say_yes(pair=bond.pair, user=getattr(bond, side).user)
        bond.yes |= {side}
        if bond.yes == {"mentor", "mentee"} and not bond.begun:
            bond.begun = True
            mark = f"words of {bond.mentee.name}"
            factories.goal(Pair.objects.get(pk=bond.pair.pk), mark)
            bond.work = factories.hand_in(bond.mentee.user, CoursePage.objects.live().get(), mark)

    @rule(bond=bonds, side=st.sampled_from(["mentor", "mentee"]))
    def part(self, bond: Bond, side: str) -> None:
        if not bond.over and not bond.is_gone:
            pairing.end(pair=bond.pair, user=getattr(bond, side).user)
            bond.over = True

    @rule(person=people)
    def lays_the_mentors_task_down(self, person: Person) -> None:
        RoleGrant.objects.filter(user=person.user.pk).delete()
        person.guides = False

    @rule(person=people)
    def is_suspended(self, person: Person) -> None:
        if not person.erased and not person.suspended:
            vouching.suspend_branch(root=self._fresh(person), by=person.side.coordinator)
            person.suspended = True

    @rule(person=people)
    def is_reinstated(self, person: Person) -> None:
        if person.suspended and not person.erased:
            vouching.reinstate(member=self._fresh(person), by=person.side.coordinator)
            person.suspended = False
            person.client.force_login(self._fresh(person))

    @rule(person=people)
    def is_erased(self, person: Person) -> None:
        erasure.erase(user=person.user)
        person.erased = True

    @rule(person=people)
    def opens_all_pages(self, person: Person) -> None:
        self.sees_what_they_may(person)

    # --- Rules -------------------------------------------------------------------------------

    @invariant()
    def pairs_open_for_the_two_of_them_as_long_as_they_may(self) -> None:
        for one in self.known:
            if one.erased or one.suspended or not one.vouched:
                continue
            user = self._fresh(one)
            open_pairs = set(pairs_readable_by(user).values_list("pk", flat=True))
            assert open_pairs == {tie.pair.pk for tie in self.ties if tie.opens_for(one)}
            work = set(submissions_reviewable_by(user).values_list("pk", flat=True))
            assert work == {
                tie.work.pk for tie in self.ties if tie.work and tie.work_opens_for(one)
            }

    def sees_what_they_may(self, viewer: Person) -> None:
        """Open every page that could tell this member about another."""
        read = [
            viewer.client.get(reverse(name)).content.decode()
            for name in ("home", "mentorship:overview", "learning:catalogue", "webinars:list")
        ]
        for tie in self.ties:
            page = viewer.client.get(reverse("mentorship:pair", args=[tie.pair.code]))
            assert (page.status_code == 200) == tie.opens_for(viewer)
            read.append(page.content.decode())
            if tie.work:
                page = viewer.client.get(reverse("mentorship:review", args=[tie.work.code]))
                assert (page.status_code == 200) == tie.work_opens_for(viewer)
                read.append(page.content.decode())
        text = "".join(read)
        met = {
            other.name
            for tie in self.ties
            if tie.opens_for(viewer)
            for other in (tie.mentor, tie.mentee)
        }
        others = {one.name for one in self.known} - {viewer.name}
        assert {name for name in others if name in text} <= met
        assert not any(f"{mark} leader" in text for mark in ("ZQA", "ZQB"))

    @staticmethod
    def _fresh(person: Person) -> User:
        """Return the member as a request loads them: with the roles that they have now."""
        return User.objects.get(pk=person.user.pk)


def test_members_see_others_only_while_the_relation_lasts(world, settings, tmp_path):
    settings.ERASURE_LIST = tmp_path / "erased.txt"
    settings.MEDIA_ROOT = tmp_path / "files"
    factories.course()
    Lives.world = world
    Lives.programmes = {side.region.key: factories.programme(side) for side in (world.a, world.b)}
    run_state_machine_as_test(Lives, settings=HOW_LONG)


HOW_LONG = settings(
    max_examples=25,
    stateful_step_count=25,
    derandomize=True,
    database=None,
    deadline=None,
    # Shortening a life that failed takes minutes; its steps are printed anyway.
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
