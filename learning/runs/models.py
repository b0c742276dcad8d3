"""Course runs: a course that a group takes in the same weeks, and the places in it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.history import ContentHistory
from people.accounts.models import User
from people.languages import language_name
from people.networks.models import Network, Region
from people.organisations.models import Organisation
from people.time_zones import earliest_day
from web.reading.days import date_format

MOST_SEATS = 500
# Fields that name people are left out of the history; the history itself keeps who made a change.
# Of an organisation, not everyone who reads the history may read the name.
ABOUT_PEOPLE = ["facilitator", "second_facilitator", "created_by", "organisation"]
# Not written by a person.
COUNTED = ["moves"]
# After this time, the names of those who took part are deleted.
PLACES_KEPT_FOR = timedelta(days=30)


class CourseRunQuerySet(models.QuerySet["CourseRun"]):
    def open(self) -> "CourseRunQuerySet":
        return self.filter(state=CourseRun.State.OPEN)

    def not_over(self, day: date | None = None) -> "CourseRunQuerySet":
        """Runs whose last day is not over on `day` (None: the earliest day that it is anywhere)."""
        return self.filter(ends_on__gte=day or earliest_day())

    def with_places(self) -> "CourseRunQuerySet":
        """Add `taken` and `waiting`: how many people have a place, and how many wait for one."""
        return self.annotate(
            taken=_count(RunPlace.State.PLACE), waiting=_count(RunPlace.State.WAITING)
        )


def _count(state: str) -> Coalesce:
    rows = RunPlace.objects.filter(run=models.OuterRef("pk"), state=state).order_by()
    counted = rows.values("run").annotate(number=models.Count("pk")).values("number")
    return Coalesce(models.Subquery(counted), 0)


def _titles(keys: list[str]) -> list[str]:
    """Return the titles of these lessons for the history, in any language."""
    pages = Page.objects.filter(translation_key__in=keys)
    found = dict(pages.values_list("translation_key", "title"))
    return [found.get(UUID(key), key) for key in keys]


def _by_language(words: dict[str, str]) -> dict[str, str]:
    """Return words of the history under the names of their languages."""
    return {language_name(code): text for code, text in words.items()}


class CourseRun(models.Model):
    """A run of a course, of one region or one network, which may be opened to others.

    Its days have no time zone: for each member they are those of their own.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("course run", "draft")
        OPEN = "open", pgettext_lazy("course run", "open")
        CANCELLED = "cancelled", pgettext_lazy("course run", "cancelled")

    class Entry(models.TextChoices):
        """Who may join."""

        OPEN = "open", _("everyone there")
        INVITED = "invited", _("those there who have its code")
        ORGANISATION = "organisation", _("the members of one organisation")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    course_key = models.UUIDField(editable=False)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, related_name="+", verbose_name=_("region")
    )
    network = models.ForeignKey(
        Network, models.PROTECT, null=True, related_name="+", verbose_name=_("network")
    )
    regions = models.ManyToManyField(Region, related_name="+")
    networks = models.ManyToManyField(Network, related_name="+")
    state = models.CharField(_("status"), max_length=9, choices=State, default=State.DRAFT)
    entry = models.CharField(_("who may join"), max_length=12, choices=Entry, default=Entry.OPEN)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("organisation")
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    join_until = models.DateField(_("last day to join"))
    seats = models.PositiveSmallIntegerField(
        _("places"), default=20, validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)]
    )
    # Translators: Lessons that people finish before a course run begins.
    pre_work = models.JSONField(_("to do before the first day"), default=list)
    # Translators: What people do after a course run, in the words of who leads it.
    follow_up = models.JSONField(_("afterwards"), default=dict)
    facilitator = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    second_facilitator = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    moves = models.PositiveIntegerField(default=0, help_text="How often its days changed.")

    history = ContentHistory(excluded_fields=[*ABOUT_PEOPLE, *COUNTED])
    HISTORY_WORDS = {"pre_work": _titles, "follow_up": _by_language}
    objects = CourseRunQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(region=None, network__isnull=False)
                | Q(region__isnull=False, network=None),
                name="run_at_one_node",
            ),
            models.CheckConstraint(
                condition=Q(join_until__lte=F("ends_on"), starts_on__lte=F("ends_on")),
                name="run_ends_last",
            ),
            models.CheckConstraint(condition=Q(seats__gte=1), name="run_has_a_seat"),
        ]
        indexes = [models.Index(fields=["course_key", "ends_on"], name="run_per_course")]

    def __str__(self) -> str:
        return date_format(self.starts_on)

    def get_absolute_url(self) -> str:
        return reverse("learning:run", args=[self.code])

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def is_invited(self) -> bool:
        return self.entry == self.Entry.INVITED

    @property
    def leaders(self) -> list[int]:
        """The facilitators, by their keys."""
        return [pk for pk in (self.facilitator_id, self.second_facilitator_id) if pk]

    @property
    def follow_up_here(self) -> tuple[str, str]:
        """What to do afterwards, with its language: that of the page, else the first written."""
        here = str(get_language())
        words: dict[str, Any] = {code: text for code, text in self.follow_up.items() if text}
        code = here if here in words else next(iter(words), here)
        return words.get(code, ""), code

    def is_over(self, today: date) -> bool:
        return self.ends_on < today

    def is_changeable(self, today: date) -> bool:
        return not self.is_cancelled and not self.is_over(today)

    def is_joinable(self, today: date) -> bool:
        """Whether someone who may may still join, for whom it is `today`."""
        return self.state == self.State.OPEN and self.join_until >= today

    def phase(self, today: date) -> str:
        """Return in a word or two how it stands for someone for whom it is `today`."""
        if self.state != self.State.OPEN:
            return str(self.get_state_display())
        if self.is_over(today):
            return pgettext("course run", "over")
        if self.starts_on <= today:
            return pgettext("course run", "running")
        return str(self.State.OPEN.label)


class RunPlace(models.Model):
    """A member’s place in a run, or their turn on its waiting list.

    Others in the run know them by `handle` alone, which stands in no other run of theirs. There is
    no time at which they joined: two rows of one member have nothing in common but the member.
    """

    class State(models.TextChoices):
        PLACE = "place", _("has a place")
        WAITING = "waiting", _("on the waiting list")

    run = models.ForeignKey(CourseRun, models.CASCADE, related_name="places")
    user = models.ForeignKey(User, models.CASCADE, related_name="run_places")
    handle = models.CharField(max_length=40)
    state = models.CharField(max_length=7, choices=State)
    shows_progress = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "user"], name="in_a_run_once")]
        indexes = [models.Index(fields=["run", "state"], name="run_place_by_state")]

    def __str__(self) -> str:
        return str(self.get_state_display())

    @property
    def has_place(self) -> bool:
        return self.state == self.State.PLACE
