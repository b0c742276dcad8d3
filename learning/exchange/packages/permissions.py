"""Who may import a package of a course."""

from typing import Any

from django.db.models import QuerySet

from cms.models import HomePage
from learning.models import PackageImport


def can_import(user: Any) -> bool:
    """Whether they may add and publish pages in every language: a package may bring pages in each
    of them."""
    homes = list(HomePage.objects.all())
    allowed = [home.permissions_for_user(user) for home in homes]
    return bool(homes) and all(
        one.can_add_subpage() and one.can_publish_subpage() for one in allowed
    )


def imports_shown_to(user: Any) -> QuerySet[PackageImport]:
    """The packages that were sent lately, for those who may import them."""
    return PackageImport.objects.all() if can_import(user) else PackageImport.objects.none()
