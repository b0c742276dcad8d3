"""E-mails that tell a member that something is waiting, but never what.

Anyone who reads the mailbox sees one sentence that could be for anyone: no name, no link, and only
the sender's address in `EMAIL_FROM`. A member gets one e-mail a day at most.

E-mails are neither lost nor sent twice, because each run reads from the database what is due. A
worker claims a contact for a while, gives the e-mail to the mail server, and records that it was
sent. If the worker dies in between, the claim expires and the next worker sends the e-mail again
under the same Message-ID, so that mail servers can recognise it.
"""

import logging
import smtplib
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from cms.models import Branding
from people import sealing
from people.contact import actions
from people.models import Contact, Notice, User
from people.organisations.permissions import can_be_mailed

AT_MOST_EVERY = timedelta(days=1)
CLAIMED_FOR = timedelta(minutes=10)
# Celery stops a task after five minutes; the next run continues where this one ended.
SECONDS_A_RUN = 180

log = logging.getLogger(__name__)


class NeutralBackend(EmailBackend):
    """Django's backend, without giving the mail server the name of this machine.

    The mail server would write that name into the e-mail, where every reader can find it.
    """

    @property
    def connection_class(self) -> Any:
        known = super().connection_class

        def connect(*args: Any, **given: Any) -> smtplib.SMTP:
            return known(*args, **{**given, "local_hostname": "localhost"})

        return connect


def is_on() -> bool:
    """Whether this site can send e-mails at all."""
    return bool(settings.DEFAULT_FROM_EMAIL)


def is_offered_to(user: User) -> bool:
    """Whether `user` may ask for e-mails; one query."""
    return is_on() and can_be_mailed(user)


def send_due() -> int:
    """Send every e-mail that is due, and return how many were sent.

    When the mail server does not answer, the unsent e-mails are due again once their claims expire.
    """
    if not is_on() or not _due(timezone.now()).exists():
        return 0
    sent = 0
    try:
        with mail.get_connection() as connection:
            for contact in _one_by_one():
                sent += can_be_mailed(contact.user) and _send(contact, connection)
    except OSError:
        # Errors of smtplib and of the network. Their texts may contain an address.
        log.warning("The mail server does not take letters.")
    return sent


def _one_by_one() -> Iterator[Contact]:
    """Yield what is due, each read as late as possible, so that a member can still opt out."""
    until, last = time.monotonic() + SECONDS_A_RUN, 0
    while time.monotonic() < until:
        contact = _due(timezone.now()).filter(pk__gt=last).order_by("pk").first()
        if contact is None:
            return
        last = contact.pk
        yield contact


def _due(now: datetime) -> QuerySet[Contact]:
    """Contacts of members who have something new since their last e-mail."""
    unread = Notice.objects.unread().filter(user=OuterRef("user"))
    waits_anew = unread.filter(created_at__gt=OuterRef("mailed_at"))
    return Contact.objects.select_related("user__organisation").filter(
        Q(claimed_until=None) | Q(claimed_until__lte=now),
        Q(Exists(unread), mailed_at=None)
        | Q(Exists(waits_anew), mailed_at__lte=now - AT_MOST_EVERY),
        user__is_active=True,
        user__wants_mail=True,
    )


def _send(contact: Contact, connection: BaseEmailBackend) -> bool:
    """Claim `contact`, send its e-mail and record it; False when there was none to send."""
    now = timezone.now()
    # Only if unchanged since it was read: of two workers, one succeeds.
    unclaimed = Contact.objects.filter(
        pk=contact.pk, claimed_until=contact.claimed_until, mailed_at=contact.mailed_at
    )
    if not unclaimed.update(claimed_until=now + CLAIMED_FOR):
        return False
    try:
        address = actions.read(user=contact.user)
        letter_to(contact, address, connection).send()
    except sealing.CannotUnseal:
        # The master key is missing. The claim expires, so a later run tries again.
        return False
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as refusal:
        if not _is_final(refusal):
            return False
        # The mailbox does not exist. The next attempt is made when there is something new.
        was_sent = False
    else:
        was_sent = True
    claimed = Contact.objects.filter(pk=contact.pk, claimed_until=now + CLAIMED_FOR)
    claimed.update(mailed_at=now, claimed_until=None)
    return was_sent


def letter_to(contact: Contact, address: str, connection: BaseEmailBackend) -> mail.EmailMessage:
    """Return the e-mail; its Message-ID stays the same until it has been sent."""
    branding = Branding.current()
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    number = salted_hmac(
        "people.contact.mailing", f"{contact.user.code}{contact.mailed_at}"
    ).hexdigest()
    with translation.override(language_of(contact.user)):
        subject = _one_line(branding.mail_subject) or gettext("Something is waiting for you")
        body = gettext("Something is waiting for you. Have a look when it suits you.")
    return mail.EmailMessage(
        subject=subject,
        body=f"{body}\n",
        from_email=formataddr((_one_line(branding.mail_name), sender)),
        to=[address],
        headers={
            "Message-ID": f"<{number[:32]}@{sender.rpartition('@')[2]}>",
            # Prevents automatic replies.
            "Auto-Submitted": "auto-generated",
        },
        connection=connection,
    )


def _is_final(refusal: smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError) -> bool:
    """Whether the mail server refused for good (5xx) and not just for now (4xx)."""
    if isinstance(refusal, smtplib.SMTPDataError):
        return refusal.smtp_code >= 500
    return all(code >= 500 for code, _words in refusal.recipients.values())


def language_of(user: User) -> str:
    """Return the first language of the member's organisation that this site has."""
    spoken = dict(settings.LANGUAGES)
    languages = user.organisation.languages if user.organisation else []
    return next((code for code in languages if code in spoken), settings.LANGUAGE_CODE)


def _one_line(text: str) -> str:
    return " ".join(text.split())
