"""The world in which the matrix is asked: one of each thing, and everybody who might want it.

The things are of one organisation of region A. Each role stands five times around them: `own` is
bound to them, `same-organisation` and `same-region` hold the same task beside her, `other-region`
in region B; `ex`, `stale` and `suspended` are `own` once more, after something has changed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from importlib import import_module
from uuid import UUID, uuid4

from allauth.core import context
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, TOTP
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from cms import editors
from cms.models import Branding
from learning.catalogue import contents, outline
from learning.catalogue.outline import Course
from learning.models import Certificate, CoursePage
from learning.progress import actions as progress_actions
from mentorship.matching import actions as matching
from mentorship.models import Draft, Pair, Programme
from people.invitations import actions as invitations
from people.models import MemberSession, Network, Organisation, Recovery, Region, RoleGrant, User
from people.recovery import actions as recovery
from people.roles.table import IN_STUDIO, Place, Role
from people.sessions import stepup
from safety import actions as concerns
from safety.models import Concern
from tests import factories
from tests.matrix import studio
from tests.matrix.reading import HOLDERS, NETWORK_COORDINATOR, RELATIONS, SIGNED_IN
from tests.mentorship import people as pairs
from tests.webinars import making
from webinars.models import Webinar

PLACES = ("own", "same-organisation", "same-region", "other-region")
HOUR = 60 * 60
# What everybody's app was shown when she began to set it up.
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
# The tasks of a newcomer are given with the invitation and bite once somebody has vouched for her.
TASKS: dict[str, list[Role]] = {
    "newcomer": [Role.MENTOR, Role.COORDINATOR, Role.SAFETY],
    **{name: [role] for name, role in HOLDERS.items()},
}


@dataclass(frozen=True)
class Actor:
    """Who asks: a role, how she stands to the thing, the session of her phone."""

    role: str
    relation: str
    user: User | None = None
    session: str = ""
    # What happens just before she asks.
    before: Callable[[User], None] | None = None

    def __str__(self) -> str:
        return f"{self.role}({self.relation})" if self.user else self.role


@dataclass
class World:
    """The things that addresses stand for, and the actors by role."""

    side: factories.Side
    other_side: factories.Side
    course: Course
    completed: Course
    pair: Pair
    proposal: Pair
    programme: Programme
    draft: Draft
    webinar: Webinar
    concern: Concern
    receipt: str
    invitation: str
    open_course: CoursePage
    hidden: Organisation
    submission: UUID
    # The app of a mentor; one of the codes on paper of somebody who is no mentor.
    step: int = 0
    paper: str = ""
    keeper: User | None = None
    # Of a facilitator: her task.
    grant: int = 0
    # Of a leader: the session of another phone of hers.
    session: UUID | None = None
    # Of a leader: a way back for which nobody has answered, and one that is open.
    recovery: str = ""
    open_recovery: str = ""
    certificate: str = "2345-6789-CDFH-JKMN"
    # What stands in the addresses of the studio.
    numbers: dict[str, str] = field(default_factory=dict)
    actors: dict[str, list[Actor]] = field(default_factory=dict)

    def own(self, role: str) -> User:
        """The one of `role` to whom the things belong."""
        user = self.actors[role][0].user
        assert user is not None
        return user

    def place_of(self, actor: Actor) -> Region | Network:
        """Where she gives roles."""
        if actor.user and actor.role == NETWORK_COORDINATOR:
            grant = actor.user.roles.get()
            assert grant.network is not None
            return grant.network
        return self.organisation_of(actor).region

    def organisation_of(self, actor: Actor) -> Organisation:
        """The organisation with which her region works."""
        is_far = actor.user is not None and actor.relation == "other-region"
        return (self.other_side if is_far else self.side).organisation


def world() -> World:
    """Fill the database; some seconds' work."""
    sides = factories.world()
    # Before the groups: what they may do hangs on the homes.
    _homes()
    groups = {role.value: editors.GROUPS[role.traits.studio_group]() for role in IN_STUDIO}
    people = {role: [_person(role, place, sides, groups) for place in PLACES] for role in SIGNED_IN}
    side = replace(
        sides.a,
        leader=people["leader"][0],
        leader2=people["leader"][1],
        mentor=people["mentor"][0],
        facilitator=people["facilitator"][0],
        coordinator=people["coordinator"][0],
    )
    owners = [own for own, *_others in people.values()]
    page, done = factories.course(title="A course"), factories.course(title="Another course")
    built = World(
        side=side,
        other_side=sides.b,
        course=_outline(page),
        completed=_outline(done),
        open_course=_open_course(),
        hidden=factories.OrganisationFactory(
            region=side.region, listing=Organisation.Listing.HIDDEN
        ),
        invitation=invitations.invite(
            key=uuid4(), by=sides.a.coordinator, organisation=side.organisation
        ),
        submission=pairs.hand_in(side.leader, done, "What I wrote").code,
        **_mentoring(side),
        **_concern(side),
        webinar=making.webinar(side, starts_in=timedelta(minutes=5), seats=100),
    )
    for user in owners:
        progress_actions.enrol(user=user, course_key=built.course.key)
        making.place(built.webinar, user, alias=f"Mango {user.pk}")
    _certify(side.leader, built)
    _sign_in_elsewhere(side, built)
    built.grant = side.facilitator.roles.get().pk
    # Made when it is first asked for; nobody's refusal shall seem to write it.
    face = Branding.load()
    built.numbers = studio.numbers(page, people["leader"][1], people["editor"][0], face.pk)
    built.actors = {
        "signed-out": [Actor("signed-out", "own")],
        **{role: _actors(role, four) for role, four in people.items()},
    }
    return built


