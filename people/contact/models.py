"""Sealed contact data of members."""

from django.db import models

from people.accounts.models import User


class Contact(models.Model):
    """Contact data that a member chose to give, sealed. Only `people.contact.actions` opens it.

    `mailed_at` and `claimed_until` are for `people.contact.mailing`: when the last e-mail was sent,
    and until when a worker has claimed the next one.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="contact")
    sealed_mail = models.BinaryField(editable=False)
    mailed_at = models.DateTimeField(null=True, editable=False)
    claimed_until = models.DateTimeField(null=True, editable=False)

    def __str__(self) -> str:
        return f"contact {self.pk}"
