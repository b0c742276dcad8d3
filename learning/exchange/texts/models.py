"""Texts that someone brings from Word or in Markdown."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone


class TextImport(models.Model):
    """The lessons that were found in a text, until its editor says whether they become drafts. What
    else the file held is not kept."""

    KEPT_FOR = timedelta(days=7)

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    # The key of the course, and the language of the lessons.
    course = models.UUIDField()
    language = models.CharField(max_length=20)
    # Each with its `title` and its `body`; a picture in it is a number.
    lessons = models.JSONField()
    # How many of each thing were left out, by its name, and why pictures were.
    left = models.JSONField()
    refused = models.JSONField(default=list)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"text {self.code}"


class TextPicture(models.Model):
    """A picture of a text, cleaned. Its number is that in the blocks."""

    text = models.ForeignKey(TextImport, models.CASCADE, related_name="pictures")
    number = models.PositiveSmallIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text", "number"], name="picture_once")]

    def __str__(self) -> str:
        return f"picture {self.number} of a text"
