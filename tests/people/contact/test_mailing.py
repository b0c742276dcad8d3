"""E-mails say that a notice waits, at most once a day; none is lost, none is sent twice."""

import smtplib
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, connections
from django.utils import timezone, translation
from django.utils.translation import gettext

from cms.models import Branding
from people.contact import actions as contacts
from people.contact import mailing
from people.models import Contact, CountryRisk, Notice, User
from people.notices import actions as notices
from people.notices import kinds, registry
from people.tasks import send_letters
from tests import factories

pytestmark = pytest.mark.servers

MAIL = "own.box@example.org"
TOMORROW = timedelta(days=1, minutes=1)


@pytest.fixture(autouse=True)
def _mail_is_on(settings):
    settings.DEFAULT_FROM_EMAIL = "post@example.net"


class Trouble(EmailBackend):
    """A mail server that does not accept the e-mail."""

    error: Exception

    def send_messages(self, messages) -> int:
        raise self.error


def trouble(settings, error: Exception | None) -> None:
    Trouble.error = error  # type: ignore[assignment]
    backend = f"{__name__}.Trouble" if error else "django.core.mail.backends.locmem.EmailBackend"
    settings.EMAIL_BACKEND = backend


def notified(user: User, key: str = "1", *, mail_to: str = MAIL) -> User:
    """Return a member who wants e-mails, and for whom a notice waits."""
    if mail_to:
        contacts.keep(user=user, mail=mail_to)
    notices.tell(user, kind=kinds.IDLE, key=key)
    return user


def later(by: timedelta) -> None:
    """Let time pass: move what happened into the past."""
    for contact in Contact.objects.all():
        for name in ("mailed_at", "claimed_until"):
            if moment := getattr(contact, name):
                setattr(contact, name, moment - by)
        contact.save()
    for notice in Notice.objects.all():
        Notice.objects.filter(pk=notice.pk).update(created_at=notice.created_at - by)


def receivers() -> list[str]:
    return [letter.to[0] for letter in mail.outbox]


# --- Contents -------------------------------------------------------------------------------


def sent_to(user: User) -> mail.EmailMessage:
    notified(user)
    assert mailing.send_due() == 1
    return mail.outbox[-1]


def test_mail_has_exactly_these_headers_and_this_sentence(world):
    letter = sent_to(world.a.leader).message()
    headers = dict(letter.items())
    assert parsedate_to_datetime(headers.pop("Date")).tzinfo is None  # «-0000»: from no zone
    number, _, host = headers.pop("Message-ID").strip("<>").partition("@")
    assert (len(number), host) == (32, "example.net")
    assert headers == {
        "Content-Type": 'text/plain; charset="utf-8"',
        "MIME-Version": "1.0",
        "Content-Transfer-Encoding": "7bit",
        "Subject": "Something is waiting for you",
        "From": "post@example.net",
        "To": MAIL,
        "Auto-Submitted": "auto-generated",
    }
    body = "Something is waiting for you. Have a look when it suits you.\n"
    assert letter.get_payload(decode=True).decode() == body


def test_sender_and_subject_are_those_of_the_site(world):
    branding = Branding.load()
    branding.mail_name, branding.mail_subject = "Élan\r\nBcc: x@example.org", "News\nfor you"
    branding.save()
    cache.clear()
    letter = sent_to(world.a.leader)
    assert letter.subject == "News for you"
    assert dict(letter.message().items()).keys().isdisjoint({"Bcc", "Cc"})
    assert letter.from_email.endswith("<post@example.net>")


@pytest.mark.parametrize(
    ("languages", "spoken"),
    [(["fr", "en"], "fr"), (["fon", "fr"], "fr"), (["en"], "en"), (["fon"], "en"), ([], "en")],
)
def test_mail_is_in_the_language_of_the_organisation(world, languages, spoken):
    organisation = world.a.leader.organisation
    organisation.languages = languages
    organisation.save()
    assert mailing.language_of(world.a.leader) == spoken
    letter = sent_to(world.a.leader)
    with translation.override(spoken):
        assert letter.subject == gettext("Something is waiting for you")