def _homes() -> None:
    english, french = factories.home_page("en"), factories.home_page("fr")
    french.translation_key = english.translation_key
    french.save()


def _person(role: str, place: str, sides: factories.World, groups: dict) -> User:
    side = sides.b if place == "other-region" else sides.a
    # A mentor comes from another organisation than those whom she accompanies.
    is_elsewhere = (place == "same-region") != (role == "mentor" and place in PLACES[:3:2])
    today = timezone.localdate()
    user = factories.UserFactory(
        pseudonym=f"{role} {place}",
        organisation=side.other_organisation if is_elsewhere else side.organisation,
        password=make_password(factories.PASSPHRASE),
        is_superuser=role == "superuser",
        vouched_on=None if role == "newcomer" else today,
        new_until=today + timedelta(days=9) if role in ("newcomer", "new") else None,
    )
    for task in TASKS.get(role, []):
        node = {"region": side.region}
        if Place.ORGANISATION in task.traits.places:
            node = {"organisation": user.organisation}
        elif role == NETWORK_COORDINATOR:
            node = {"network": _network_of(user.organisation)}
        elif Place.REGION not in task.traits.places or task in IN_STUDIO:
            node = {}
        RoleGrant.objects.create(user=user, role=task, **node)
    if role in groups:
        user.groups.add(groups[role])
    return user


def _network_of(organisation: Organisation) -> Network:
    """A network below which nobody else is: her colleague of the same region has another one."""
    above, _ = Network.objects.get_or_create(
        short_name=organisation.name[:20], level="regional", region=organisation.region
    )
    below, _ = Network.objects.get_or_create(
        short_name=f"{organisation.name[:20]} below",
        level="subregional",
        region=organisation.region,
        parent=above,
    )
    organisation.networks.add(below)
    return above


def _outline(page: CoursePage) -> Course:
    found = outline.course(CoursePage.objects.live(), page.translation_key, "en")
    assert found is not None
    contents.of_all(found.lessons)
    return found


def _open_course() -> CoursePage:
    page = factories.course(title="For everybody", lessons=1)
    page.access = CoursePage.Access.OPEN
    page.save_revision().publish()
    return page


def _mentoring(side: factories.Side) -> dict:
    """A pair that lives, a proposal that waits for its two, a draft that nobody decided."""
    pair = pairs.running_pair(side)
    pairs.is_mentor(side.mentor, capacity=4)
    second = pairs.programme(side, name="A second programme")
    drafted = matching.run_matching(programme=second, by=side.coordinator)
    proposal = matching.approve(
        draft=next(one for one in drafted if one.mentee_id == side.leader.pk), by=side.coordinator
    )
    pairs.wants_mentor(side.leader2)
    matching.run_matching(programme=pair.programme, by=side.coordinator)
    draft = Draft.objects.get(programme=pair.programme, mentee=side.leader2)
    return {"pair": pair, "proposal": proposal, "programme": pair.programme, "draft": draft}


def _concern(side: factories.Side) -> dict:
    receipt = concerns.leave(key=uuid4(), text="A concern", organisation=side.organisation)
    return {"receipt": receipt, "concern": concerns.find(receipt)}


def _certify(user: User, built: World) -> None:
    taken = progress_actions.enrol(user=user, course_key=built.completed.key)
    Certificate.objects.create(
        enrolment=taken, number=built.certificate, month=timezone.localdate().replace(day=1)
    )


def _sign_in_elsewhere(side: factories.Side, built: World) -> None:
    """What stands around signing in: a second step, another session, two ways back."""
    request = HttpRequest()
    request.user = side.mentor
    with context.request_context(request):
        built.step = TOTP.activate(side.mentor, SECRET).instance.pk
    # Nobody who asks: whatever becomes of those, these two are here.
    built.keeper, other = (
        factories.UserFactory(organisation=side.organisation) for _number in range(2)
    )
    request.user = built.keeper
    with context.request_context(request):
        TOTP.activate(built.keeper, SECRET)
        built.paper = RecoveryCodes.activate(built.keeper).get_unused_codes()[0]
    elsewhere = MemberSession.objects.get(session_key=_session(side.leader, proven=False))
    built.session = elsewhere.code
    built.recovery = recovery.ask(key=uuid4(), pseudonym=side.leader.pseudonym)
    built.open_recovery = recovery.ask(key=uuid4(), pseudonym=side.leader2.pseudonym)
    Recovery.objects.filter(user=side.leader2).update(
        first_by=built.keeper.code, second_by=other.code, opens_at=timezone.now()
    )


def _actors(role: str, four: list[User]) -> list[Actor]:
    changes = {"ex": _end_what_bound_her, "suspended": _suspend}
    found = []
    for relation in RELATIONS:
        user = four[PLACES.index(relation)] if relation in PLACES else four[0]
        session = _session(user, proven=relation != "stale")
        found.append(Actor(role, relation, user, session, changes.get(relation)))
    return found


def _session(user: User, *, proven: bool) -> str:
    """Sign `user` in, an hour's proof of her passphrase included; return the session's key."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[SECRET_SESSION_KEY] = SECRET
    if proven:
        session[stepup.PROVEN_AT] = timezone.now().timestamp() + HOUR
    session.save()
    return session.session_key


def _end_what_bound_her(user: User) -> None:
    """Her pairs have ended, and every task but a mentor's was hers until yesterday.

    The clock has not come by yet: her seat in the studio is still there.
    """
    Pair.objects.filter(Q(mentor=user) | Q(mentee=user)).update(ended_at=timezone.now())
    yesterday = timezone.localdate() - timedelta(days=1)
    user.roles.exclude(role=Role.MENTOR).update(until=yesterday)
    User.objects.filter(pk=user.pk).update(is_superuser=False)


def _suspend(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
