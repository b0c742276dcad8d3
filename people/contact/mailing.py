"""Telling a member by e-mail that something waits, and never what.

Anyone who reads the mailbox learns one sentence that could be for anyone: no name, no link, and
only the sender's address in `EMAIL_FROM`. One e-mail a day at most, however much waits.

An e-mail is neither lost nor doubled: what is due is read from the rows each time. A worker claims
a contact for a while, gives the e-mail to the mail server, and writes down that it went. If the
worker dies in between, the claim runs out and the next one sends the e-mail again, under the same
Message-ID, by which mail servers know it.
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
# A Celery task is stopped after five minutes; the next run continues where this one ended.
SECONDS_A_RUN = 180

log = logging.getLogger(__name__)


class NeutralBackend(EmailBackend):
    """Django's, but the mail server does not learn the name of this machine.

    The mail server writes that name into the e-mail, where anyone who opens it finds it.
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
    """Send every e-mail that is due, and return how many went.

    When the mail server is away, what it did not take is due again once the claim has run out.
    """
    if not is_on() or not _due(timezone.now()).exists():
        return 0
    sent = 0
    try:
        with mail.get_connection() as connection:
            for contact in _one_by_one():
                sent += can_be_mailed(contact.user) and _send(contact, connection)
    except OSError:
        # Of smtplib and of the network alike. What they say may name an address.
        log.warning("The mail server does not take letters.")
    return sent


def _one_by_one() -> Iterator[Contact]:
    """Yield what is due, read as late as possible, so that a change of mind still counts."""
    until, last = time.monotonic() + SECONDS_A_RUN, 0
    while time.monotonic() < until:
        contact = _due(timezone.now()).filter(pk__gt=last).order_by("pk").first()
        if contact is None:
            return
        last = contact.pk
        yield contact


def _due(now: datetime) -> QuerySet[Contact]:
    """Contacts of members to whom something new has happened since their last letter."""
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
    """Claim `contact`, send its e-mail, write that it went; False when there was none to send."""
    now = timezone.now()
    # Only as it was read: of two workers one finds it changed.
    unclaimed = Contact.objects.filter(
        pk=contact.pk, claimed_until=contact.claimed_until, mailed_at=contact.mailed_at
    )
    if not unclaimed.update(claimed_until=now + CLAIMED_FOR):
        return False
    try:
        address = actions.read(user=contact.user)
        letter_to(contact, address, connection).send()
    except sealing.CannotUnseal:
        # Its master key is missing here; when it is back, the claim has run out.
        return False
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as refusal:
        if not _is_final(refusal):
            return False
        # There is no such mailbox. The next e-mail is tried when there is something new.
        was_sent = False
    else:
        was_sent = True
    claimed = Contact.objects.filter(pk=contact.pk, claimed_until=now + CLAIMED_FOR)
    claimed.update(mailed_at=now, claimed_until=None)
    return was_sent


def letter_to(contact: Contact, address: str, connection: BaseEmailBackend) -> mail.EmailMessage:
    """Return the e-mail; the same one, by its Message-ID, until one has gone."""
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
            # So that no “I am away” comes back.
            "Auto-Submitted": "auto-generated",
        },
        connection=connection,
    )


def _is_final(refusal: smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError) -> bool:
    """Whether the mail server said «never» (5xx), and not «later» (4xx)."""
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
