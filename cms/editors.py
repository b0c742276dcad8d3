"""The studio's groups and their permissions."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from cms.models import HomePage

NAME, TRANSLATORS = "Editors", "Translators"
STUDIO = [("wagtailadmin", "access_admin"), ("wagtail_localize", "submit_translation")]
ON_PAGES = ["add_page", "change_page", "publish_page"]
ON_FILES = [
    *(("wagtailimages", f"{action}_image") for action in ("add", "change", "choose")),
    *(("wagtaildocs", f"{action}_document") for action in ("add", "change", "choose")),
    *(("wagtailmedia", f"{action}_media") for action in ("add", "change")),
]
# Starting a translation publishes a page in the other language; filling it in does not.
TRANSLATORS_STUDIO = [("wagtailadmin", "access_admin")]
TRANSLATORS_ON_PAGES = ["change_page"]


def ensure_editors_group() -> Group:
    """Return the group of editors with exactly its permissions; call it again for a new language.

    They cover the pages under each language's home page, pictures, documents and recordings. This
    is not a migration, because permissions exist only once all migrations have run.
    """
    with transaction.atomic():
        group = _group(NAME, STUDIO, ON_PAGES)
        for app_label, codename in ON_FILES:
            GroupCollectionPermission.objects.get_or_create(
                group=group,
                collection=Collection.get_first_root_node(),
                permission=_permission(app_label, codename),
            )
    return group


def ensure_translators_group() -> Group:
    """Return the group of translators: they edit drafts of existing pages and publish nothing."""
    with transaction.atomic():
        return _group(TRANSLATORS, TRANSLATORS_STUDIO, TRANSLATORS_ON_PAGES)


# The name of each studio group and the function that makes it.
GROUPS = {NAME: ensure_editors_group, TRANSLATORS: ensure_translators_group}


def _group(name: str, studio: list[tuple[str, str]], on_pages: list[str]) -> Group:
    group, _ = Group.objects.get_or_create(name=name)
    group.permissions.set([_permission(*names) for names in studio])
    homes = HomePage.objects.all()
    # Wagtail's own migrations give editors access to the root page, above all languages.
    GroupPagePermission.objects.filter(group=group).exclude(page__in=homes).delete()
    for home in homes:
        for codename in on_pages:
            GroupPagePermission.objects.get_or_create(
                group=group, page=home, permission=_permission("wagtailcore", codename)
            )
    return group


def _permission(app_label: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)
