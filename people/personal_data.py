"""What this floor and the shell below it keep. See `people.privacy.register`."""

from django.utils.translation import gettext_lazy as _

from people.contact import actions as contacts
from people.models import Contact
from people.privacy.register import Eraser, Holding, content, kinds

WITH_THE_ACCOUNT = _("as long as the account")

HOLDINGS = [
    content("cms.Branding", "name icon mail_name mail_subject calendar_title"),
    content("cms.HomePage", "page_ptr"),
    content("people.Region", "code key name name_fr"),
    content("people.Network", "code short_name name level parent region languages time_zone"),
    content("people.CountryRisk", "country level"),
    content(
        "people.Organisation",
        "code name form part_of region country networks languages time_zone listing results",
    ),
    Holding(
        model="people.User",
        title=_("Your account"),
        purpose=_("to sign in, to be spoken to by a name that is not hers, to see her own hours"),
        retention=_("until it is erased; it goes by itself after twelve months without a visit"),
        eraser=Eraser.CASCADE,
        owner="code",
        exported="pseudonym login_code organisation time_zone joined_on active_month is_active "
        "is_superuser vouched_on new_until exit_to leaves_nothing wants_notices wants_mail",
        fields=kinds(
            pseudonymous="code pseudonym login_code organisation time_zone joined_on active_month "
            "is_active is_superuser vouched_on new_until exit_to leaves_nothing wants_notices "
            "wants_mail groups user_permissions",
            personal="password",
        ),
    ),
    Holding(
        model="people.MemberKey",
        title=_("The key of your sealed texts"),
        purpose=_("to seal what she entrusts to us"),
        retention=WITH_THE_ACCOUNT,
        eraser=Eraser.CASCADE,
        owner="user",
        fields=kinds(public="master_id", pseudonymous="user", personal="wrapped_key"),
    ),
    Holding(
        model="people.RoleGrant",
        title=_("Your tasks"),
        purpose=_("to know who may do what, and who said so"),
        retention=_("until it ends"),
        eraser=Eraser.CASCADE,
        owner="user",
        unlinked="granted_by",
        exported="role region network organisation granted_on until",
        fields=kinds(
            pseudonymous="user role region network organisation granted_by granted_on until"
        ),
    ),
    Holding(
        model="people.Contact",
        title=_("How to reach you"),
        purpose=_("to tell her by e-mail that something waits, if she wants it"),
        retention=_("until she takes it away"),
        eraser=Eraser.CASCADE,
        owner="user",
        exported="sealed_mail mailed_at",
        fields=kinds(public="claimed_until", pseudonymous="user mailed_at", sealed="sealed_mail"),
    ),
    Holding(
        model="mfa.Authenticator",
        title=_("Your second factors"),
        purpose=_("to let nobody else in who knows her passphrase"),
        retention=_("until she takes it away"),
        eraser=Eraser.CASCADE,
        owner="user",
        exported="type created_at",
        fields=kinds(pseudonymous="user type created_at last_used_at", personal="data"),
    ),
    Holding(
        model="people.MemberSession",
        title=_("Where you are signed in"),
        purpose=_("to end a session that she forgot on another phone"),
        retention=_("until it ends, at most twelve hours"),
        eraser=Eraser.CASCADE,
        owner="user",
        exported="started_at is_shared",
        fields=kinds(
            public="code expire_date",
            pseudonymous="user started_at is_shared",
            personal="session_data",
        ),
    ),
    Holding(
        model="people.Invitation",
        title=_("Invitations you made"),
        purpose=_("to let one person in"),
        retention=_("72 hours open; the row goes 30 days later"),
        eraser=Eraser.CASCADE,
        owner="created_by",
        exported="organisation role created_at expires_at used_at",
        fields=kinds(
            public="code digest organisation role created_at expires_at used_at",
            pseudonymous="created_by",
        ),
    ),
    Holding(
        model="people.Vouch",
        title=_("Who answered for whom"),
        purpose=_("to suspend everybody whom an intruder brought in, in opaque codes"),
        retention=_("90 days"),
        eraser=Eraser.CASCADE,
        owner="newcomer|by",
        exported="kind day",
        exported_of="newcomer",
        fields=kinds(pseudonymous="newcomer by kind day"),
    ),
    Holding(
        model="people.Recovery",
        title=_("Ways back into your account"),
        purpose=_("to let her back in when she lost her passphrase"),
        retention=_("14 days"),
        eraser=Eraser.CASCADE,
        owner="user",
        unlinked="first_by second_by",
        exported="asked_at opens_at used_at",
        fields=kinds(
            public="code digest",
            pseudonymous="user asked_at first_by second_by opens_at used_at",
        ),
    ),
    Holding(
        model="people.AccessRecord",
        title=_("Who looked"),
        purpose=_("to show her who read what she keeps to few"),
        retention=_("180 days"),
        eraser=Eraser.CASCADE,
        owner="subject",
        unlinked="actor",
        exported="what day",
        fields=kinds(pseudonymous="subject actor what day"),
    ),
    Holding(
        model="people.Notice",
        title=_("Notices"),
        purpose=_("to tell her what happened"),
        retention=_("90 days after she put it away"),
        eraser=Eraser.CASCADE,
        owner="user",
        exported="kind created_at read_at",
        fields=kinds(pseudonymous="user kind key subject_code created_at read_at"),
    ),
    Holding(
        model="people.Event",
        title=_("The trail of what was done"),
        purpose=_("to find out what went wrong: who did what on which day, in opaque codes"),
        retention=_("180 days"),
        eraser=Eraser.UNLINKED,
        unlinked="actor subject",
        exported="verb day",
        exported_of="actor",
        fields=kinds(pseudonymous="actor verb subject day"),
    ),
]