def test_member_without_organisation_gets_mail_in_the_language_of_the_site(world):
    world.a.leader.organisation = None
    assert mailing.language_of(world.a.leader) == "en"


def test_every_kind_of_notice_makes_the_same_mail(world):
    leader = world.a.leader
    contacts.keep(user=leader, mail=MAIL)
    letters = set()
    for kind in registry.declared().values():
        notices.tell(leader, kind=kind, key="1", subject_code=leader.code)
        assert mailing.send_due() == 1
        letter = mail.outbox[-1]
        letters.add((letter.subject, letter.body, letter.from_email))
        later(TOMORROW)
    assert len(letters) == 1


# --- Who gets one, and when -----------------------------------------------------------------


def test_only_members_who_asked_get_mail(world):
    notified(world.a.leader)
    notified(world.a.leader2, mail_to="")
    notified(world.b.leader, mail_to="b@example.org")
    User.objects.filter(pk=world.b.leader.pk).update(wants_mail=False)
    suspended = notified(world.a.mentor, mail_to="m@example.org")
    User.objects.filter(pk=suspended.pk).update(is_active=False)
    contacts.keep(user=world.b.mentor, mail="nothing.new@example.org")
    read = notified(world.b.leader2, mail_to="read@example.org")
    notices.dismiss(read, kind=kinds.IDLE)
    send_letters()
    assert receivers() == [MAIL]


def test_member_in_danger_gets_no_mail(world):
    notified(world.a.leader)
    notified(world.b.leader, mail_to="b@example.org")
    world.a.organisation.country = "ZW"
    world.a.organisation.save()
    CountryRisk.objects.create(country="ZW", level=CountryRisk.Level.HIGH)
    assert mailing.send_due() == 1
    assert receivers() == ["b@example.org"]


def test_without_a_mail_server_nothing_happens(world, settings):
    notified(world.a.leader)
    settings.DEFAULT_FROM_EMAIL = ""
    assert mailing.send_due() == 0
    assert mail.outbox == []


def test_notice_that_no_app_declares_any_more_makes_no_mail(world):
    contacts.keep(user=world.a.leader, mail=MAIL)
    Notice.objects.create(user=world.a.leader, kind="was_declared_once", key="1")
    assert mailing.send_due() == 0


def test_member_gets_one_mail_a_day_and_only_about_new_notices(world):
    leader = notified(world.a.leader)
    assert mailing.send_due() == 1
    notified(leader, "2", mail_to="")
    later(timedelta(hours=23))
    assert mailing.send_due() == 0
    later(timedelta(hours=2))
    assert mailing.send_due() == 1
    # The same notices, still not dismissed, are not new.
    later(timedelta(days=3))
    assert mailing.send_due() == 0
    notified(leader, "3", mail_to="")
    assert mailing.send_due() == 1


def test_changing_the_address_does_not_bring_a_second_mail(world):
    leader = notified(world.a.leader)
    assert mailing.send_due() == 1
    notified(leader, "2", mail_to="new@example.org")
    assert mailing.send_due() == 0


def test_nothing_due_opens_no_connection(world, settings, django_assert_num_queries):
    contacts.keep(user=world.a.leader, mail=MAIL)
    settings.EMAIL_BACKEND = "no.such.Backend"
    with django_assert_num_queries(1):
        assert mailing.send_due() == 0


