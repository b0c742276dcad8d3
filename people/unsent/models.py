"""What a member sent when they were no longer signed in, until they are."""

from django.db import models

from people.accounts.models import User


class UnsentForm(models.Model):
    """The typed fields of one form, sealed under a key that only the browser which sent it has.

    `digest` is that of the key. Address and text are both in `sealed`, so the row says about its
    member only that something waits for them.
    """

    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="unsent_forms")
    sealed = models.BinaryField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"unsent form {self.pk}"
