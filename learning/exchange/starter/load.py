"""What an empty site begins with: home pages, and the starter courses, which are packages."""

from pathlib import Path

from django.db import transaction
from wagtail.models import Locale, Page, Site

from cms.models import HomePage
from learning.exchange.packages import media, writing
from learning.exchange.packages.format import archive
from learning.exchange.packages.format.bodies import key_of
from learning.exchange.packages.format.contents import read
from learning.exchange.packages.plan import Plan
from people.models import User

HERE = Path(__file__).parent
# In the order of the catalogue. A site answers as soon as it has the first.
COURSES = tuple(
    HERE / name
    for name in (
        "our_money",
        "people_before_posts",
        "asking_as_equals",
        "from_anger_to_a_plan",
        "what_the_law_says",
        "our_group_our_rules",
    )
)
SOURCE = "en"
HOMES = {"en": "Home", "fr": "Accueil"}


def load(*, owner: User | None = None, folder: Path = COURSES[0]) -> Plan:
    """Make the home pages, publish the course in `folder` with all its lessons, and return what was
    planned.

    `owner` becomes the author of the new pages. Pages that were changed or deleted on this site
    stay as they are, and those that the site has as the folder had them are brought up to date; so
    a second run changes nothing. A recording that it replaces is deleted. Raises `Unreadable` for a
    text that the editor would refuse, and then makes no page of a course.
    """
    with transaction.atomic():
        for language, title in HOMES.items():
            _home(language, title, owner)
        _front(HomePage.objects.get(locale__language_code=SOURCE))
    planned = writing.run(read(archive.folder(folder)), user=owner, goes_live=True)
    media.forget_replaced()
    return planned


def _home(language: str, title: str, owner: User | None) -> None:
    locale, _ = Locale.objects.get_or_create(language_code=language)
    other = HomePage.objects.exclude(locale=locale).filter(locale__language_code="en").first()
    key = other.translation_key if other else key_of("home")
    home = HomePage.objects.filter(locale=locale).first()
    if home is None:
        root = Page.get_first_root_node()
        slug = f"home-{language}"
        home = HomePage(title=title, slug=slug, locale=locale, owner=owner, translation_key=key)
        root.add_child(instance=home)
        home.save_revision(user=owner).publish(user=owner, skip_permission_checks=True)
    elif other and home.translation_key != key:
        home.translation_key = key
        home.save(update_fields=["translation_key"])


def _front(home: HomePage) -> None:
    """Replace the welcome page that Wagtail's migrations made with `home`."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(hostname="localhost", is_default_site=True, root_page=home)
    elif site.root_page_id != home.pk:
        site.root_page = home
        site.save()
    welcome = Page.objects.filter(depth=2, numchild=0, content_type__model="page").first()
    if welcome:
        welcome.delete()