# --- Failures -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        TimeoutError(),
        smtplib.SMTPServerDisconnected("canary"),
        smtplib.SMTPSenderRefused(550, b"canary", "post@example.net"),
        smtplib.SMTPDataError(451, b"later"),
        smtplib.SMTPRecipientsRefused({MAIL: (450, b"greylisted")}),
    ],
)
def test_refused_mail_is_sent_later_under_the_same_number(world, settings, caplog, error):
    leader = notified(world.a.leader)
    contact = Contact.objects.get()
    before = mailing.letter_to(contact, MAIL, mail.get_connection()).extra_headers["Message-ID"]
    trouble(settings, error)
    assert mailing.send_due() == 0
    trouble(settings, None)
    assert mailing.send_due() == 0, "somebody may still have it in hand"
    later(mailing.CLAIMED_FOR)
    assert mailing.send_due() == 1
    assert receivers() == [MAIL]
    assert mail.outbox[0].extra_headers["Message-ID"] == before
    assert (MAIL in caplog.text, "canary" in caplog.text) == (False, False)
    notified(leader, "2", mail_to="")
    later(TOMORROW)
    notified(leader, "3", mail_to="")
    assert mailing.send_due() == 1
    assert mail.outbox[1].extra_headers["Message-ID"] != before


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPDataError(554, b"no"),
        smtplib.SMTPRecipientsRefused({MAIL: (550, b"nobody here")}),
    ],
)
def test_unknown_address_is_not_tried_again_and_stops_no_other_mail(world, settings, error):
    notified(world.a.leader)
    trouble(settings, error)
    assert mailing.send_due() == 0
    trouble(settings, None)
    notified(world.b.leader, mail_to="b@example.org")
    later(mailing.CLAIMED_FOR)
    assert mailing.send_due() == 1
    assert receivers() == ["b@example.org"]


def test_worker_that_dies_loses_nothing(world):
    """A killed worker leaves a claim behind, and its e-mail was not sent."""
    notified(world.a.leader)
    Contact.objects.update(claimed_until=timezone.now() + mailing.CLAIMED_FOR)
    assert mailing.send_due() == 0
    later(mailing.CLAIMED_FOR)
    assert mailing.send_due() == 1


def test_address_that_does_not_open_stops_no_other_mail(world):
    broken = notified(world.a.leader)
    notified(world.b.leader, mail_to="b@example.org")
    Contact.objects.filter(user=broken).update(sealed_mail=b"\x01nothing")
    assert mailing.send_due() == 1
    assert receivers() == ["b@example.org"]


def test_member_changes_their_mind_while_others_get_mail(world, monkeypatch):
    notified(world.a.leader)
    notified(world.b.leader, mail_to="b@example.org")
    send = mailing._send

    def and_meanwhile(contact, line):
        contacts.forget(user=User.objects.exclude(pk=contact.user_id).get(contact__isnull=False))
        return send(contact, line)

    monkeypatch.setattr(mailing, "_send", and_meanwhile)
    assert mailing.send_due() == 1
    assert receivers() == [MAIL]


@pytest.mark.django_db(transaction=True)
def test_many_workers_send_each_mail_once(transactional_db):
    users = [notified(factories.UserFactory(), mail_to=f"{n}@example.org") for n in range(8)]
    barrier = threading.Barrier(4)

    def work() -> int:
        try:
            barrier.wait()
            return mailing.send_due()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        counts = [future.result() for future in [pool.submit(work) for _ in range(4)]]
    assert sum(counts) == len(users)
    assert sorted(receivers()) == sorted(f"{n}@example.org" for n in range(8))
    assert connection.is_usable()


# --- Connection to the mail server ----------------------------------------------------------


def test_mail_server_does_not_learn_the_name_of_this_machine(settings):
    """The «Received» line of an e-mail names the sender by its greeting."""
    heard: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            line, _ = listener.accept()
            with line, line.makefile("rwb") as stream:
                stream.write(b"220 ready\r\n")
                stream.flush()
                for said in stream:
                    heard.append(said.decode().strip())
                    stream.write(b"221 bye\r\n" if said.startswith(b"quit") else b"250 ok\r\n")
                    stream.flush()
                    if said.lower().startswith(b"quit"):
                        return

        server = threading.Thread(target=serve)
        server.start()
        port = listener.getsockname()[1]
        backend = mailing.NeutralBackend(
            host="127.0.0.1", port=port, username="", password="", use_tls=False, timeout=5
        )
        backend.open()
        backend.connection.ehlo()
        backend.close()
        server.join(5)
    assert heard == ["ehlo localhost", "quit"]
