"""Practice stories: what members send in, sealed, and what is published of it."""

from hashlib import blake2b
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from learning.stories.parts import Parts
from people.accounts.models import User
from people.privacy.sealed_text import SealedText

LONGEST = 800
LONGEST_TITLE = 120
LONGEST_REPLY = 500


class Story(models.Model):
    """A story as its author wrote it, what an editor made of it, and where it stands. All texts are
    sealed under the key of the author."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for an editor")
        PROPOSED = "proposed", _("Waiting for your yes")
        RETURNED = "returned", _("Not published")
        PUBLISHED = "published", pgettext_lazy("of a story", "Published")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="stories")
    language = models.CharField(max_length=10)
    # Empty for what fits no subject.
    subject_key = models.UUIDField(null=True, blank=True)
    # The parts of a story (`Parts.as_kept`), of the author and of the editor.
    text = SealedText(owner="user", place="code")
    edited = SealedText(owner="user", place="code", null=True)
    # What the editor says who does not publish it.
    reply = SealedText(owner="user", place="code", null=True)
    shows_name = models.BooleanField(default=False)
    # Whether what is published may stay when the account is erased.
    may_stay = models.BooleanField(default=False)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    sent_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="stories_decided"
    )

    class Meta:
        ordering = ["-sent_at"]

    def __str__(self) -> str:
        return f"story {self.code}"

    @property
    def written(self) -> Parts:
        return Parts.opened(self.text)

    @property
    def proposal(self) -> Parts | None:
        """What the editor made of it, if anything."""
        return Parts.opened(self.edited) if self.edited else None

    @property
    def is_taken_down(self) -> bool:
        """Whether an editor took it off the list: who sends a story back says why."""
        return self.state == self.State.RETURNED and not self.reply

    @property
    def mark(self) -> str:
        """What tells one proposal from another, so that a yes is to what was read."""
        return _mark(self.edited or "")

    @property
    def text_mark(self) -> str:
        """What tells one text of the author from another, so that an answer is to what was read."""
        return _mark(self.text)


def _mark(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()


class PublishedStory(models.Model):
    """What readers have: the text of an editor to which the author said yes. Its code is not that
    of the story, and without the story it belongs to no one."""

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    story = models.OneToOneField(
        Story, models.SET_NULL, null=True, blank=True, related_name="published"
    )
    language = models.CharField(max_length=10)
    subject_key = models.UUIDField(null=True, blank=True)
    title = models.CharField(max_length=LONGEST_TITLE)
    worked = models.TextField()
    why = models.TextField()
    effects = models.TextField()
    learned = models.TextField()
    published_on = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ["-published_on", "-pk"]

    def __str__(self) -> str:
        return f"published story {self.code}"
