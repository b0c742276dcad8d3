from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(AppConfig):
    default = True
    name = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from people.roles import checks  # noqa: F401


class StudioUsersConfig(WagtailUsersAppConfig):
    """Wagtail's user management, with our own list (`people.studio.viewset`)."""

    user_viewset = "people.studio.viewset.StudioUserViewSet"
