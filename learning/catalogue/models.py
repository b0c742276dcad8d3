"""Subjects, courses and lessons, as Wagtail pages, one per language."""

from typing import Any
from uuid import UUID

from django.db import models
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from cms.history import ContentHistory
from cms.pages.addresses import OwnAddress
from cms.pages.plans import CanBeTakenDown, HourPanel
from cms.preview import PhonePreview
from cms.slugs import FoundSlug
from learning.catalogue.before import BeforeField, CourseForm, StepsField
from learning.catalogue.blocks import LessonBodyField, with_own_ids
from learning.search import words

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

TITLE = FieldPanel(
    "title",
    heading=_("Title"),
    help_text=_("Others may read it over a shoulder. Do not say who the readers are."),
)
# Its whole text is visible while someone writes it.
SUMMARY = FieldPanel(
    "summary",
    widget=AdminAutoHeightTextInput,
    help_text=_("One sentence. Others may read it over a shoulder too."),
)


# What a page is found by besides its title. The studio asks for the beginnings of words.
IN_THE_INDEX = [*Page.search_fields, index.AutocompleteField("words_to_find")]


def same_in_every_language(*names: str) -> list[SynchronizedField]:
    """Return the fields that a translation copies unchanged."""
    # Addresses never show a slug.
    return [SynchronizedField(name, overridable=False) for name in ("slug", *names)]


class InCatalogue(OwnAddress, FoundSlug):
    """What subjects, courses and lessons have in common: editors get no tab besides the content,
    plan the hour at which it goes live, and each has an address of ours."""

    promote_panels: list = []
    settings_panels = [HourPanel()]
    private_page_options: list[str] = []
    # Pages below are listed as learners have them.
    admin_default_ordering = "ord"

    def permissions_for_user(self, user: Any) -> CanBeTakenDown:
        return CanBeTakenDown(user, self)

    def clean(self) -> None:
        """End lines in one way. A browser sends another than the starter course has, and a text
        that no one changed would be there to be translated again."""
        super().clean()  # type: ignore[misc]
        for field in self._meta.concrete_fields:  # type: ignore[attr-defined]
            value = getattr(self, field.attname)
            if isinstance(value, str) and "\r" in value:
                setattr(self, field.attname, value.replace("\r\n", "\n"))


class SubjectPage(InCatalogue, Page):
    """A subject of the catalogue, such as money. It holds courses and guides, and has no page
    of its own."""

    class Mark(models.TextChoices):
        """The drawings of `static/marks.svg`."""

        BOOK = "book", pgettext_lazy("drawing", "a book")
        MONEY = "money", pgettext_lazy("drawing", "coins")
        PEOPLE = "people", pgettext_lazy("drawing", "two people")
        CIRCLE = "circle", pgettext_lazy("drawing", "people in a circle")
        GATE = "gate", pgettext_lazy("drawing", "a gate")
        STEPS = "steps", pgettext_lazy("drawing", "steps with a flag")
        HALVES = "halves", pgettext_lazy("drawing", "two halves")
        VOICE = "voice", pgettext_lazy("drawing", "a megaphone")
        CARE = "care", pgettext_lazy("drawing", "a heart")
        LAMP = "lamp", pgettext_lazy("drawing", "a lamp")

    mark = models.CharField(
        _("drawing"),
        max_length=8,
        choices=Mark,
        default=Mark.BOOK,
        blank=True,
        help_text=_("It stands beside each course of this subject in the catalogue."),
    )

    content_panels = [TITLE, FieldPanel("mark")]
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["learning.CoursePage", "learning.GuidePage"]
    preview_modes: list[tuple[str, str]] = []
    override_translatable_fields = same_in_every_language("mark")
    page_description = _(
        "A heading of the catalogue, such as “Money”. It holds courses and guides."
    )

    class Meta:
        verbose_name = _("subject")

    def get_absolute_url(self) -> str:
        return reverse("learning:catalogue")


class PathPage(InCatalogue, Page):
    """Courses one after the other, such as for those who take on a role. It stands in the catalogue
    and has no page of its own."""

    summary = models.CharField(_("summary"), max_length=300, blank=True)
    steps = StepsField(verbose_name=_("courses in order"))

    content_panels = [TITLE, SUMMARY, FieldPanel("steps")]
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    preview_modes: list[tuple[str, str]] = []
    override_translatable_fields = same_in_every_language()
    page_description = _("Courses one after the other, such as for those who take on a role.")

    class Meta:
        verbose_name = _("path")

    def get_absolute_url(self) -> str:
        return reverse("learning:catalogue")


