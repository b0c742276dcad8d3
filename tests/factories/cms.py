"""Pages of the site: the roots that Wagtail needs, a home, a page in French."""

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Collection, Locale, Page, Revision

from cms.models import HomePage

# Made by data migrations of Wagtail and wagtail-localize, and gone after a test that flushes.
FLUSHED_PERMISSIONS = [
    ("wagtailadmin", "admin", "access_admin"),
    ("wagtail_localize", "translation", "submit_translation"),
]


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


def in_french(page):
    """Copy `page` into French, published; what is above it becomes an alias where it is missing."""
    return in_language(page, "fr")


def in_language(page, language: str):
    """Copy `page` into `language`, published; what is above it becomes an alias where missing."""
    locale, _ = Locale.objects.get_or_create(language_code=language)
    home_page(language)
    copy = page.copy_for_translation(locale, copy_parents=True)
    copy.title = f"{page.title} ({language})"
    copy.save_revision().publish()
    return copy


def publish(page) -> None:
    """Publish `page` and what is below it, as an editor does: with a revision."""
    page.save_revision().publish()
    for child in page.get_children().specific():
        publish(child)


def as_published(page: Page) -> None:
    """Give a live page what the first publication leaves, in three queries instead of ninety."""
    now = timezone.now()
    page.first_published_at = page.last_published_at = now
    revision = Revision.objects.create(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        content=page.serializable_data(),
        object_str=str(page),
    )
    page.latest_revision = page.live_revision = revision
    page.latest_revision_created_at = revision.created_at
    Page.objects.filter(pk=page.pk).update(
        first_published_at=now,
        last_published_at=now,
        latest_revision=revision,
        latest_revision_created_at=revision.created_at,
        live_revision=revision,
    )
