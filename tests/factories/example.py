"""The example world: two regions with their people, and one of each row that a region keeps.

Most tests begin from `world`, its people alone. The matrix and the fuzzer let `person` add one of
each role and `furnish` the rows, and add what only they ask for; `lives.py` adds a member about
whom everything is kept that can be.

Everything of region A carries the canary `ZQA`, everything of region B carries `ZQB`, as a word:
search for it with the space behind it, because three letters alone occur in many a random code.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from cms import editors
from learning.models import (
    Attachment,
    Certificate,
    CoursePage,
    CourseRun,
    Enquiry,
    PublishedStory,
    Recall,
    Story,
    Submission,
    Taught,
)
from mentorship.matching import actions as matching
from mentorship.meetings import endings
from mentorship.models import Draft, Pair, Programme
from people.invitations import actions as invitations
from people.models import Network, Organisation, Region, RoleGrant, User
from people.roles.table import IN_STUDIO, Place, Role
from safety import actions as concerns
from safety.models import Concern
from tests.factories.learning import (
    attach,
    comes_back,
    enquire,
    hand_in,
    proposed_story,
    published_story,
    taught,
    tell_story,
)
from tests.factories.mentorship import (
    agreed_meeting,
    is_mentor,
    message,
    programme,
    running_pair,
    wants_mentor,
)
from tests.factories.people import (
    PASSPHRASE,
    OrganisationFactory,
    RegionFactory,
    UserFactory,
    with_role,
)
from tests.factories.runs import course_run
from tests.factories.webinars import place, repeating, webinar
from webinars.models import Webinar

# By the name of a kind of person: the roles of that person. Those of a newcomer are given with the
# invitation and have an effect once someone has vouched for them.
ROLES: dict[str, list[Role]] = {
    "newcomer": [Role.MENTOR, Role.COORDINATOR, Role.SAFETY],
    "network-coordinator": [Role.COORDINATOR],
    **{role.value: [role] for role in Role},
}
DAYS_LEFT = timedelta(days=9)
# Of the certificates: letters and digits that are easily mixed up are in none.
NUMBERS = {"ZQA": "2345-6789-CDFH-JKMN", "ZQB": "2345-6789-CDFH-JKMP"}


@dataclass
class Side:
    """One region with its people."""

    region: Region
    organisation: Organisation
    other_organisation: Organisation
    leader: User
    leader2: User
    mentor: User
    facilitator: User
    coordinator: User


@dataclass
class World:
    a: Side
    b: Side


def side(mark: str) -> Side:
    region = RegionFactory(name=f"ZQ{mark} region", key=f"zq{mark}".lower())
    organisation = OrganisationFactory(name=f"ZQ{mark} organisation", region=region)
    other = OrganisationFactory(name=f"ZQ{mark} other organisation", region=region)

    def member(name: str, role: str = "", home: Organisation = organisation) -> User:
        user = UserFactory(pseudonym=f"ZQ{mark} {name}", organisation=home)
        return with_role(user, role) if role else user

    return Side(
        region=region,
        organisation=organisation,
        other_organisation=other,
        leader=member("leader"),
        leader2=member("leader two"),
        mentor=member("mentor", RoleGrant.Role.MENTOR, other),
        facilitator=member("facilitator", RoleGrant.Role.FACILITATOR),
        coordinator=member("coordinator", RoleGrant.Role.COORDINATOR),
    )


def world() -> World:
    return World(a=side("A"), b=side("B"))


def person(kind: str, home: Organisation, name: str, **fields) -> User:
    """Return a member of `home` with the roles of this kind of person, and a passphrase.

    `new` is a member in their first days, `superuser` and those without roles what their names say.
    """
    today = timezone.localdate()
    user = UserFactory(
        pseudonym=name,
        organisation=home,
        password=make_password(PASSPHRASE),
        is_superuser=kind == "superuser",
        vouched_on=None if kind == "newcomer" else today,
        vouch_until=today + DAYS_LEFT if kind == "newcomer" else None,
        new_until=today + DAYS_LEFT if kind in ("newcomer", "new") else None,
        **fields,
    )
    for role in ROLES.get(kind, []):
        RoleGrant.objects.create(user=user, role=role, **_node(kind, role, home))
        if role in IN_STUDIO:
            user.groups.add(editors.GROUPS[role.traits.studio_group]())
    return user


def _node(kind: str, role: Role, home: Organisation) -> dict:
    """Return where a person of this kind has the role."""
    if Place.ORGANISATION in role.traits.places:
        return {"organisation": home}
    if kind == "network-coordinator":
        return {"network": _network_of(home)}
    if Place.REGION not in role.traits.places or role in IN_STUDIO:
        return {}
    return {"region": home.region}


def _network_of(organisation: Organisation) -> Network:
    """A network above this organisation alone: each organisation has another one."""
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


@dataclass
class Rows:
    """One of each row that a region keeps."""

    pair: Pair
    proposal: Pair
    programme: Programme
    draft: Draft
    work: Submission
    attachment: Attachment
    enquiry: Enquiry
    # One waits for an editor, one for the yes of its author, and one is published.
    story: Story
    proposed: Story
    published: PublishedStory
    recall: Recall
    taught: Taught
    certificate: str
    webinar: Webinar
    run: CourseRun
    concern: Concern
    receipt: str
    invitation: str


def furnish(side: Side, course: CoursePage, *, inviter: User) -> Rows:
    """Let the people of `side` do what leaves one row of each kind; the leader has most of them."""
    mark = side.region.name[:3]
    work = hand_in(side.leader, course, f"{mark} work")
    certificate = Certificate.objects.create(
        enrolment=work.enrolment,
        number=NUMBERS[mark],
        month=timezone.localdate().replace(day=1),
    )
    User.objects.filter(pk=side.leader.pk).update(shows_progress=True)
    held = webinar(side, starts_in=timedelta(days=-3))
    place(held, side.leader)
    editor = with_role(UserFactory(pseudonym=f"{mark} story editor"), Role.EDITOR, side.region)
    receipt = concerns.leave(key=uuid4(), text=f"{mark} concern", organisation=side.organisation)
    return Rows(
        **_mentoring(side),
        work=work,
        attachment=attach(work, f"{mark} voice".encode()),
        enquiry=enquire(side.leader, course, f"{mark} question"),
        story=tell_story(side.leader, f"{mark} story"),
        proposed=proposed_story(
            side.leader, f"{mark} story", by=editor, shows_name=True, may_stay=True
        ),
        published=published_story(side.leader, "A story for all", by=editor),
        recall=comes_back(side.leader, course),
        taught=taught(work.enrolment),
        certificate=certificate.number,
        webinar=repeating(webinar(side, starts_in=timedelta(minutes=5), seats=100)),
        run=course_run(side, course, seats=100),
        receipt=receipt,
        concern=concerns.find(receipt),
        invitation=invitations.invite(key=uuid4(), by=inviter, organisation=side.organisation),
    )


def _mentoring(side: Side) -> dict:
    """A running pair, a proposal that waits for its two, a draft that no one decided."""
    pair = running_pair(side)
    message(pair, f"{side.region.name[:3]} message", by=side.mentor)
    agreed_meeting(pair)
    endings.call_off(pair)
    agreed_meeting(pair, minutes=14)
    is_mentor(side.mentor, capacity=4)
    second = programme(side, name="A second programme")
    drafted = matching.run_matching(programme=second, by=side.coordinator)
    proposal = matching.approve(
        draft=next(one for one in drafted if one.mentee_id == side.leader.pk), by=side.coordinator
    )
    wants_mentor(side.leader2)
    matching.run_matching(programme=pair.programme, by=side.coordinator)
    draft = Draft.objects.get(programme=pair.programme, mentee=side.leader2)
    return {"pair": pair, "proposal": proposal, "programme": pair.programme, "draft": draft}
