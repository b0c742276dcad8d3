"""Who may enter the studio, and which accounts Wagtail's user management lists."""

from django.db.models import Q, QuerySet

from people.accounts.permissions import is_newcomer
from people.models import User


def can_enter_studio(user: User) -> bool:
    """Whether a role in force lets them write, or they run the site. The studio shows the names of
    writers, so newcomers may not enter."""
    return not is_newcomer(user) and user.has_perm("wagtailadmin.access_admin")


def studio_accounts() -> QuerySet[User]:
    """Members in Wagtail's user management: people who write, and people who run the site. Not
    those who hide: no one else can bring them back."""
    writers = Q(groups__permissions__codename="access_admin")
    return User.objects.filter(hiding=None).filter(
        Q(pk__in=User.objects.filter(writers)) | Q(is_superuser=True)
    )