class CoursePage(PhonePreview, InCatalogue, Page):
    """A course: a few lessons in order."""

    base_form_class = CourseForm

    class Access(models.TextChoices):
        OPEN = "open", _("anyone, without signing in")
        MEMBERS = "members", _("members")

    class Way(models.TextChoices):
        EITHER = "either", pgettext_lazy("way to take a course", "On your own or as a group")
        ALONE = "alone", pgettext_lazy("way to take a course", "On your own")
        GROUP = "group", pgettext_lazy("way to take a course", "As a group")

    class Sequence(models.TextChoices):
        FREE = "free", pgettext_lazy("order of lessons", "In any order")
        ORDERED = "ordered", pgettext_lazy("order of lessons", "One after the other")

    class Finish(models.TextChoices):
        """What each of them asks for is said in `learning.progress.rules`."""

        EXERCISES = "exercises", _("All lessons are done, and each exercise is accepted")
        LESSONS = "lessons", _("All lessons are done, with or without the exercises")
        TAUGHT = (
            "taught",
            _("All lessons are done, each exercise is accepted, and it was taught to a group"),
        )

    summary = models.CharField(_("summary"), max_length=400)
    outcomes = models.TextField(
        _("what learners will be able to do"),
        blank=True,
        help_text=_("One line for each, beginning with a verb: “keep a cash book”."),
    )
    needs = models.CharField(
        _("what learners need"),
        max_length=300,
        blank=True,
        help_text=_("Besides the phone, such as a notebook and a pen."),
    )
    before = BeforeField(
        verbose_name=_("courses that come before"),
        help_text=_(
            "Members read which and why before they take this course. They can say that they know "
            "it already."
        ),
    )
    way = models.CharField(
        _("how the course is taken"), max_length=8, choices=Way, default=Way.EITHER
    )
    sequence = models.CharField(
        _("order of the lessons"),
        max_length=8,
        choices=Sequence,
        default=Sequence.FREE,
        help_text=_(
            "One after the other: for members who take the course, a lesson opens when those "
            "before it are done. What they began stays open. Others read freely."
        ),
    )
    finish = models.CharField(
        _("what completes the course"),
        max_length=12,
        choices=Finish,
        default=Finish.EXERCISES,
        help_text=_(
            "A course that is completed stays so, whatever you choose later. That it was taught, "
            "members say themselves; no one checks it."
        ),
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
        SUMMARY,
        FieldPanel("outcomes"),
        FieldPanel("needs"),
        FieldPanel("before"),
        FieldPanel("way"),
        FieldPanel("sequence"),
        FieldPanel("finish"),
        FieldPanel("access"),
        FieldPanel("teach_back"),
    ]
    search_fields = IN_THE_INDEX
    parent_page_types = ["learning.SubjectPage"]
    subpage_types = ["learning.LessonPage"]
    template = "learning/catalogue/preview_course.html"
    override_translatable_fields = same_in_every_language("way", "sequence", "finish", "access")
    page_description = _("A few lessons in order, and what they teach.")

    class Meta:
        verbose_name = _("course")

    def get_absolute_url(self) -> str:
        return reverse("learning:course", args=[self.translation_key])

    def lessons(self) -> PageQuerySet:
        """Live lessons of this translation, in order, without their bodies. One query."""
        return LessonPage.objects.child_of(self).live().defer("body")

    def words_to_find(self) -> str:
        """Return the words of what readers see of the course, for the index of the site."""
        return words.to_find([self.title, self.summary, self.outcomes, self.needs, self.teach_back])

    def list_outcomes(self) -> list[str]:
        """Return what learners will be able to do, without empty lines."""
        return [line.strip() for line in self.outcomes.splitlines() if line.strip()]


class LessonPage(PhonePreview, InCatalogue, Page):
    """A lesson: a story, an idea, something to try, and questions, made of blocks."""

    summary = models.CharField(_("summary"), max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("length in minutes"), default=20, help_text=_("At a calm pace, with its exercises.")
    )
    body = LessonBodyField(verbose_name=_("content"))

    history = ContentHistory(excluded_fields=BOOKKEEPING)

    content_panels = [TITLE, SUMMARY, FieldPanel("minutes"), FieldPanel("body")]
    search_fields = IN_THE_INDEX
    parent_page_types = ["learning.CoursePage"]
    subpage_types: list[str] = []
    template = "learning/catalogue/preview_lesson.html"
    override_translatable_fields = same_in_every_language("minutes")
    page_description = _("About 20 minutes: a story, an idea, something to try, and questions.")

    class Meta:
        verbose_name = _("lesson")

    def get_absolute_url(self) -> str:
        """One query, unless Wagtail has the course already."""
        course = self.get_parent()
        return reverse("learning:lesson", args=[course.translation_key, self.translation_key])

    def words_to_find(self) -> str:
        """Return the words of what readers see of the lesson, for the index of the site. Blocks say
        what of them may be found: never what tells the answer to a question."""
        # The names of countries are in the language of the lesson.
        with translation.override((self.alias_of or self).locale.language_code):
            body = self.body.stream_block.get_searchable_content(self.body)
        return words.to_find([self.title, self.summary, *body])

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
