"""Work that several members did together and one of them handed in."""

from datetime import timedelta
from uuid import uuid4

from django.db import models

from learning.exercises.models import Submission
from learning.progress.models import Enrolment


class Together(models.Model):
    """How many people did a work together, and until when others of them can type its code. Only a
    digest of the code is kept; the code itself follows from `key` (`people.readable_codes`)."""

    # With the one who hands in.
    FEWEST, MOST = 2, 30
    OPEN_FOR = timedelta(days=1)

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="together")
    people = models.PositiveSmallIntegerField()
    key = models.UUIDField(default=uuid4)
    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"together {self.pk}"


class Partner(models.Model):
    """A member for whom the work of another one counts, because they typed its code themselves.

    No day: when people did something together could tell where they were.
    """

    together = models.ForeignKey(Together, models.CASCADE, related_name="partners")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="shared")
    exercise_id = models.UUIDField()

    class Meta:
        constraints = [
            # In one group for each exercise.
            models.UniqueConstraint(fields=["enrolment", "exercise_id"], name="partner_once")
        ]

    def __str__(self) -> str:
        return f"partner {self.pk}"