WORDS = {
    "people.User.code": _("a random code that stands for you"),
    "pseudonym": _("pseudonym"),
    "organisation": _("organisation"),
    "network": _("network"),
    "time_zone": _("time zone"),
    "login_code": _("the figures with which you can sign in instead"),
    "joined_on": _("the day you joined"),
    "active_month": _("the last month in which you were here"),
    "is_active": _("whether the account is in use"),
    "is_superuser": _("whether you run this site"),
    "vouched_on": _("the day somebody vouched for you"),
    "new_until": _("until when you are a newcomer"),
    "exit_to": _("where “Leave” leads you"),
    "leaves_nothing": _("whether to leave nothing on your phone"),
    "wants_notices": _("whether you want notices here"),
    "wants_mail": _("whether you want e-mails"),
    "groups": _("whether you write or translate courses"),
    "user_permissions": _("what else you may do where courses are written"),
    "sealed_mail": _("your e-mail address, sealed"),
    "mailed_at": _("when an e-mail last went to you"),
    "type": _("which kind"),
    "last_used_at": _("last used"),
    "data": _("what it is checked against"),
    "started_at": _("the hour it began"),
    "is_shared": _("whether the phone is shared"),
    "session_data": _("that you are signed in, and messages not shown yet"),
    "newcomer": _("a code of who came"),
    "by": _("a code of who answered for her"),
    "asked_at": _("asked"),
    "first_by": _("a code of the first who vouched"),
    "second_by": _("a code of the second who vouched"),
    "opens_at": _("opens"),
    "people.AccessRecord.subject": _("who was looked at"),
    "what": _("what was read"),
    "password": _("a fingerprint of your passphrase, from which nobody can read it"),
    "user": _("whose it is"),
    "wrapped_key": _("a key, itself locked by a key that lies elsewhere"),
    "role": _("task"),
    "region": _("region"),
    "granted_by": _("who gave it"),
    "granted_on": _("since when"),
    "until": _("until when"),
    "created_by": _("who made it"),
    "created_at": _("made"),
    "expires_at": _("open until"),
    "used_at": _("used"),
    "kind": _("which sentence"),
    "key": _("a code that keeps it from being kept twice"),
    "subject_code": _("a code of what it is about"),
    "read_at": _("put away"),
    "actor": _("a code of who did it"),
    "verb": _("what was done"),
    "subject": _("a code of what it was done to"),
    "day": _("day"),
    "code": _("a code for addresses"),
}


def _mail_of(contact: Contact) -> str:
    return contacts.read(user=contact.user, by=contact.user)


# What is kept sealed, and what opens it for the member whose it is.
OPENERS = {"people.Contact.sealed_mail": _mail_of}
