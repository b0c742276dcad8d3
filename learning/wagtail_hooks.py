"""What this app tells the studio."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from learning import concerned
from learning.authoring.panels import CoursesPanel

# Asked by `cms`, which knows no members.
hooks.register("describe_who_is_concerned", concerned.sentences)


@hooks.register("construct_homepage_panels")
def courses_first(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(CoursesPanel())


@hooks.register("register_admin_menu_item")
def courses() -> MenuItem:
    # Before the explorer of all pages.
    return MenuItem(_("Courses"), reverse_lazy("wagtailadmin_home"), icon_name="list-ul", order=1)
