"""A site with a row of every kind, and a visitor of every kind."""

from dataclasses import dataclass, field
from uuid import UUID

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db.models import UUIDField
from django.test import Client
from django.utils import timezone

from learning.models import CoursePage, CourseRun
from learning.questions.kinds.registry import BY_NAME
from people.models import User
from tests import factories
from tests.fuzz.pages import cookies_of
from web import codes

# Whatever they send, no one of region A ever reads one of these.
OF_OTHERS = (
    "ZQB leader",
    "ZQB mentor",
    "ZQB goal",
    "ZQB line",
    "ZQB message",
    "ZQB work",
    "ZQB question",
    "ZQB story",
    "ZQB voice",
    "zqb webinar",
)


@dataclass
class Site:
    """The people of the site with the cookies of their phones, and values for its addresses."""

    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    codes: dict[str, list[str]] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)


def site() -> Site:
    """Fill the database: two regions with their rows, one person of each kind in the first."""
    world = factories.world()
    course = factories.course()
    factories.in_french(course)
    built = Site()
    rows, _others = (
        factories.furnish(side, course, inviter=side.coordinator) for side in (world.a, world.b)
    )
    rows.work.enrolment.completed_at = timezone.now()
    rows.work.enrolment.save()
    factories.place(rows.webinar, world.a.leader)
    built.words = {
        "receipt": [rows.receipt],
        "code": [rows.invitation],
        "number": [rows.certificate],
        "pseudonym": [world.a.leader2.pseudonym],
    }
    built.cookies = {kind: _cookies(user) for kind, user in _all_people(world).items()}
    built.cookies["nobody"] = {}
    built.codes = _codes()
    return built


def _all_people(world) -> dict[str, User]:
    a = world.a
    User.objects.update(password=make_password(factories.PASSPHRASE))

    def member(kind: str, home=a.organisation, **fields) -> User:
        return factories.person(kind, home, f"ZQA {kind}", **fields)

    return {
        "leader": a.leader,
        "mentor": a.mentor,
        "facilitator": a.facilitator,
        "coordinator": a.coordinator,
        "suspended": member("suspended", is_active=False),
        "safety": member("safety", a.other_organisation),
        **{
            kind: member(kind)
            for kind in ("newcomer", "new", "lead", "ally", "translator", "editor", "superuser")
        },
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
    found["run"] = set(CourseRun.objects.values_list("code", flat=True))
    for lesson in apps.get_model("learning.LessonPage").objects.all():
        for block in lesson.body:
            name = "question" if block.block_type in BY_NAME else block.block_type
            found.setdefault(name, set()).add(UUID(block.id))
    listed = {name: sorted(map(codes.encode, values)) for name, values in found.items() if values}
    return listed | {"": sorted({code for some in listed.values() for code in some})}
