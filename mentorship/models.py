"""Who accompanies whom: programmes, profiles, drafts, pairs.

Only `Programme` has a history: it is a rule that people made. Nothing that says anything about a
member ever has one.
"""

from datetime import timedelta
from uuid import uuid4

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.history import ContentHistory
from learning.models import Submission
from mentorship.concern_models import Concern, ConcernMessage
from mentorship.matching import Weights
from mentorship.note_models import Goal, Meeting, PairKey
from people import looking
from people.models import Look, Region, User

# Django looks for every model here.
__all__ = [
    "Concern",
    "ConcernMessage",
    "Draft",
    "Goal",
    "Meeting",
    "Pair",
    "PairKey",
    "Profile",
    "Programme",
    "Run",
    "Subject",
]


class Subject(models.TextChoices):
    """The six subjects of the catalogue: what is asked for, and what somebody is strong in."""

    MONEY = "money", _("money")
    PEOPLE = "people", _("people and teams")
    FUNDRAISING = "fundraising", _("fundraising")
    ADVOCACY = "advocacy", _("advocacy")
    RIGHTS = "rights", _("rights and law")
    ORGANISING = "organising", _("organising ourselves")


class Programme(models.Model):
    """An offer of mentoring, for one region or for all, and what counts in its matching."""

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="programmes",
        verbose_name=_("region"),
        help_text=_("Empty: all regions."),
    )
    is_open = models.BooleanField(_("new pairs can be made"), default=True)
    subject_points = models.PositiveSmallIntegerField(_("points for the subject"), default=40)
    choice_points = models.PositiveSmallIntegerField(_("points for stated choices"), default=25)
    language_points = models.PositiveSmallIntegerField(_("points for the language"), default=10)
    time_points = models.PositiveSmallIntegerField(_("points for common hours"), default=10)
    region_points = models.PositiveSmallIntegerField(_("points for the region"), default=10)
    waiting_points = models.PositiveSmallIntegerField(_("points for waiting long"), default=5)
    weights_version = models.PositiveSmallIntegerField(default=1, editable=False)

    history = ContentHistory(excluded_fields=["weights_version"])

    POINTS = ("subject", "choice", "language", "time", "region", "waiting")

    class Meta:
        verbose_name = _("programme")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    subject_points=100
                    - F("choice_points")
                    - F("language_points")
                    - F("time_points")
                    - F("region_points")
                    - F("waiting_points")
                ),
                name="programme_points_make_100",
                violation_error_message=_("The points must make 100 together."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("mentorship:programme", args=[self.code])

    @property
    def weights(self) -> Weights:
        points = {part: getattr(self, f"{part}_points") for part in self.POINTS}
        return Weights(version=self.weights_version, **points)


class Profile(models.Model):
    """What a member says about herself for a pair. Nothing in it tells who she is."""

    class FreeTime(models.TextChoices):
        WEEKDAY_MORNING = "weekday_morning", _("Monday to Friday, mornings")
        WEEKDAY_AFTERNOON = "weekday_afternoon", _("Monday to Friday, afternoons")
        WEEKDAY_EVENING = "weekday_evening", _("Monday to Friday, evenings")
        WEEKEND_MORNING = "weekend_morning", _("Saturday and Sunday, mornings")
        WEEKEND_AFTERNOON = "weekend_afternoon", _("Saturday and Sunday, afternoons")
        WEEKEND_EVENING = "weekend_evening", _("Saturday and Sunday, evenings")

    class Nearness(models.TextChoices):
        ANY = "any", _("from anywhere")
        ONLY_MY_REGION = "only_my_region", _("only from my region")
        NOT_MY_REGION = "not_my_region", _("not from my region")

    MOST_MENTEES = 4

    user = models.OneToOneField(User, models.CASCADE, related_name="mentoring_profile")
    wants_mentor = models.BooleanField(_("I would like a mentor"), default=False)
    waiting_since = models.DateField(null=True, blank=True)
    is_mentor = models.BooleanField(_("I would like to accompany somebody"), default=False)
    languages = models.JSONField(default=dict, help_text="Code of the language to level, 1 to 3.")
    needs = models.JSONField(default=list, help_text="Keys of subjects, the first one first.")
    strengths = models.JSONField(default=dict, help_text="Key of the subject to level, 1 to 3.")
    free_time = models.JSONField(default=list, help_text="Keys of parts of the week, local time.")
    asynchronous = models.BooleanField(
        _("We can also write to each other, each at her own hours"), default=False
    )
    nearness = models.CharField(
        _("My mentor comes"), max_length=16, choices=Nearness, default=Nearness.ANY
    )
    capacity = models.PositiveSmallIntegerField(_("How many people at the same time"), default=2)
    paused = models.BooleanField(_("I take a break: no new pairs for now"), default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity__gte=1, capacity__lte=4), name="profile_capacity_1_to_4"
            )
        ]

    def __str__(self) -> str:
        return f"profile {self.pk}"


class Run(models.Model):
    """The latest matching of a programme: for whom nothing was found, and what is missing."""

    programme = models.OneToOneField(Programme, models.CASCADE, related_name="latest_run")
    code = models.UUIDField(default=uuid4, editable=False)
    made_at = models.DateTimeField(default=timezone.now)
    weights_version = models.PositiveSmallIntegerField()
    unmatched = models.JSONField(default=dict, help_text="Code of the mentee to reasons.")
    unmet_demand = models.JSONField(default=list, help_text="Rows of subject, language, count.")

    def __str__(self) -> str:
        return f"run {self.code}"


