"""What is learned, and how far somebody is.

Contents are Wagtail pages, one per language. What belongs to a person are plain rows that hang on
the key which all translations of a page share, never on a language.
"""

from uuid import UUID, uuid4

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks.stream_block import StreamValue
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail_localize.fields import SynchronizedField

from cms.history import ContentHistory
from cms.preview import PhonePreview
from learning.blocks import LessonBody
from people.models import User

# What Wagtail keeps for itself; a reader of the history asks what the text said.
BOOKKEEPING = [
    *("path", "depth", "numchild", "url_path", "slug", "draft_title", "content_type", "owner"),
    *("latest_revision", "live_revision", "has_unpublished_changes", "latest_revision_created_at"),
    *("last_published_at", "first_published_at", "locked", "locked_at", "locked_by", "expired"),
    *("go_live_at", "expire_at", "search_description", "seo_title", "show_in_menus", "alias_of"),
    *("translation_key", "locale"),
]

# What a translation takes over as it is: addresses never show a slug, and a course is as long and
# as open in French as in English.
SAME_IN_EVERY_LANGUAGE = [
    SynchronizedField(name, overridable=False) for name in ("slug", "minutes", "access")
]


class SubjectPage(Page):
    """A subject of the catalogue, such as money: holds courses, is never shown alone."""

    content_panels = [FieldPanel("title", heading=_("Title"), classname="title")]
    promote_panels: list = []
    settings_panels: list = []
    private_page_options: list[str] = []
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["learning.CoursePage"]
    preview_modes: list[tuple[str, str]] = []
    override_translatable_fields = SAME_IN_EVERY_LANGUAGE[:1]

    class Meta:
        verbose_name = _("subject")

    def get_url_parts(self, request: HttpRequest | None = None) -> None:
        return None


class CoursePage(PhonePreview, Page):
    """A course: a few lessons in order."""

    class Access(models.TextChoices):
        OPEN = "open", _("anybody, without signing in")
        MEMBERS = "members", _("members")

    summary = models.CharField(_("summary"), max_length=400)
    minutes = models.PositiveSmallIntegerField(
        _("length in minutes"), default=60, help_text=_("The whole course, calmly read.")
    )
    access = models.CharField(
        _("who may read it"), max_length=8, choices=Access, default=Access.MEMBERS
    )
    teach_back = models.TextField(
        _("teach it back"), blank=True, help_text=_("How to pass the course on to a group.")
    )

    history = ContentHistory(excluded_fields=BOOKKEEPING)

    content_panels = [
        FieldPanel("title", heading=_("Title"), classname="title"),
        FieldPanel("summary"),
        FieldPanel("minutes"),
        FieldPanel("access"),
        FieldPanel("teach_back"),
    ]
    promote_panels: list = []
    settings_panels: list = []
    private_page_options: list[str] = []
    parent_page_types = ["learning.SubjectPage"]
    subpage_types = ["learning.LessonPage"]
    template = "learning/preview_course.html"
    override_translatable_fields = SAME_IN_EVERY_LANGUAGE

    class Meta:
        verbose_name = _("course")

    def get_url_parts(self, request: HttpRequest | None = None) -> None:
        return None

    def get_absolute_url(self) -> str:
        return reverse("learning:course", args=[self.translation_key])

    def lessons(self) -> PageQuerySet:
        """Live lessons of this translation, in order, without their bodies. One query."""
        return LessonPage.objects.child_of(self).live().defer("body")


