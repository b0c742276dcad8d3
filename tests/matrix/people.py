"""The world in which the matrix is asked: one of each thing, and all who might want it.

The things are of one organisation of region A. Each role has five places around them: `own` is
bound to them, `same-organisation` and `same-region` have the same role near them, `other-region`
in region B; `ex`, `stale` and `suspended` are `own` once more, after something has changed.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib import import_module
from uuid import UUID, uuid4

from allauth.core import context
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, TOTP
from allauth.mfa.utils import encrypt
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from wagtail.users.models import UserProfile

from cms.models import Branding
from learning.catalogue import contents, outline
from learning.catalogue.outline import Course
from learning.models import CoursePage, CourseRun, Together
from learning.progress import actions as progress_actions
from mentorship.models import Pair
from people.models import MemberSession, Network, Organisation, Recovery, Region, User
from people.recovery import actions as recovery
from people.roles.table import Role
from people.second_step.adapter import sealed_for
from people.sessions import stepup
from people.sessions.store import kept_key
from tests import factories
from tests.factories.example import Rows
from tests.matrix import studio
from tests.matrix.reading import NETWORK_COORDINATOR, RELATIONS, SIGNED_IN
from webinars.calendar.address import actions as calendar

PLACES = ("own", "same-organisation", "same-region", "other-region")
# What the app of each member showed when they began to set it up.
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@dataclass(frozen=True)
class Actor:
    """Who asks: a role, the relation to the thing, the session of the phone."""

    role: str
    relation: str
    user: User | None = None
    session: str = ""
    # What happens just before the call.
    before: Callable[[User], None] | None = None

    def __str__(self) -> str:
        return f"{self.role}({self.relation})" if self.user else self.role


@dataclass
class World(Rows):
    """The things that addresses mean, and the actors by role."""

    side: factories.Side
    other_side: factories.Side
    course: Course
    completed: Course
    open_course: CoursePage
    hidden: Organisation
    draft_run: CourseRun
    # In the course: work of a member who is none of the actors, with a code for others who did it.
    shared: Together
    # The app of a mentor; one of the codes on paper of a member who is no mentor.
    step: int = 0
    paper: str = ""
    keeper: User | None = None
    # The secret part of that member's calendar address.
    calendar: str = ""
    # Of a facilitator: their role.
    grant: int = 0
    # Of a leader: the session of their other phone.
    session: UUID | None = None
    # Of a leader: a recovery without a voucher yet, and one that is open.
    recovery: str = ""
    open_recovery: str = ""
    # The values in the addresses of the studio.
    numbers: dict[str, str] = field(default_factory=dict)
    actors: dict[str, list[Actor]] = field(default_factory=dict)

    def own(self, role: str) -> User:
        """Return the member with `role` to whom the things belong."""
        user = self.actors[role][0].user
        assert user is not None
        return user

    def place_of(self, actor: Actor) -> Region | Network:
        """Return where the actor gives roles."""
        if actor.user and actor.role == NETWORK_COORDINATOR:
            grant = actor.user.roles.get()
            assert grant.network is not None
            return grant.network
        return self.organisation_of(actor).region

    def organisation_of(self, actor: Actor) -> Organisation:
        """Return the organisation with which the actor's region works."""
        is_far = actor.user is not None and actor.relation == "other-region"
        return (self.other_side if is_far else self.side).organisation


