"""Rows for tests, and the two-region world that access tests stand on.

Everything of region A carries the canary `ZQA`, everything of region B carries `ZQB`, as a word:
look for it with the space behind it, because three letters alone stand in many an opaque code.
"""

from dataclasses import dataclass
from datetime import date

import factory
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Collection, Locale, Page

from cms.models import HomePage
from learning.models import CoursePage, LessonPage, SubjectPage
from people.accounts.backends import MemberBackend
from people.models import Organisation, Region, RoleGrant, User
from people.time_zones import zone

# Made by data migrations of Wagtail and wagtail-localize, and gone after a test that flushes.
FLUSHED_PERMISSIONS = [
    ("wagtailadmin", "admin", "access_admin"),
    ("wagtail_localize", "translation", "submit_translation"),
]
HOME_ZONE = "Africa/Porto-Novo"
PASSPHRASE = "correct-horse-battery-staple-lamp"


class RegionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Region

    key = factory.Sequence(lambda n: f"region-{n}")
    name = factory.Sequence(lambda n: f"Region {n}")


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Organisation {n}")
    region = factory.SubFactory(RegionFactory)
    time_zone = HOME_ZONE


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    pseudonym = factory.Sequence(lambda n: f"Member {n}")
    organisation = factory.SubFactory(OrganisationFactory)
    time_zone = HOME_ZONE
    # A hash that no passphrase has: tests sign in by force, except those about signing in.
    password = "!"


def her_day() -> date:
    """Return the day where the people of the tests live: for an hour it is not that of UTC."""
    return timezone.localdate(timezone=zone(HOME_ZONE))


def loaded(user: User) -> User:
    """Return `user` as a request has her: with what she may do at this moment."""
    found = MemberBackend().get_user(user.pk)
    assert found is not None
    return found


def with_role(user: User, role: str, region: Region | None = None) -> User:
    """Give `user` a role in `region`, by default that of her organisation."""
    RoleGrant.objects.create(user=user, role=role, region=region or user.organisation.region)
    return user


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


def question(number: int = 1) -> tuple[str, dict]:
    """A single choice whose second answer is the right one."""
    return (
        "single_choice",
        {
            "text": f"Question {number}?",
            "choices": [
                {"text": "First", "right": False, "feedback": "Look at the idea again."},
                {"text": "Second", "right": True, "feedback": "Yes."},
                {"text": "Third", "right": False, "feedback": "Think of the receipt."},
            ],
            "why": "Because two people saw it.",
        },
    )


def exercise() -> tuple[str, dict]:
    return (
        "exercise",
        {
            "heading": "A budget",
            "brief": "<p>Make a budget.</p>",
            "reminder": "No names.",
            "rubric": ["Done", "Clear", "Ours", "Next step"],
        },
    )


def roots() -> Page:
    """Return Wagtail's root page; make what its migrations made and a flushed test took away."""
    locale, _ = Locale.objects.get_or_create(language_code="en")
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    for app_label, model, codename in FLUSHED_PERMISSIONS:
        content_type, _ = ContentType.objects.get_or_create(app_label=app_label, model=model)
        Permission.objects.get_or_create(content_type=content_type, codename=codename)
    root = Page.get_first_root_node()
    return root or Page.add_root(instance=Page(title="Root", slug="root", locale=locale))


def home_page(language: str = "en") -> HomePage:
    """Return the home of `language`, made when the database has none."""
    locale, _ = Locale.objects.get_or_create(language_code=language)
    existing = HomePage.objects.filter(locale=locale).first()
    if existing:
        return existing
    return roots().add_child(
        instance=HomePage(title="Home", slug=f"home-{language}", locale=locale)
    )


def course(*, title: str = "A course", lessons: int = 2, questions: int = 2) -> CoursePage:
    """A live English course; its last lesson carries an exercise."""
    home = home_page()
    subject = SubjectPage.objects.filter(locale=home.locale).first() or home.add_child(
        instance=SubjectPage(title="Money", slug="money", locale=home.locale)
    )
    page = subject.add_child(
        instance=CoursePage(title=title, summary="What it is about.", locale=home.locale)
    )
    for number in range(1, lessons + 1):
        body = [
            ("story", "<p>Once there was a group.</p>"),
            ("idea", {"heading": "One idea", "text": "<p>Write it down.</p>"}),
            *(question(n) for n in range(1, questions + 1)),
        ]
        if number == lessons:
            body.append(exercise())
        lesson = page.add_child(
            instance=LessonPage(title=f"Lesson {number}", body=body, locale=home.locale)
        )
        lesson.save_revision().publish()
    return page


def in_french(page):
    """Copy `page` and what is above it into French, published, as wagtail-localize would."""
    locale, _ = Locale.objects.get_or_create(language_code="fr")
    home_page("fr")
    copy = page.copy_for_translation(locale, copy_parents=True)
    copy.title = f"{page.title} (fr)"
    copy.save_revision().publish()
    return copy
