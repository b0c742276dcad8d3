"""What this app tells the studio."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from learning import concerned
from learning.authoring.panels import CoursesPanel
from learning.authoring.plain_words import Remarks
from learning.exchange.quizzes.permissions import lessons_that_ask
from learning.library.studio import Guides
from learning.models import CoursePage, LessonPage

# Asked by `cms`, which knows no members.
hooks.register("describe_who_is_concerned", concerned.sentences)


@hooks.register("construct_homepage_panels")
def courses_first(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(CoursesPanel())


@hooks.register("register_admin_menu_item")
def courses() -> MenuItem:
    # Before the explorer of all pages.
    return MenuItem(_("Courses"), reverse_lazy("wagtailadmin_home"), icon_name="list-ul", order=1)


@hooks.register("register_admin_viewset")
def library() -> Guides:
    return Guides("guides")


@hooks.register("register_reports_menu_item")
def recordings() -> MenuItem:
    return MenuItem(_("Recordings"), reverse_lazy("studio-recordings"), icon_name="media")


@hooks.register("register_page_header_buttons")
def link_button(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    previewed = (CoursePage, LessonPage)
    if page.specific_class in previewed and page.permissions_for_user(user).can_edit():
        address = reverse("studio-link", args=[page.pk])
        yield Button(_("Link for a colleague"), address, icon_name="link", priority=67)


@hooks.register("register_page_header_buttons")
def plain_words_button(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    if page.specific_class is LessonPage and page.permissions_for_user(user).can_edit():
        address = reverse("studio-plain-words", args=[page.pk])
        yield Button(_("Plain words"), address, icon_name="glasses", priority=67)


@hooks.register("after_publish_page")
def say_what_could_be_plainer(request: HttpRequest, page: Page) -> None:
    lesson = page.specific
    if isinstance(lesson, LessonPage) and (count := Remarks(lesson).count):
        told = ngettext(
            "One part of this lesson could be plainer.",
            "%(count)s parts of this lesson could be plainer.",
            count,
        )
        address = reverse("studio-plain-words", args=[page.pk])
        button = messages.button(address, _("Plain words"))
        messages.warning(request, told % {"count": count}, buttons=[button])


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def back_to_the_course(request: HttpRequest, page: Page) -> HttpResponse | None:
    """After a course or a lesson is published: to the screen of the course, where its other
    languages stand. A person who came from elsewhere goes back there."""
    asked_to = "action-publish" in request.POST
    is_published = asked_to and page.permissions_for_user(request.user).can_publish()
    if not is_published or get_valid_next_url_from_request(request):
        return None
    if issubclass(page.specific_class, LessonPage):
        page = page.get_parent()
    if not issubclass(page.specific_class, CoursePage):
        return None
    return redirect("studio-course", page.translation_key)


@hooks.register("register_page_header_buttons")
def withdraw_button(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    is_lesson = page.specific_class is LessonPage and page.live and page.alias_of_id is None
    if is_lesson and page.permissions_for_user(user).can_publish():
        address = reverse("studio-blocks", args=[page.pk])
        yield Button(_("Take a part down"), address, icon_name="doc-empty-inverse", priority=68)


@hooks.register("register_page_header_buttons")
def questions_button(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    asks = page.specific_class is LessonPage and lessons_that_ask().filter(pk=page.pk).exists()
    if asks and page.permissions_for_user(user).can_edit():
        address = reverse("studio-questions", args=[page.pk])
        yield Button(_("Import questions"), address, icon_name="upload", priority=68)