def world() -> World:
    """Fill the database; this takes some seconds."""
    sides = factories.world()
    # Before the groups: their permissions depend on the homes.
    _homes()
    people = {role: [_person(role, place, sides) for place in PLACES] for role in SIGNED_IN}
    side = replace(
        sides.a,
        leader=people["leader"][0],
        leader2=people["leader"][1],
        mentor=people["mentor"][0],
        facilitator=people["facilitator"][0],
        coordinator=people["coordinator"][0],
    )
    owners = [own for own, *_others in people.values()]
    page, done = (
        factories.course(title="A course", has_papers=True),
        factories.course(title="Another course"),
    )
    built = World(
        **vars(factories.furnish(side, done, inviter=sides.a.coordinator)),
        side=side,
        other_side=sides.b,
        course=_outline(page),
        completed=_outline(done),
        open_course=_open_course(),
        shared=factories.together(factories.hand_in(sides.a.leader, page, "Work of a group")),
        draft_run=factories.course_run(side, done, state=CourseRun.State.DRAFT),
        hidden=factories.OrganisationFactory(
            region=side.region, listing=Organisation.Listing.HIDDEN
        ),
    )
    for user in owners:
        progress_actions.enrol(user=user, course_key=built.course.key)
        factories.place(built.webinar, user, alias=f"Mango {user.pk}")
        factories.run_place(built.run, user, handle=f"Reed {user.pk}")
    _sign_in_elsewhere(side, built)
    built.grant = side.facilitator.roles.get().pk
    # Made when they are first asked for; no refusal shall seem to write them.
    branding = Branding.load()
    for role in ("editor", "translator", "superuser"):
        for user in people[role]:
            UserProfile.get_for_user(user)
    built.numbers = studio.numbers(page, people["leader"][1], people["editor"][0], branding.pk)
    built.actors = {
        "signed-out": [Actor("signed-out", "own")],
        **{role: _actors(role, four) for role, four in people.items()},
    }
    return built


def _homes() -> None:
    english, french = factories.home_page("en"), factories.home_page("fr")
    french.translation_key = english.translation_key
    french.save()


def _person(role: str, place: str, sides: factories.World) -> User:
    side = sides.b if place == "other-region" else sides.a
    # A mentor comes from another organisation than their mentee.
    is_elsewhere = (place == "same-region") != (role == "mentor" and place in PLACES[:3:2])
    home = side.other_organisation if is_elsewhere else side.organisation
    return factories.person(role, home, f"{role} {place}")


def _outline(page: CoursePage) -> Course:
    found = outline.course(CoursePage.objects.live(), page.translation_key, "en")
    assert found is not None
    contents.of_all(found.lessons)
    return found


def _open_course() -> CoursePage:
    page = factories.course(title="For everybody", lessons=1, has_papers=True)
    page.access = CoursePage.Access.OPEN
    page.save_revision().publish()
    return page


def _sign_in_elsewhere(side: factories.Side, built: World) -> None:
    """What belongs to signing in: a second step, another session, two recoveries."""
    request = HttpRequest()
    request.user = side.mentor
    with context.request_context(request):
        built.step = TOTP.activate(side.mentor, SECRET).instance.pk
    # Two members who never ask: whatever happens to the actors, these two stay.
    built.keeper, other = (
        factories.UserFactory(organisation=side.organisation) for _number in range(2)
    )
    built.calendar = calendar.make(user=built.keeper, key=uuid4())
    request.user = built.keeper
    with context.request_context(request):
        TOTP.activate(built.keeper, SECRET)
        built.paper = RecoveryCodes.activate(built.keeper).get_unused_codes()[0]
    elsewhere = MemberSession.objects.get(session_key=kept_key(_session(side.leader, proven=False)))
    built.session = elsewhere.code
    built.recovery = recovery.ask(key=uuid4(), pseudonym=side.leader.pseudonym)
    built.open_recovery = recovery.ask(key=uuid4(), pseudonym=side.leader2.pseudonym)
    Recovery.objects.filter(user=side.leader2).update(
        first_by=built.keeper.code, second_by=other.code, opens_at=timezone.now()
    )


def _actors(role: str, four: list[User]) -> list[Actor]:
    changes = {"ex": _end_relations, "suspended": _suspend}
    found = []
    for relation in RELATIONS:
        user = four[PLACES.index(relation)] if relation in PLACES else four[0]
        session = _session(user, proven=relation != "stale")
        found.append(Actor(role, relation, user, session, changes.get(relation)))
    return found


def _session(user: User, *, proven: bool) -> str:
    """Sign `user` in, with the passphrase typed just now; return the session's key."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    with sealed_for(user):
        session[SECRET_SESSION_KEY] = encrypt(SECRET)
    if proven:
        session[stepup.PROVEN_AT] = int(time.time())
    session.save()
    return session.session_key


def _end_relations(user: User) -> None:
    """End the member's pairs, and let every role but a mentor's be over.

    The clock has not run yet: they are still in the group of the studio.
    """
    Pair.objects.filter(Q(mentor=user) | Q(mentee=user)).update(ended_at=timezone.now())
    user.roles.exclude(role=Role.MENTOR).update(until=factories.day_over())
    User.objects.filter(pk=user.pk).update(is_superuser=False)


def _suspend(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
