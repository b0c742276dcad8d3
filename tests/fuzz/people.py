"""A house with something of everything in it, and everybody who might knock."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db.models import UUIDField
from django.test import Client
from django.utils import timezone

from cms.editors import ensure_editors_group
from learning.models import Certificate, CoursePage, Enrolment
from learning.questions.kinds.registry import BY_NAME
from people.invitations import actions as invitations
from people.models import User
from people.roles.permissions import Role
from safety import actions as concerns
from tests import factories
from tests.fuzz.pages import cookies_of
from tests.mentorship import people as pairs
from tests.webinars import making
from web import codes

# Nobody of region A, whatever she sends, ever reads one of these.
OF_OTHERS = ("ZQB leader", "ZQB mentor", "ZQB goal", "ZQB line", "ZQB work", "zqb webinar")


@dataclass
class House:
    """Its people with the cookies of their phones, and what stands in its addresses."""

    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    codes: dict[str, list[str]] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)


def house() -> House:
    """Fill the database: two regions that live, and one person of each kind in the first."""
    world = factories.world()
    course = factories.course()
    factories.in_french(course)
    built = House()
    for side in (world.a, world.b):
        mark = side.region.name[:3]
        pair = pairs.running_pair(side)
        pairs.drafts(_other_seekers(side))
        pairs.hand_in(pair.mentee, course, f"{mark} work")
        making.place(making.webinar(side, starts_in=timedelta(minutes=5)), side.leader)
        making.place(making.webinar(side, starts_in=timedelta(days=-3)), side.leader)
        receipt = concerns.leave(
            key=uuid4(), text=f"{mark} concern", organisation=side.organisation
        )
        invitation = invitations.invite(
            key=uuid4(), by=side.coordinator, organisation=side.organisation
        )
        if side is world.a:
            built.words = {"receipt": [receipt], "code": [invitation]}
    done = Enrolment.objects.filter(user=world.a.leader).get()
    Enrolment.objects.filter(pk=done.pk).update(completed_at=timezone.now())
    number = Certificate.objects.create(
        enrolment=done, number="2345-6789-CDFH-JKMN", month=timezone.localdate()
    ).number
    built.words |= {"number": [number], "pseudonym": [world.a.leader2.pseudonym]}
    built.cookies = {kind: _cookies(user) for kind, user in _everybody(world).items()}
    built.cookies["nobody"] = {}
    built.codes = _codes()
    return built


def _other_seekers(side):
    """The same side, whose second leader waits for a mentor."""
    return type(side)(**vars(side) | {"leader": side.leader2})


def _everybody(world) -> dict[str, User]:
    a = world.a
    User.objects.update(password=make_password(factories.PASSPHRASE, hasher="md5"))

    def member(name: str, role: str = "", home=a.organisation, **fields) -> User:
        password = make_password(factories.PASSPHRASE, hasher="md5")
        user = factories.UserFactory(
            pseudonym=f"ZQA {name}", organisation=home, password=password, **fields
        )
        return factories.with_role(user, role) if role else user

    editor = member("editor", Role.EDITOR)
    editor.groups.add(ensure_editors_group())
    today = timezone.localdate()
    return {
        "leader": a.leader,
        "mentor": a.mentor,
        "facilitator": a.facilitator,
        "coordinator": a.coordinator,
        "unvouched": member("unvouched", vouched_on=None, new_until=today + timedelta(days=9)),
        "newcomer": member("newcomer", new_until=today + timedelta(days=9)),
        "lead": member("lead", Role.LEAD),
        "ally": member("ally", Role.ALLY),
        "translator": member("translator", Role.TRANSLATOR),
        "safety": member("safety", Role.SAFETY, home=a.other_organisation),
        "suspended": member("suspended", is_active=False),
        "editor": editor,
        "admin": member("admin", is_superuser=True),
    }


def _cookies(user: User) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    return cookies_of(client)


def _codes() -> dict[str, list[str]]:
    """Codes of rows that exist, by the name of their model and all together."""
    found: dict[str, set[UUID]] = {}
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if isinstance(column, UUIDField) and not model.__name__.startswith("Historical"):
                # A few of a kind are enough; all of them would hide the rest.
                values = model._base_manager.exclude(**{column.name: None})
                known = set(values.values_list(column.name, flat=True)[:6])
                found.setdefault(str(model._meta.model_name), set()).update(known)
    for page, name in ((CoursePage, "course"), (apps.get_model("learning.LessonPage"), "lesson")):
        found[name] = set(page.objects.values_list("translation_key", flat=True))
    for lesson in apps.get_model("learning.LessonPage").objects.all():
        for block in lesson.body:
            name = "question" if block.block_type in BY_NAME else block.block_type
            found.setdefault(name, set()).add(UUID(block.id))
    listed = {name: sorted(map(codes.encode, values)) for name, values in found.items() if values}
    return listed | {"": sorted({code for some in listed.values() for code in some})}