class LessonPage(PhonePreview, Page):
    """A lesson: a story, an idea, something to try, and questions, made of blocks."""

    summary = models.CharField(_("summary"), max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=20)
    body = StreamField(LessonBody(), verbose_name=_("body"))

    history = ContentHistory(excluded_fields=BOOKKEEPING)

    content_panels = [
        FieldPanel("title", heading=_("Title"), classname="title"),
        FieldPanel("summary"),
        FieldPanel("minutes"),
        FieldPanel("body"),
    ]
    promote_panels: list = []
    settings_panels: list = []
    private_page_options: list[str] = []
    parent_page_types = ["learning.CoursePage"]
    subpage_types: list[str] = []
    template = "learning/preview_lesson.html"
    override_translatable_fields = SAME_IN_EVERY_LANGUAGE[:2]

    class Meta:
        verbose_name = _("lesson")

    def get_url_parts(self, request: HttpRequest | None = None) -> None:
        return None

    @cached_property
    def questions(self) -> list[StreamValue.StreamChild]:
        return [block for block in self.body if block.block_type == "question"]

    @cached_property
    def exercises(self) -> list[StreamValue.StreamChild]:
        return [block for block in self.body if block.block_type == "exercise"]


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def open(self) -> "EnrolmentQuerySet":
        return self.filter(completed_at=None)


class Enrolment(models.Model):
    """That a member takes a course; `last_lesson` is where «continue» leads."""

    user = models.ForeignKey(User, models.CASCADE, related_name="enrolments")
    course_key = models.UUIDField()
    last_lesson = models.UUIDField(null=True, blank=True)
    enrolled_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["-touched_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "course_key"], name="enrolled_once"),
        ]
        indexes = [
            # The coordinator's figures count a course's enrolments.
            models.Index(fields=["course_key", "completed_at"], name="enrolment_per_course"),
        ]

    def __str__(self) -> str:
        return f"enrolment {self.pk}"

    @property
    def code(self) -> UUID:
        """What the trail of events calls it: the course, which says nothing about the person."""
        return self.course_key


class LessonProgress(models.Model):
    """That a member opened a lesson, and when she was through with it."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="progress")
    lesson_key = models.UUIDField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "lesson_key"], name="progress_once")
        ]

    def __str__(self) -> str:
        return f"progress {self.pk}"


class Answer(models.Model):
    """Her latest answer to a question; giving it again changes nothing."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="answers")
    lesson_key = models.UUIDField()
    question_id = models.UUIDField()
    choice_id = models.UUIDField()
    is_right = models.BooleanField()
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "question_id"], name="answered_once")
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def waiting(self) -> "SubmissionQuerySet":
        """Handed in and not answered yet, oldest first."""
        return self.filter(state=Submission.State.SENT).order_by("sent_at")


class Submission(models.Model):
    """A member's work on an exercise: one row, through all its rounds."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SENT = "sent", _("waiting for your mentor")
        RETURNED = "returned", _("your mentor asks for an improvement")
        ACCEPTED = "accepted", _("accepted")

    LONGEST = 6000

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="submissions")
    lesson_key = models.UUIDField()
    exercise_id = models.UUIDField()
    text = models.TextField(_("your work"), max_length=LONGEST)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    sent_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "exercise_id"], name="submitted_once")
        ]

    def __str__(self) -> str:
        return f"submission {self.code}"

    @property
    def may_be_edited(self) -> bool:
        return self.state in (self.State.DRAFT, self.State.RETURNED)


class Review(models.Model):
    """What a mentor wrote about a submission. `key` is the form's own: sent twice, kept once."""

    class Verdict(models.TextChoices):
        COMMENT = "comment", _("comment only")
        IMPROVE = "improve", _("ask for an improvement")
        ACCEPT = "accept", _("accept")

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(User, models.SET_NULL, null=True, related_name="reviews_given")
    key = models.UUIDField(default=uuid4, unique=True)
    verdict = models.CharField(max_length=8, choices=Verdict)
    text = models.TextField(_("comment"), max_length=3000)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["written_at"]

    def __str__(self) -> str:
        return f"review {self.pk}"


class Certificate(models.Model):
    """That somebody completed a course, provable by a code; whose it is, the check never says."""

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, related_name="certificate")
    number = models.CharField(max_length=19, unique=True)
    month = models.DateField(help_text=_("First day of the month of completion."))
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.number