class DraftQuerySet(models.QuerySet["Draft"]):
    def undecided(self) -> "DraftQuerySet":
        return self.filter(state=Draft.State.DRAFTED)


class Draft(models.Model):
    """A pair that the matching proposes to the coordinator. Only she reads it."""

    class State(models.TextChoices):
        DRAFTED = "drafted", _("drafted")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined by the coordinator")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="drafts")
    run = models.UUIDField()
    mentor = models.ForeignKey(User, models.CASCADE, related_name="drafts_as_mentor")
    mentee = models.ForeignKey(User, models.CASCADE, related_name="drafts_as_mentee")
    score = models.PositiveSmallIntegerField()
    parts = models.JSONField(help_text="Part of the score to points.")
    reasons = models.JSONField(help_text="Codes with parameters.")
    alternatives = models.JSONField(help_text="Mentor's code, score, reasons, why not.")
    state = models.CharField(max_length=8, choices=State, default=State.DRAFTED)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["score", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "mentee", "mentor"], name="drafted_once_per_programme"
            ),
            models.UniqueConstraint(
                fields=["programme", "mentee"],
                condition=Q(state="drafted"),
                name="one_open_draft_per_mentee",
            ),
        ]

    def __str__(self) -> str:
        return f"draft {self.code}"


class PairQuerySet(models.QuerySet["Pair"]):
    def open(self) -> "PairQuerySet":
        """Proposed or running: they take a mentor's place."""
        return self.filter(ended_at=None)

    def live(self) -> "PairQuerySet":
        """Both said yes, and nobody has ended it."""
        return self.open().exclude(started_at=None)

    def of(self, user: User) -> "PairQuerySet":
        """Pairs in which `user` is one of the two, in whatever state."""
        return self.filter(Q(mentor=user) | Q(mentee=user))

    def with_people(self) -> "PairQuerySet":
        return self.select_related("mentor", "mentee")

    def to_read(self, user: User) -> "PairQuerySet":
        """Add the pair's key, and `is_noted`: whether it stands already that `user` read today."""
        looks = looking.today_by(user, Look.What.NOTE)
        others = Q(subject=OuterRef("mentor")) | Q(subject=OuterRef("mentee"))
        return self.select_related("key").annotate(is_noted=Exists(looks.filter(others)))

    def with_counts(self) -> "PairQuerySet":
        """Add `last_met`, `meeting_count` and `goal_count`: all that a coordinator is told."""
        meetings = Meeting.objects.filter(pair=OuterRef("pk"))
        goals = Goal.objects.filter(pair=OuterRef("pk"))
        return self.annotate(
            last_met=Subquery(meetings.values("held_on")[:1]),
            meeting_count=_count(meetings, "pair"),
            goal_count=_count(goals, "pair"),
        )

    def with_contents(self) -> "PairQuerySet":
        """Add `last_met`, the next goal (`goal_code`, `sealed_goal`) and `waiting_count` (work to
        review): for the two of them."""
        goals = Goal.objects.filter(pair=OuterRef("pk"), done_at=None)
        meetings = Meeting.objects.filter(pair=OuterRef("pk"))
        waiting = Submission.objects.filter(
            enrolment__user=OuterRef("mentee"), state=Submission.State.SENT
        )
        return self.annotate(
            last_met=Subquery(meetings.values("held_on")[:1]),
            goal_code=Subquery(goals.values("code")[:1]),
            sealed_goal=Subquery(goals.values("sealed_text")[:1]),
            waiting_count=_count(waiting, "enrolment__user"),
        )


def _count(rows: models.QuerySet, group: str) -> Coalesce:
    """Count in a subquery: two joined sets would multiply each other's counts."""
    counted = rows.order_by().values(group).annotate(figure=models.Count("pk"))
    return Coalesce(Subquery(counted.values("figure")), 0)


class Pair(models.Model):
    """Two people of whom a coordinator thinks that they fit; it begins when both say yes."""

    # How long a member who was told «not this time» still reads it.
    CLOSED_SHOWN_FOR = timedelta(days=30)

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="pairs")
    mentor = models.ForeignKey(User, models.CASCADE, related_name="pairs_as_mentor")
    mentee = models.ForeignKey(User, models.CASCADE, related_name="pairs_as_mentee")
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, blank=True, related_name="pairs")
    mentor_yes = models.BooleanField(null=True)
    mentee_yes = models.BooleanField(null=True)
    approved_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    approved_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        ordering = ["-approved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "mentee"],
                condition=Q(ended_at=None),
                name="one_open_pair_per_mentee",
            ),
            models.CheckConstraint(
                condition=~Q(mentor=F("mentee")), name="nobody_accompanies_herself"
            ),
            models.CheckConstraint(
                condition=Q(started_at=None) | Q(mentor_yes=True, mentee_yes=True),
                name="pair_starts_when_both_say_yes",
            ),
        ]

    def __str__(self) -> str:
        return f"pair {self.code}"

    def get_absolute_url(self) -> str:
        return reverse("mentorship:pair", args=[self.code])

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def is_live(self) -> bool:
        return self.started_at is not None and self.ended_at is None

    def side_of(self, user: User) -> str:
        """Return «mentor» or «mentee»; raise ValueError for anybody else."""
        if user.pk == self.mentor_id:
            return "mentor"
        if user.pk == self.mentee_id:
            return "mentee"
        raise ValueError("She is not in this pair.")

    def other(self, user: User) -> User:
        return self.mentee if self.side_of(user) == "mentor" else self.mentor

    def answer_of(self, user: User) -> bool | None:
        """Return what `user` said: yes, no, or nothing yet. Never show it to the other one."""
        return getattr(self, f"{self.side_of(user)}_yes")
