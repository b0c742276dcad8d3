"""Accounts that are hidden, and the code words by which others may hide them."""

from django.db import models
from django.utils import timezone

from people.accounts.models import User


class Hiding(models.Model):
    """A member hid their account, or someone with their code word did. The row goes when they come
    back.

    As long as it is there, the account is not active: what holds for suspended accounts holds for
    this one. `is_suspended` is what `User.is_active` would say if the account were not hidden.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="hiding")
    hidden_at = models.DateTimeField(default=timezone.now)
    is_suspended = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"hidden {self.hidden_at:%Y-%m-%d}"


class CodeWord(models.Model):
    """A word that a member tells people they trust, so that these can hide the account for them.

    It is sealed in the form that `web.names.key` gives. Only `people.hiding.actions` opens it.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="code_word")
    sealed_word = models.BinaryField(editable=False)
    chosen_on = models.DateField(default=timezone.localdate)

    def __str__(self) -> str:
        return f"code word {self.pk}"
