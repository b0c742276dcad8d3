"""Pairs, and what they write down: goals and meetings, sealed under the pair's own key."""

from datetime import timedelta
from uuid import uuid4

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.exercises.models import Submission
from mentorship.matching.models import Draft
from mentorship.programmes.models import Programme
from people.accounts.models import KeyOwner, User


class PairKey(KeyOwner):
    """The key of a pair's notes. It is deleted when either of the two is erased."""

    pair = models.OneToOneField("mentorship.Pair", models.CASCADE, related_name="key")

    def __str__(self) -> str:
        return f"key {self.pk}"


class Note(models.Model):
    """A sealed text of a pair. Only `mentorship.pairs.notes` opens it."""

    LONGEST = 200

    pair: models.ForeignKey
    sealed_text = models.BinaryField(editable=False)

    class Meta:
        abstract = True

    @property
    def place(self) -> str:
        """The place of the sealed text; it opens nowhere else."""
        raise NotImplementedError


class Goal(Note):
    """A goal of a pair. The coordinator never reads it."""

    pair = models.ForeignKey("mentorship.Pair", models.CASCADE, related_name="goals")
    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"goal {self.code}"

    @property
    def place(self) -> str:
        return f"mentorship.Goal:{self.code}:sealed_text"


class Meeting(Note):
    """A meeting of a pair: the day, the rough length, the channel and one line; nothing else."""

    class Length(models.TextChoices):
        QUARTER = "15", _("about 15 minutes")
        HALF = "30", _("about half an hour")
        HOUR = "60", _("about an hour")
        LONGER = "90", _("longer")

    class Channel(models.TextChoices):
        CALL = "call", _("voice call")
        VIDEO = "video", _("video call")
        WRITING = "writing", _("in writing")
        IN_PERSON = "in_person", _("in person")

    pair = models.ForeignKey("mentorship.Pair", models.CASCADE, related_name="meetings")
    key = models.UUIDField(default=uuid4)
    held_on = models.DateField(_("day"))
    length = models.CharField(_("how long"), max_length=2, choices=Length)
    # Translators: How two people met: voice call, video call, in writing, in person.
    channel = models.CharField(_("how you met"), max_length=10, choices=Channel)

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["pair", "key"], name="meeting_logged_once")]

    def __str__(self) -> str:
        return f"meeting {self.pk}"

    @property
    def place(self) -> str:
        return f"mentorship.Meeting:{self.key}:sealed_text"


class PairQuerySet(models.QuerySet["Pair"]):
    def open(self) -> "PairQuerySet":
        """Proposed or running pairs; each takes one of the mentor's places."""
        return self.filter(ended_at=None)

    def live(self) -> "PairQuerySet":
        """Pairs to which both said yes and that neither has ended."""
        return self.open().exclude(started_at=None)

    def in_sight(self) -> "PairQuerySet":
        """Pairs whose two members are both here. While one of them is suspended or hidden, their
        pairs rest: no one sees them, not even the other one, and nothing of them is lost."""
        return self.filter(mentor__is_active=True, mentee__is_active=True)

    def of(self, user: User) -> "PairQuerySet":
        """Pairs in which `user` is one of the two, in any state."""
        return self.filter(Q(mentor=user) | Q(mentee=user))

    def with_people(self) -> "PairQuerySet":
        return self.select_related("mentor", "mentee")

    def with_counts(self) -> "PairQuerySet":
        """Add `last_met`, `meeting_count` and `goal_count`, which is all a coordinator sees."""
        meetings = Meeting.objects.filter(pair=OuterRef("pk"))
        goals = Goal.objects.filter(pair=OuterRef("pk"))
        return self.annotate(
            last_met=Subquery(meetings.values("held_on")[:1]),
            meeting_count=_count(meetings, "pair"),
            goal_count=_count(goals, "pair"),
        )

    def with_contents(self) -> "PairQuerySet":
        """Add `last_met`, the next goal (`goal_code`, `sealed_goal`) and `waiting_count` (work to
        review), for the members of the pair."""
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
    """Count in a subquery, because two joined sets would multiply each other's counts."""
    counted = rows.order_by().values(group).annotate(figure=models.Count("pk"))
    return Coalesce(Subquery(counted.values("figure")), 0)


class Pair(models.Model):
    """A mentor and a mentee. A coordinator proposes the pair; it begins when both say yes."""

    # How long a member still sees that a proposal did not go ahead.
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
            models.CheckConstraint(condition=~Q(mentor=F("mentee")), name="mentor_is_not_mentee"),
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
        """Return “mentor” or “mentee”; raise ValueError for any other member."""
        if user.pk == self.mentor_id:
            return "mentor"
        if user.pk == self.mentee_id:
            return "mentee"
        raise ValueError("This member is not in this pair.")

    def other(self, user: User) -> User:
        return self.mentee if self.side_of(user) == "mentor" else self.mentor

    def answer_of(self, user: User) -> bool | None:
        """Return the answer of `user`: yes, no, or nothing yet. Never show it to the other one."""
        return getattr(self, f"{self.side_of(user)}_yes")
