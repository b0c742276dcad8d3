"""Subjects, courses and lessons, as Wagtail pages, one per language."""

from typing import Any
from uuid import UUID

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail_localize.fields import SynchronizedField

from cms.history import ContentHistory
from cms.preview import PhonePreview
from cms.slugs import FoundSlug
from learning.catalogue.blocks import LessonBodyField, with_own_ids

# Wagtail's own bookkeeping, which the history leaves out: its readers want to see the text.
BOOKKEEPING = [
    "path",
    "depth",
    "numchild",
    "url_path",
    "slug",
    "draft_title",
    "content_type",
    "owner",
    "latest_revision",
    "live_revision",
    "has_unpublished_changes",
    "latest_revision_created_at",
    "last_published_at",
    "first_published_at",
    "locked",
    "locked_at",
    "locked_by",
    "expired",
    "go_live_at",
    "expire_at",
    "search_description",
    "seo_title",
    "show_in_menus",
    "alias_of",
    "translation_key",
    "locale",
]

TITLE = FieldPanel("title", heading=_("Title"), classname="title")

# Fields that a translation copies unchanged: addresses never show a slug, and a course has the same
# length and access in every language.
SAME_IN_EVERY_LANGUAGE = [
    SynchronizedField(name, overridable=False) for name in ("slug", "minutes", "access")
]


class InCatalogue(FoundSlug):
    """What subjects, courses and lessons have in common: editors get no tab besides the content,
    and Wagtail gives them no address."""

    promote_panels: list = []
    settings_panels: list = []
    private_page_options: list[str] = []

    def get_url_parts(self, request: HttpRequest | None = None) -> None:
        return None


class SubjectPage(InCatalogue, Page):
    """A subject of the catalogue, such as money. It holds courses and has no page of its own."""

    content_panels = [TITLE]
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["learning.CoursePage"]
    preview_modes: list[tuple[str, str]] = []
    override_translatable_fields = SAME_IN_EVERY_LANGUAGE[:1]

    class Meta:
        verbose_name = _("subject")


class CoursePage(PhonePreview, InCatalogue, Page):
    """A course: a few lessons in order."""

    class Access(models.TextChoices):
        OPEN = "open", _("anyone, without signing in")
        MEMBERS = "members", _("members")

    summary = models.CharField(_("summary"), max_length=400)
    minutes = models.PositiveSmallIntegerField(
        _("length in minutes"), default=60, help_text=_("For the whole course, at a calm pace.")
    )
    access = models.CharField(
        _("who can read it"), max_length=8, choices=Access, default=Access.MEMBERS
    )
    teach_back = models.TextField(
        _("pass it on"), blank=True, help_text=_("How to pass the course on to a group.")
    )

    history = ContentHistory(excluded_fields=BOOKKEEPING)

    content_panels = [
        TITLE,
        FieldPanel("summary"),
        FieldPanel("minutes"),
        FieldPanel("access"),
        FieldPanel("teach_back"),
    ]
    parent_page_types = ["learning.SubjectPage"]
    subpage_types = ["learning.LessonPage"]
    template = "learning/catalogue/preview_course.html"
    override_translatable_fields = SAME_IN_EVERY_LANGUAGE

    class Meta:
        verbose_name = _("course")

    def get_absolute_url(self) -> str:
        return reverse("learning:course", args=[self.translation_key])

    def lessons(self) -> PageQuerySet:
        """Live lessons of this translation, in order, without their bodies. One query."""
        return LessonPage.objects.child_of(self).live().defer("body")


class LessonPage(PhonePreview, InCatalogue, Page):
    """A lesson: a story, an idea, something to try, and questions, made of blocks."""

    summary = models.CharField(_("summary"), max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=20)
    body = LessonBodyField(verbose_name=_("content"))

    history = ContentHistory(excluded_fields=BOOKKEEPING)

    content_panels = [TITLE, FieldPanel("summary"), FieldPanel("minutes"), FieldPanel("body")]
    parent_page_types = ["learning.CoursePage"]
    subpage_types: list[str] = []
    template = "learning/catalogue/preview_lesson.html"
    override_translatable_fields = SAME_IN_EVERY_LANGUAGE[:2]

    class Meta:
        verbose_name = _("lesson")

    def copy_all_child_relations(self, target: "LessonPage", **kwargs: Any) -> dict[Any, Any]:
        """Give a copy or an alias ids of its own; a translation keeps them.

        Wagtail calls it for each page of every kind of copy, before the copy is saved, and offers
        no other place that all of them pass.
        """
        if target.pk is None and target.translation_key != self.translation_key:
            # What an alias of an alias gets with each later update comes from the first page.
            first = self
            while target.alias_of_id and first.alias_of_id:
                first = first.alias_of.specific
            target.body = with_own_ids(first.body, target.translation_key)
        return super().copy_all_child_relations(target, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> "LessonPage":
        """Return the page with the content of a revision; one that came from another lesson, with
        a copy or an update of an alias, gets the ids of this lesson."""
        page = super().with_content_json(content)
        if UUID(str(content.get("translation_key", self.translation_key))) != self.translation_key:
            page.body = with_own_ids(page.body, self.translation_key)
        return page
